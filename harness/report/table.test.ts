import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { everyOutcome, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';
import { renderTable } from './table.ts';

const plain = (width = 120) => ({ width, colour: false });
const render = (purposes = everyOutcome(), width = 120) =>
  renderTable(madeUpReport(purposes), 'reports/r1', plain(width));

test('every purpose has a row with its verdict', () => {
  const table = render();
  for (const [id, verdict] of [
    ['TP-CL-LV-09', '✓ PASS'],
    ['TP-CL-LV-10', '✗ FAIL'],
    ['TP-CL-NF-05', '? INCONC'],
    ['TP-CF-FR-01', '! ERROR'],
    ['TP-CL-LV-06', '– N/A'],
    ['TP-CL-TO-01', '○ NOT RUN'],
  ])
    expect(table).toMatch(new RegExp(`│ ${id} +│ ${verdict?.replace('?', '\\?')} `));
});

test('a failure says what was seen in one line, where the evidence is, and how to see it again', () => {
  expect(render()).toContain(
    [
      '✗ FAIL TP-CL-LV-10  the client closed MSRP 3.1 ms after its BYE, 4996.9 ms before the final response',
      '    requirement  REQ-CL-07, CPM-CF 2.2 §7.3.4.2 step 4',
      '    evidence     reports/r1/evidence/TP-CL-LV-10',
      '    again        bin/cpm-leave run --select TP-CL-LV-10 --defect client:release-on-bye',
    ].join('\n'),
  );
});

test('the evidence is that of the variant that decided', () => {
  const purpose = madeUpPurpose('TP-CL-ER-03', 'fail', { checks: [madeUpCheck({ verdict: 'fail', variant: '481' })] });
  const [first] = purpose.cases;
  purpose.cases = [
    { ...first!, variant: '408', evidence: 'evidence/TP-CL-ER-03/408' },
    { ...first!, variant: '481', evidence: 'evidence/TP-CL-ER-03/481' },
  ];
  expect(render([purpose])).toContain('evidence     reports/r1/evidence/TP-CL-ER-03/481');
});

test.each([60, 80, 120, 200])('the table fits into %d columns', (width) => {
  const rows = render(everyOutcome(), width)
    .split('\n')
    .filter((line) => /^[│┌├└]/.test(line));
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
});

test('no colour where none is wanted, and the same words where it is', () => {
  const report = madeUpReport(everyOutcome());
  const coloured = renderTable(report, 'reports/r1', { width: 120, colour: true });
  expect(render()).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[31m');
  expect(stripVTControlCharacters(coloured)).toBe(render());
});

test('text of the system under test cannot steer the terminal', () => {
  const message = '\u001b]0;owned\u0007\u001b[2J\r\nPASS';
  const checks = [madeUpCheck({ verdict: 'fail', message })];
  const table = render([madeUpPurpose('TP-CL-LV-10', 'fail', { checks })]);
  expect(table).not.toMatch(/[\u0007\u001b\r]/); // oxlint-disable-line no-control-regex
  expect(table).not.toMatch(/^PASS/m);
});

test('counts and status close it', () => {
  expect(render()).toContain('NOT CONFORMANT  One purpose found a breach of the profile cr.');
  expect(render()).toContain('6 selected: 1 pass, 1 fail, 1 inconc, 1 error, 1 not applicable, 1 not run (34.1 s');
});

test('a finding about the test side names no requirement', () => {
  const checks = [madeUpCheck({ verdict: 'error', requirement: '', clause: '', message: 'SIPp died' })];
  expect(render([madeUpPurpose('TP-CL-LV-10', 'error', { checks })])).not.toContain('requirement');
});

test('notes are shown, though not without end', () => {
  const check = madeUpCheck();
  check.judgements.cr.notes = ['one', 'two', 'three', 'four'];
  const table = render([madeUpPurpose('TP-CL-LV-10', 'pass', { checks: [check] })]);
  expect(table).toContain('note: two');
  expect(table).not.toContain('three');
  expect(table).toContain('and 2 more notes in the report');
});

test('the gating profile comes first and says that it gates; a class stands with its purpose', () => {
  const purpose = madeUpPurpose('TP-CL-LV-21', 'pass', {
    classification: 'AT-BYE',
    purpose: 'When is media released?',
  });
  const report = madeUpReport([purpose], { profile: 'harmonised' });
  const table = renderTable(report, 'reports/r1', plain());
  expect(table).toMatch(/│ Test purpose │ harmonised \(gate\) +│ cr +│ pre-cr +│/);
  expect(table).toContain('When is media released? (class AT-BYE)');
});
