import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { SECOND_DEVICE as D2 } from './facts.ts';
import { type MadeCall, withCalls } from './made-call.ts';
import { said } from './made-judgement.ts';
import { madeLeave } from './made-leave.ts';
import {
  leaveElsewhereFollowed,
  lostSessionNotLeft,
  notifyOfSecondAnswered,
  secondDeviceServed,
  secondDeviceUntouched,
  userShownConnected,
} from './second-device.ts';

const judge = (check: Check, timeline: MadeTimeline) => said(check, timeline.evidence());

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
  const bye = (at: number, change: Partial<MadeCall> = {}): MadeCall => ({
    by: 'sut',
    method: 'BYE',
    at,
    toTag: 'x',
    ...change,
  });
  const SERVED = 'pass: D2 sent no BYE and answered SENDs for the 19000 ms observed after the user had left on D1';
  test('it goes on', () => expect(judge(check, leavingOnFirst())).toBe(SERVED));
  test('BYE', () =>
    expect(judge(check, leavingOnFirst(20_000, [bye(1001)]))).toBe(
      'fail: D2 sent a BYE 11 ms after the user had left on D1; by network-2 received BYE at 1001: 11 ms',
    ));
  test('BYE at the moment of the wish', () =>
    expect(judge(check, leavingOnFirst(20_000, [bye(990)]))).toBe(
      'fail: D2 sent a BYE 0.0 ms after the user had left on D1; by network-2 received BYE at 990: 0 ms',
    ));
  test.each<[string, MadeCall]>([
    ['a BYE before the wish', bye(600)],
    ['a BYE of the network', bye(1001, { by: 'tester' })],
    ['a request that is no BYE', bye(1001, { method: 'INFO' })],
  ])('%s does not matter', (_, call) => expect(judge(check, leavingOnFirst(20_000, [call]))).toBe(SERVED));
  test.each(['fin', 'rst'] as const)('%s', (how) =>
    expect(judge(check, leavingOnFirst().fin(1500, D2, D2, how))).toBe(
      `fail: D2 closed its MSRP connection 510 ms after the user had left on D1; by ${how} of network-2 at 1500: 510 ms`,
    ),
  );
  test('FIN at the moment of the wish', () =>
    expect(judge(check, leavingOnFirst().fin(990, D2, D2))).toBe(
      'fail: D2 closed its MSRP connection 0.0 ms after the user had left on D1; by fin of network-2 at 990: 0 ms',
    ));
  test('FIN before it', () => expect(judge(check, leavingOnFirst().fin(989, D2, D2))).toBe(SERVED));
  test('an end of the network’s making', () => {
    const closed: NewEvent = { kind: 'tcp', actor: D2, event: 'fin', by: 'tester', connection: 1, sessions: [D2] };
    expect(judge(check, leavingOnFirst().add(1500, closed))).toBe(SERVED);
  });
  test('silence', () =>
    expect(judge(check, leavingOnFirst(5000))).toBe(
      'fail: D2 did not answer 13 of 18 SENDs after the user had left on D1',
    ));
  test('silence of which only the last probe tells', () => expect(judge(check, leavingOnFirst(18_500))).toBe(SERVED));
  test.each([
    [19_000, 'fail: D2 did not answer 1 of 20 SENDs after the user had left on D1'],
    [19_001, SERVED],
  ])('silence at %i ms, in an observation until 20000: a second is due', (at, expected) => {
    const timeline = leavingOnFirst().send(at, D2, D2, 'probe', 'silence', 19_990);
    expect(judge(check, timeline.send(19_900, D2, D2, 'probe', 200))).toBe(expected);
  });
  test('SENDs that are refused', () => {
    const refused = madeLeave({ responses: [[500, 1300]] });
    for (const at of [1500, 2500, 3500]) refused.send(at, D2, D2, 'probe', 413);
    expect(judge(check, refused)).toBe('fail: D2 did not answer 2 of 3 SENDs after the user had left on D1');
  });
  test('probed at the moment of the wish', () =>
    expect(judge(check, madeLeave({ responses: [[500, 1300]] }).send(990, D2, D2, 'probe', 200))).toBe(SERVED));
  test('not probed', () =>
    expect(judge(check, madeLeave())).toBe('inconc: D2 was not probed after the user had left on D1'));
  test('probed before the wish only, and answering after it', () =>
    expect(judge(check, madeLeave().send(900, D2, D2, 'probe', 200, 1100))).toBe(
      'inconc: D2 was not probed after the user had left on D1',
    ));
  test('SENDs that are no probes', () =>
    expect(judge(check, madeLeave().send(1500, D2, D2, 'message', 200))).toBe(
      'inconc: D2 was not probed after the user had left on D1',
    ));
});

