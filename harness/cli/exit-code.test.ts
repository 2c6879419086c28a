import { expect, test } from '@jest/globals';
import { everyOutcome, madeUpPurpose, madeUpReport } from '../report/made-up-report.ts';
import { exitCodeOf } from './exit-code.ts';

const pass = madeUpPurpose('TP-CL-LV-09');

test.each([
  ['all passed', [pass], {}, 0],
  ['a breach among errors and doubts', everyOutcome(), {}, 1],
  ['only doubt stands in the way', [pass, madeUpPurpose('TP-CL-LV-10', 'inconc')], {}, 3],
  ['only an error stands in the way', [pass, madeUpPurpose('TP-CL-LV-10', 'error')], {}, 3],
  ['nothing was run', [madeUpPurpose('TP-CL-LV-10', 'none', { run: false, checks: [] })], {}, 3],
  ['nothing applies', [madeUpPurpose('TP-CL-LV-06', 'none', { notApplicable: 'ICS', checks: [] })], {}, 3],
  ['interrupted, whatever was seen', everyOutcome(), { interrupted: true }, 130],
])('%s', (_, purposes, run, code) => {
  expect(exitCodeOf(madeUpReport(purposes, run))).toBe(code);
});

test.each([
  ['held', 0],
  ['broken', 1],
  ['undecided', 3],
] as const)('held against a baseline that %s, %d', (outcome, code) => {
  const report = madeUpReport(everyOutcome());
  report.baseline = { file: 'known.yaml', entries: [], unexpected: [], outcome };
  expect(exitCodeOf(report)).toBe(code);
  expect(exitCodeOf({ ...report, run: { ...report.run, interrupted: true } })).toBe(130);
});
