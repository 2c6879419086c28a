import { expect, test } from '@jest/globals';
import type { Verdict } from '../judge/verdict.ts';
import { changesBetween } from './changes.ts';
import { madeUpPurpose, madeUpReport } from './made-up-report.ts';
import type { Report } from './report.ts';

const report = (verdicts: Record<string, Verdict>): Report =>
  madeUpReport(Object.entries(verdicts).map(([id, verdict]) => madeUpPurpose(id, verdict)));

test('what came to the same is no change', () => {
  expect(changesBetween(report({ 'TP-CL-LV-09': 'fail' }), report({ 'TP-CL-LV-09': 'fail' }))).toEqual([]);
});

test.each<[Verdict, Verdict, boolean]>([
  ['pass', 'fail', true],
  ['inconc', 'fail', true],
  ['pass', 'inconc', true],
  ['fail', 'pass', false],
  ['fail', 'inconc', false],
  ['inconc', 'pass', false],
])('from %s to %s, worse: %s', (before, after, worse) => {
  expect(changesBetween(report({ 'TP-CL-LV-09': before }), report({ 'TP-CL-LV-09': after }))).toMatchObject([
    { id: 'TP-CL-LV-09', before, after, worse },
  ]);
});

test('purposes of one run alone are changes, and worse only where they fail', () => {
  const changes = changesBetween(report({ 'TP-CL-LV-09': 'pass' }), report({ 'TP-CL-LV-10': 'fail' }));
  expect(changes).toMatchObject([
    { id: 'TP-CL-LV-09', before: 'pass', worse: false, message: '' },
    { id: 'TP-CL-LV-10', after: 'fail', worse: true, message: expect.stringContaining('3.1 ms after its BYE') },
  ]);
  expect(changes[0]).not.toHaveProperty('after');
});