const END: MadeCall = { by: 'tester', method: 'BYE', at: 1000, actor: D2, toTag: 'alice', answers: [[200, 1005]] };
const REJOIN: MadeCall = { by: 'sut', method: 'INVITE', at: 1500, actor: D2, callId: 'call-2' };
const ended = (...calls: MadeCall[]) => withCalls(calls);
const asked = (timeline: MadeTimeline, state: string) =>
  timeline.add(9000, { kind: 'control', target: 'd2', action: 'state', phase: 'failure', state });

describe('leave-elsewhere-followed', () => {
  const check = leaveElsewhereFollowed;
  const followed = (...calls: MadeCall[]) => ended(END, ...calls).fin(1010, D2, D2);
  test('200, released, LEFT', () =>
    expect(judge(check, followed().state(9000, 'LEFT').end(9001))).toBe(
      'pass: 200, media released 10 ms after the BYE, no INVITE',
    ));
  test('no state told', () =>
    expect(judge(check, followed().end(9001))).toBe(
      'pass: 200, media released 10 ms after the BYE, no INVITE; note: the upper tester tells no state',
    ));
  test('what is no answer tells no state', () =>
    expect(judge(check, asked(followed(), 'IDLE').end(9001))).toBe(
      'pass: 200, media released 10 ms after the BYE, no INVITE; note: the upper tester tells no state',
    ));
  test('another state', () =>
    expect(judge(check, followed().state(9000, 'IDLE').end(9001))).toBe(
      'fail: D2 says IDLE after the BYE that tells of the user’s leave',
    ));
  test('another state, and then LEFT', () =>
    expect(judge(check, followed().state(8000, 'IDLE').state(9000, 'LEFT').end(9001))).toBe(
      'pass: 200, media released 10 ms after the BYE, no INVITE',
    ));
  test('rejoined', () =>
    expect(judge(check, followed(REJOIN).end(9001))).toBe(
      'fail: D2 sent an INVITE 500 ms after the BYE; by network-2 sent BYE at 1000, network-2 received INVITE at 1500: 500 ms',
    ));
  test.each<[string, Partial<MadeCall>]>([
    ['of the network', { by: 'tester' }],
    ['that is no INVITE', { method: 'MESSAGE' }],
    ['that is older', { at: 900 }],
    ['that is not later', { at: 1000 }],
    ['in a dialog', { toTag: 'theirs' }],
  ])('a request %s is no rejoining', (_, change) =>
    expect(judge(check, followed({ ...REJOIN, ...change }).end(9001))).toBe(
      'pass: 200, media released 10 ms after the BYE, no INVITE; note: the upper tester tells no state',
    ),
  );
  test.each([
    [999, 'pass: 200, media released 0.0 ms after the BYE, no INVITE; note: the upper tester tells no state'],
    [998.4, 'fail: D2 did not release its media within 2000 ms of the BYE'],
    [3000, 'pass: 200, media released 2000 ms after the BYE, no INVITE; note: the upper tester tells no state'],
    [3001, 'fail: D2 did not release its media within 2000 ms of the BYE'],
  ])('released at %d ms', (at, expected) => expect(judge(check, ended(END).fin(at, D2, D2).end(9001))).toBe(expected));
  test.each([
    [995, /^pass: 200, media released 0.0 ms after the BYE/],
    [998.1, /^fail: D2 did not release/],
  ])('released at 998 ms, on record before the BYE that was let go at %d ms', (letGo, expected) =>
    expect(judge(check, ended(END).go(letGo, D2, 'call-1', 'BYE').fin(998, D2, D2).end(9001))).toMatch(expected),
  );
  test('not released', () =>
    expect(judge(check, ended(END).end(9001))).toBe('fail: D2 did not release its media within 2000 ms of the BYE'));
  test.each<[string, MadeCall['answers'], string]>([
    ['not at all', [], 'fail: D2 answered the BYE by nothing'],
    [
      '299',
      [[299, 1005]],
      'pass: 200, media released 10 ms after the BYE, no INVITE; note: the upper tester tells no state',
    ],
    ['300', [[300, 1005]], 'fail: D2 answered the BYE with 300'],
    ['481', [[481, 1005]], 'fail: D2 answered the BYE with 481'],
  ])('answered: %s', (_, answers, expected) =>
    expect(
      judge(
        check,
        ended({ ...END, answers: answers! })
          .fin(1010, D2, D2)
          .end(9001),
      ),
    ).toBe(expected),
  );
  test('no BYE', () => expect(judge(check, ended().end(9001))).toBe('inconc: the network sent no BYE to D2'));
  test('a BYE of its own', () =>
    expect(judge(check, ended({ ...END, by: 'sut' }).end(9001))).toBe('inconc: the network sent no BYE to D2'));
});

