import { expect, test } from '@jest/globals';
import { carolGone, madeRemoval, notify } from './made-removal.ts';
import { unansweredNotifyRepeated } from './notify-delivery.ts';

/** Bob is told at 3010 ms, and again at those times; he does not answer. */
function judge(again: number[], document = carolGone(2, 'departed'), until = 10_000) {
  const timeline = madeRemoval({ responses: [[200, 3000]], told: { bob: 3010 }, until });
  for (const at of again) notify(timeline, at, 'bob', 2, document);
  return unansweredNotifyRepeated.judge(timeline.evidence(), 'cr');
}

test('sent again after T1', () =>
  expect(judge([3510, 4510])).toMatchObject({ verdict: 'pass', distanceMs: 500, notes: [] }));
test('sent again, but late: a note', () => expect(judge([4510]).notes).toHaveLength(1));
test('never', () => expect(judge([]).verdict).toBe('fail'));
test('with another document', () => expect(judge([3510], carolGone(3, 'departed')).verdict).toBe('fail'));
test('not watched long enough', () => expect(judge([], undefined, 3500).verdict).toBe('inconc'));
