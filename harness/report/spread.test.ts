import { expect, test } from '@jest/globals';
import type { Verdict } from '../judge/verdict.ts';
import { madeUpPurpose, madeUpReport } from './made-up-report.ts';
import type { Report } from './report.ts';
import { renderMatrix, renderSpread, spreadOf } from './spread.ts';

const style = { width: 100, colour: false };
const report = (verdicts: Record<string, Verdict>): Report =>
  madeUpReport(Object.entries(verdicts).map(([id, verdict]) => madeUpPurpose(id, verdict)));

test('the spread says how often each purpose came to what', () => {
  const reports = [
    report({ A: 'pass', B: 'pass' }),
    report({ A: 'pass', B: 'inconc' }),
    report({ A: 'pass', B: 'pass' }),
  ];
  expect(spreadOf(reports)).toEqual([
    { id: 'A', outcomes: { pass: 3 }, unstable: false },
    { id: 'B', outcomes: { pass: 2, inconc: 1 }, unstable: true },
  ]);
  const text = renderSpread(reports, () => 'reports/x', style);
  expect(text).toMatch(/^A {2}3 ✓ PASS\nB {2}2 ✓ PASS, 1 \? INCONC {2}not the same every time\n/);
  expect(text).toMatch(/3 runs: 1 of 2 purposes came to different things\n$/);
});

test('a run in which nothing could be judged says why', () => {
  const dead = report({ A: 'none' });
  dead.harness = [
    { severity: 'error', message: 'Chat cannot be tested' },
    { severity: 'note', message: 'a little late' },
  ];
  const text = renderSpread([dead, report({ A: 'pass' })], () => 'reports/x', style);
  expect(text).toContain('\n    test system, error: Chat cannot be tested\n');
  expect(text).not.toContain('late');
});

test('the matrix has a column for every system, and a gap where a purpose is not for it', () => {
  const [a, b] = [report({ 'TP-CL-LV-09': 'pass', 'TP-CL-LV-10': 'fail' }), report({ 'TP-CL-LV-10': 'pass' })];
  a.suts = [{ ...a.suts[0]!, product: 'Chat', version: '1' }];
  b.suts = [{ ...b.suts[0]!, product: 'Other chat', version: '2' }];
  expect(renderMatrix([a, b], style).split('\n')).toEqual([
    '              Chat 1     Other chat 2',
    'TP-CL-LV-09   ✓ PASS',
    'TP-CL-LV-10   ✗ FAIL     ✓ PASS',
    '',
  ]);
});
