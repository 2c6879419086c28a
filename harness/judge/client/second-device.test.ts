import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { SECOND_DEVICE as D2 } from './facts.ts';
import { type MadeCall, withCalls } from './made-call.ts';
import { madeLeave } from './made-leave.ts';
import {
  leaveElsewhereFollowed,
  lostSessionNotLeft,
  notifyOfSecondAnswered,
  secondDeviceServed,
  secondDeviceUntouched,
  userShownConnected,
} from './second-device.ts';

const judge = (check: Check, timeline: MadeTimeline) => check.judge(timeline.evidence(), 'cr');

/** D1 leaves; D2 is probed every second, and answers up to a time. */
function leavingOnFirst(answersUntil = 20_000, calls: MadeCall[] = []): MadeTimeline {
  const timeline = withCalls(
    calls.map((call) => ({ ...call, actor: D2 })),
    madeLeave({ responses: [[500, 1300]] }),
  );
  for (let at = 500; at < 19_000; at += 1000) timeline.send(at, D2, D2, 'probe', at < answersUntil ? 200 : 'silence');
  return timeline;
}

describe.each([secondDeviceServed, secondDeviceUntouched])('$id', (check) => {
  test('it goes on', () => expect(judge(check, leavingOnFirst()).verdict).toBe('pass'));
  test('BYE', () =>
    expect(judge(check, leavingOnFirst(20_000, [{ by: 'sut', method: 'BYE', at: 1001, toTag: 'x' }])).verdict).toBe(
      'fail',
    ));
  test('FIN', () => expect(judge(check, leavingOnFirst().fin(1500, D2, D2)).verdict).toBe('fail'));
  test('silence', () => expect(judge(check, leavingOnFirst(5000)).verdict).toBe('fail'));
  test('what it did before is its own', () =>
    expect(judge(check, leavingOnFirst(20_000, [{ by: 'sut', method: 'BYE', at: 600, toTag: 'x' }])).verdict).toBe(
      'pass',
    ));
  test('not probed', () => expect(judge(check, madeLeave()).verdict).toBe('inconc'));
});

const END: MadeCall = { by: 'tester', method: 'BYE', at: 1000, actor: D2, toTag: 'alice', answers: [[200, 1005]] };
const REJOIN: MadeCall = { by: 'sut', method: 'INVITE', at: 1500, actor: D2, callId: 'call-2' };
const ended = (...calls: MadeCall[]) => withCalls(calls);

describe('leave-elsewhere-followed', () => {
  const followed = () => ended(END).fin(1010, D2, D2);
  test('200, released, LEFT', () =>
    expect(judge(leaveElsewhereFollowed, followed().state(9000, 'LEFT').end(9001)).verdict).toBe('pass'));
  test('no state told', () =>
    expect(judge(leaveElsewhereFollowed, followed().end(9001))).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('another state', () =>
    expect(judge(leaveElsewhereFollowed, followed().state(9000, 'IDLE').end(9001)).verdict).toBe('fail'));
  test('rejoined', () =>
    expect(judge(leaveElsewhereFollowed, ended(END, REJOIN).fin(1010, D2, D2).end(9001)).verdict).toBe('fail'));
  test('not released', () => expect(judge(leaveElsewhereFollowed, ended(END).end(9001)).verdict).toBe('fail'));
  test('not answered', () =>
    expect(judge(leaveElsewhereFollowed, ended({ ...END, answers: [] }).end(9001)).verdict).toBe('fail'));
  test('no BYE', () => expect(judge(leaveElsewhereFollowed, ended().end(9001)).verdict).toBe('inconc'));
});

describe('lost-session-not-left', () => {
  test('idle', () => expect(judge(lostSessionNotLeft, ended(END).state(3000, 'IDLE').end(3001)).verdict).toBe('pass'));
  test('LEFT', () => expect(judge(lostSessionNotLeft, ended(END).state(3000, 'LEFT').end(3001)).verdict).toBe('fail'));
  test('481', () =>
    expect(judge(lostSessionNotLeft, ended({ ...END, answers: [[481, 1005]] }).end(3001)).verdict).toBe('fail'));
});

describe('a NOTIFY about one endpoint', () => {
  const USER = 'sip:alice@example.com';
  const NOTIFY: MadeCall = {
    by: 'tester',
    method: 'NOTIFY',
    at: 1000,
    actor: D2,
    toTag: 'alice',
    body: `<user entity="${USER}"><endpoint><disconnection-method>departed</disconnection-method></endpoint></user>`,
    answers: [[200, 1005]],
  };
  const shown = (status: string) =>
    ended(NOTIFY).add(2000, {
      kind: 'control',
      target: 'd2',
      action: 'state',
      phase: 'answer',
      state: 'JOINED',
      roster: { [USER]: status },
    });
  test('answered', () => expect(judge(notifyOfSecondAnswered, ended(NOTIFY).end(3000)).verdict).toBe('pass'));
  test('refused', () =>
    expect(judge(notifyOfSecondAnswered, ended({ ...NOTIFY, answers: [[481, 1005]] })).verdict).toBe('fail'));
  test('ignored, which is known after 8·T1', () => {
    const ignored = (end: number) => judge(notifyOfSecondAnswered, ended({ ...NOTIFY, answers: [] }).end(end)).verdict;
    expect(ignored(5000)).toBe('fail');
    expect(ignored(4999)).toBe('inconc');
  });
  test('shown connected', () => expect(judge(userShownConnected, shown('connected')).verdict).toBe('pass'));
  test('shown gone', () => expect(judge(userShownConnected, shown('disconnected')).verdict).toBe('fail'));
  test('not shown, with a note', () =>
    expect(judge(userShownConnected, ended(NOTIFY))).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('not sent', () => expect(judge(userShownConnected, ended()).verdict).toBe('inconc'));
});
