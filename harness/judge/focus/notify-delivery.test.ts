import { expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { carolGone, madeRemoval, notify } from './made-removal.ts';
import { unansweredNotifyRepeated } from './notify-delivery.ts';

/** Bob is told at 3010 ms, and again at those times; he does not answer. */
function told(again: number[], document = carolGone(2, 'departed'), until = 10_000): MadeTimeline {
  const timeline = madeRemoval({ responses: [[200, 3000]], told: { bob: 3010 }, until });
  for (const at of again) notify(timeline, at, 'bob', 2, document);
  return timeline;
}

/** Bob answers after all. */
const answered = (timeline: MadeTimeline, at: number) =>
  timeline.sip(at, 'bob', 'sent', [
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP f;branch=z9hG4bKnbob2s',
    'Call-ID: s-bob',
    'CSeq: 2 NOTIFY',
  ]);

const judge = (timeline: MadeTimeline) => inWords(unansweredNotifyRepeated, timeline.evidence());

test('sent again after T1', () =>
  expect(judge(told([3510, 4510]))).toEqual([
    'pass: the NOTIFY was sent again, 2 times, first after 500 ms',
    'by bob received NOTIFY at 3010, bob received NOTIFY at 3510: 500 ms',
  ]));
test('sent again, but late: a note', () =>
  expect(judge(told([4510]))).toEqual([
    'pass: the NOTIFY was sent again, 1 times, first after 1500 ms',
    'by bob received NOTIFY at 3010, bob received NOTIFY at 4510: 1500 ms',
    'note: T1 is 500 ms',
  ]));
test('never', () => {
  expect(judge(told([]))).toEqual([
    'fail: the NOTIFY was not sent again in the 6990 ms in which Bob did not answer it',
  ]);
  expect(judge(told([], undefined, 4010))).toEqual([
    'fail: the NOTIFY was not sent again in the 1000 ms in which Bob did not answer it',
  ]);
});
test('never, and he did not answer for long enough', () => {
  expect(judge(answered(told([]), 4010))).toEqual([
    'fail: the NOTIFY was not sent again in the 1000 ms in which Bob did not answer it',
  ]);
  expect(judge(answered(told([]), 4009))).toEqual(['inconc: Bob left the NOTIFY unanswered for 999 ms only']);
});
test('never, by a trace that ends ahead of a message of his', () =>
  expect(judge(told([]).go(9990, 'bob', 's-bob', '200 to NOTIFY'))).toEqual([
    'inconc: the NOTIFY was not sent again in the 6990 ms in which Bob did not answer it; but the trace of bob ends ahead of a message that was let go, and what came later is not known',
    'to be repeated',
  ]));
test('with another document', () =>
  expect(judge(told([3510], carolGone(3, 'departed')))).toEqual([
    'fail: the NOTIFY that was sent again has another document',
    'by bob received NOTIFY at 3010, bob received NOTIFY at 3510: 500 ms',
  ]));
test('not watched long enough', () =>
  expect(judge(told([], undefined, 4009))).toEqual(['inconc: Bob left the NOTIFY unanswered for 999 ms only']));
test('not told', () =>
  expect(judge(madeRemoval({ responses: [[200, 3000]] }))).toEqual(['inconc: Bob was told of no departure']));