describe('lost-session-not-left', () => {
  const check = lostSessionNotLeft;
  const lost = (answers = END.answers!) => ended({ ...END, answers });
  test('idle', () =>
    expect(judge(check, lost().state(3000, 'IDLE').end(3001))).toBe('pass: 200 to the BYE, and D2 says IDLE'));
  test('LEFT', () =>
    expect(judge(check, lost().state(3000, 'LEFT').end(3001))).toBe(
      'fail: D2 says LEFT after a BYE that tells of a fault',
    ));
  test('no state told', () =>
    expect(judge(check, lost().end(3001))).toBe('pass: 200 to the BYE; note: the upper tester tells no state'));
  test.each<[string, MadeCall['answers'], string]>([
    ['not at all', [], 'fail: D2 answered the BYE by nothing'],
    ['299', [[299, 1005]], 'pass: 200 to the BYE; note: the upper tester tells no state'],
    ['300', [[300, 1005]], 'fail: D2 answered the BYE with 300'],
    ['481', [[481, 1005]], 'fail: D2 answered the BYE with 481'],
  ])('answered: %s', (_, answers, expected) => expect(judge(check, lost(answers).end(9001))).toBe(expected));
});

describe('a NOTIFY about one endpoint', () => {
  const USER = 'sip:alice@example.com';
  const NOTIFY: MadeCall = {
    by: 'tester',
    method: 'NOTIFY',
    at: 1000,
    actor: D2,
    toTag: 'alice',
    body: `<user state="partial" entity="${USER}"><endpoint><disconnection-method>departed</disconnection-method></endpoint></user>`,
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
  test.each<[string, MadeCall['answers'], string]>([
    ['200', [[200, 1005]], 'pass: the NOTIFY was answered 200 after 5.0 ms'],
    ['300', [[300, 1005]], 'fail: the NOTIFY was answered 300 after 5.0 ms'],
    ['481', [[481, 1005]], 'fail: the NOTIFY was answered 481 after 5.0 ms'],
    ['not at all', [], 'fail: the NOTIFY was not answered'],
  ])('answered: %s', (_, answers, expected) =>
    expect(judge(notifyOfSecondAnswered, ended({ ...NOTIFY, answers: answers! }).end(5000))).toBe(expected),
  );
  test('not answered in an observation that ended a little too early to tell', () =>
    expect(judge(notifyOfSecondAnswered, ended({ ...NOTIFY, answers: [] }).end(4999))).toBe(
      'inconc: the NOTIFY was not answered; only 3999 ms of the observation were left, too close to its end to tell; to be repeated',
    ));
  test.each<[string, Partial<MadeCall>]>([
    ['about something else', { body: 'connected' }],
    ['of its own', { by: 'sut' }],
    ['that is no NOTIFY', { method: 'MESSAGE' }],
  ])('one %s does not count', (_, change) =>
    expect(judge(notifyOfSecondAnswered, ended({ ...NOTIFY, ...change }).end(3000))).toBe(
      'inconc: no NOTIFY about the departure of D1 was sent',
    ),
  );
  test('shown connected', () =>
    expect(judge(userShownConnected, shown('connected'))).toBe(
      'pass: D2 shows the user as connected, with one endpoint departed and one connected',
    ));
  test('shown gone', () =>
    expect(judge(userShownConnected, shown('disconnected'))).toBe(
      'fail: D2 shows the user as disconnected, with one endpoint departed and one connected',
    ));
  test('about nobody', () =>
    expect(judge(userShownConnected, ended({ ...NOTIFY, body: '<endpoint>departed</endpoint>' }))).toBe(
      'pass: the upper tester shows no roster; note: not looked at: the upper tester shows no roster',
    ));
  test('not shown, with a note', () =>
    expect(judge(userShownConnected, ended(NOTIFY))).toBe(
      'pass: the upper tester shows no roster; note: not looked at: the upper tester shows no roster',
    ));
  test('a state without a roster', () =>
    expect(judge(userShownConnected, ended(NOTIFY).state(2000, 'JOINED'))).toBe(
      'pass: the upper tester shows no roster; note: not looked at: the upper tester shows no roster',
    ));
  test('not sent', () =>
    expect(judge(userShownConnected, ended())).toBe('inconc: no NOTIFY about the departure of D1 was sent'));
});
