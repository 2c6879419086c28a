import { expect, test } from '@jest/globals';
import type { BaselineComparison, EntryState } from './compare.ts';
import { renderComparison } from './render.ts';

const style = { width: 100, colour: false };
const entry = (state: EntryState) => ({
  purpose: 'TP-CL-LV-10',
  check: 'media-retained-until-final',
  reason: 'the media stack is shared',
  ticket: 'CHAT-1',
  expires: '2027-01-31',
  list: 'deviations' as const,
  state,
  because: 'seen',
});

test('what is red is named with what mends it, the rest is counted', () => {
  const comparison: BaselineComparison = {
    file: 'known.yaml',
    outcome: 'broken',
    unexpected: [{ purpose: 'TP-CL-LV-02', check: 'bye-reason-200', message: 'no Reason at all' }],
    entries: [entry('unexpected-pass'), entry('known'), entry('not-run')],
  };
  expect(renderComparison(comparison, style).split('\n')).toEqual([
    'baseline known.yaml: BROKEN',
    '    ✗ NEW FAILURE TP-CL-LV-02 bye-reason-200: no Reason at all',
    '    ✗ UNEXPECTED PASS TP-CL-LV-10 media-retained-until-final: seen (CHAT-1: the media stack is shared); remove the entry',
    '    known deviation TP-CL-LV-10 media-retained-until-final: seen (CHAT-1: the media stack is shared)',
    '    1 UNEXPECTED PASS, 1 known deviation, 1 not run',
    '',
  ]);
});

test('what a system under test said cannot steer the terminal', () => {
  const comparison: BaselineComparison = {
    file: 'known.yaml',
    outcome: 'broken',
    unexpected: [{ purpose: 'TP-CL-LV-02', check: 'bye-reason-200', message: '\u001b[2Jgone' }],
    entries: [],
  };
  expect(renderComparison(comparison, style)).not.toContain('\u001b');
});
