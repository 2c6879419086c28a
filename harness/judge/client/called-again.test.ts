import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { nothingAfterDecline, restartDeclined, restartInviteAnswered } from './called-again.ts';
import { NETWORK } from './facts.ts';
import { type MadeCall, toldToLeave, withCalls } from './made-call.ts';

const CALL: MadeCall = { by: 'tester', method: 'INVITE', at: 2000, callId: 'call-9' };
const answered = (status: number, change: Partial<MadeCall> = {}): MadeCall => ({
  ...CALL,
  answers: [[status, 2010]],
  ...change,
});
const BYE: MadeCall = { by: 'sut', method: 'BYE', at: 2100, callId: 'call-9', cseq: 1, toTag: 'mine' };
const SUBSCRIBE: MadeCall = { by: 'sut', method: 'SUBSCRIBE', at: 2100, callId: 'call-10' };

const judge = (check: Check, calls: MadeCall[], more: (timeline: MadeTimeline) => MadeTimeline = (same) => same) =>
  check.judge(
    more(toldToLeave(withCalls(calls), 1000))
      .end(8000)
      .evidence(),
    'cr',
  );
const verdict = (check: Check, ...calls: MadeCall[]) => judge(check, calls).verdict;

describe('restart-declined', () => {
  test('603', () => expect(verdict(restartDeclined, answered(603))).toBe('pass'));
  test('603 without a To tag', () => expect(verdict(restartDeclined, answered(603, { answerTag: null }))).toBe('fail'));
  test('200 and BYE', () => expect(verdict(restartDeclined, answered(200), BYE)).toBe('pass'));
  test('200 alone', () => expect(verdict(restartDeclined, answered(200))).toBe('fail'));
  test.each([486, 480])('%i', (status) => expect(verdict(restartDeclined, answered(status))).toBe('fail'));
  test('silence', () => expect(verdict(restartDeclined, CALL)).toBe('fail'));
  test('180 for ever', () => expect(judge(restartDeclined, [answered(180)]).message).toContain('180, and no final'));
  test('not called', () => expect(verdict(restartDeclined)).toBe('inconc'));
});

describe('nothing-after-decline', () => {
  const opening = (timeline: MadeTimeline) =>
    timeline.add(2050, { kind: 'tcp', actor: NETWORK, event: 'open', by: 'sut', connection: 2, sessions: [] });
  test('nothing', () => expect(verdict(nothingAfterDecline, answered(603))).toBe('pass'));
  test('SUBSCRIBE', () => expect(verdict(nothingAfterDecline, answered(603), SUBSCRIBE)).toBe('fail'));
  test('MSRP', () => expect(judge(nothingAfterDecline, [answered(603)], opening).verdict).toBe('fail'));
  test('accepted: not applicable', () => expect(verdict(nothingAfterDecline, answered(200), SUBSCRIBE)).toBe('none'));
  test('unanswered', () => expect(verdict(nothingAfterDecline, CALL)).toBe('inconc'));
});

describe('restart-invite-answered', () => {
  test('603', () => expect(judge(restartInviteAnswered, [answered(603)])).not.toHaveProperty('notes'));
  test('anything else final, with a note', () =>
    expect(judge(restartInviteAnswered, [answered(486)])).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('200 and BYE', () =>
    expect(judge(restartInviteAnswered, [answered(200), BYE]).message).toContain('left by BYE'));
  test('180 is an answer under way', () => expect(verdict(restartInviteAnswered, answered(180))).toBe('pass'));
  test('silence', () => expect(verdict(restartInviteAnswered, CALL)).toBe('fail'));
  test('an INVITE before the leave is another one', () =>
    expect(verdict(restartInviteAnswered, { ...CALL, at: 500 })).toBe('inconc'));
});
