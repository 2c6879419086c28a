import { expect, test } from '@jest/globals';
import { conformanceOf, conformanceSentence } from './conformance.ts';
import { everyOutcome, madeUpPurpose, madeUpReport } from './made-up-report.ts';

const notApplicable = madeUpPurpose('TP-CL-LV-06', 'none', { notApplicable: 'ICS', checks: [], cases: [] });
const notRun = madeUpPurpose('TP-CL-TO-01', 'none', { run: false, checks: [], cases: [] });
const pass = madeUpPurpose('TP-CL-LV-09');

test.each([
  ['all passed', [pass, notApplicable], 'conformant'],
  ['one failed among much else', everyOutcome(), 'not-conformant'],
  ['one was inconclusive', [pass, madeUpPurpose('TP-CL-NF-01', 'inconc')], 'undecided'],
  ['one was an error', [pass, madeUpPurpose('TP-CL-NF-01', 'error')], 'undecided'],
  ['one was not run', [pass, notRun], 'undecided'],
  ['one was run and not judged', [pass, madeUpPurpose('TP-CL-NF-01', 'none', { checks: [] })], 'undecided'],
  ['nothing was selected', [], 'nothing-run'],
  ['nothing applied', [notApplicable], 'nothing-run'],
  ['nothing was run', [notRun, notApplicable], 'nothing-run'],
])('%s', (_, purposes, status) => {
  expect(conformanceOf(madeUpReport(purposes))).toBe(status);
});

test('trouble of the test system stands in the way of a pass', () => {
  const report = madeUpReport([pass]);
  report.harness.push({ severity: 'error', message: 'the clock was set back' });
  expect(conformanceOf(report)).toBe('undecided');
  expect(conformanceSentence(report)).toContain('the test system itself was not sound');
});

test('a note of the test system does not', () => {
  const report = madeUpReport([pass]);
  report.harness.push({ severity: 'note', message: 'the clock drifted' });
  expect(conformanceOf(report)).toBe('conformant');
});
