import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { nothingAfterDecline, restartDeclined, restartInviteAnswered } from './called-again.ts';
import { NETWORK } from './facts.ts';
import { said } from './made-judgement.ts';
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
  said(
    check,
    more(toldToLeave(withCalls(calls), 1000))
      .end(8000)
      .evidence(),
  );
const of = (check: Check, ...calls: MadeCall[]) => judge(check, calls);

describe('restart-declined', () => {
  const check = restartDeclined;
  test('603', () =>
    expect(of(check, answered(603))).toBe(
      'pass: 603 after 10 ms; by network sent INVITE at 2000, network received SIP/2.0 603 at 2010: 10 ms',
    ));
  test('603 without a To tag', () =>
    expect(of(check, answered(603, { answerTag: null }))).toBe(
      'fail: 603 without a To tag; by network sent INVITE at 2000, network received SIP/2.0 603 at 2010: 10 ms',
    ));
  test('200 and BYE', () =>
    expect(of(check, answered(200), BYE)).toBe(
      'pass: 200, and a BYE 90 ms later; by network sent INVITE at 2000, network received SIP/2.0 200 at 2010: 10 ms; note: 603 would have spared the call',
    ));
  test('200 alone', () =>
    expect(of(check, answered(200))).toBe(
      'fail: 200, and no BYE followed: the user is in the group again; by network sent INVITE at 2000, network received SIP/2.0 200 at 2010: 10 ms',
    ));
  test.each<[string, Partial<MadeCall>]>([
    ['in another call', { callId: 'call-1' }],
    ['of the focus', { by: 'tester' }],
    ['that is none', { method: 'INFO' }],
    ['that came before', { at: 1900 }],
    ['that came at once with the INVITE', { at: 2000 }],
  ])('200, and a BYE %s', (_, change) =>
    expect(of(check, answered(200), { ...BYE, ...change })).toBe(
      'fail: 200, and no BYE followed: the user is in the group again; by network sent INVITE at 2000, network received SIP/2.0 200 at 2010: 10 ms',
    ),
  );
  test.each([
    [
      486,
      'fail: the restart got 486, which is no leave; by network sent INVITE at 2000, network received SIP/2.0 486 at 2010: 10 ms',
    ],
    [
      480,
      'fail: the restart got 480, which is no leave; by network sent INVITE at 2000, network received SIP/2.0 480 at 2010: 10 ms',
    ],
    [
      300,
      'fail: the restart got 300, which is no leave; by network sent INVITE at 2000, network received SIP/2.0 300 at 2010: 10 ms',
    ],
  ])('%i', (status, expected) => expect(of(check, answered(status))).toBe(expected));
  test('silence', () => expect(of(check, CALL)).toBe('fail: no final response in the 6000 ms observed'));
  test('100, 180 for ever', () =>
    expect(
      of(check, {
        ...CALL,
        answers: [
          [180, 2010],
          [183, 2020],
        ],
      }),
    ).toBe('fail: 180, 183, and no final response in the 6000 ms observed'));
  test('not called', () =>
    expect(of(check)).toBe('inconc: the focus sent no INVITE after the client was told to leave'));
  test.each<[string, Partial<MadeCall>]>([
    ['before the leave', { at: 500 }],
    ['at once with the word to leave', { at: 1000 }],
    ['of the client', { by: 'sut' }],
    ['in a dialog', { toTag: 'mine' }],
    ['that is no INVITE', { method: 'INFO' }],
  ])('a request %s is no restart', (_, change) =>
    expect(of(check, { ...answered(603), ...change })).toBe(
      'inconc: the focus sent no INVITE after the client was told to leave',
    ),
  );
  test('a client that was not told to leave', () =>
    expect(
      said(
        check,
        withCalls([answered(603)])
          .end(8000)
          .evidence(),
      ),
    ).toBe('inconc: the focus sent no INVITE after the client was told to leave'));
});

describe('nothing-after-decline', () => {
  const check = nothingAfterDecline;
  const opening =
    (change: { at?: number; by?: 'tester'; event?: 'fin'; actor?: string } = {}) =>
    (timeline: MadeTimeline) => {
      const { at = 2050, ...rest } = change;
      return timeline.add(at, {
        kind: 'tcp',
        actor: NETWORK,
        event: 'open',
        by: 'sut',
        connection: 2,
        sessions: [],
        ...rest,
      });
    };
  const NOTHING = 'pass: neither MSRP nor SUBSCRIBE in the 5990 ms after the 603';
  test('nothing', () => expect(of(check, answered(603))).toBe(NOTHING));
  test('SUBSCRIBE', () =>
    expect(of(check, answered(603), SUBSCRIBE)).toBe('fail: a SUBSCRIBE came 90 ms after the 603'));
  test.each<[string, Partial<MadeCall>]>([
    ['of the focus', { by: 'tester' }],
    ['before the restart', { at: 1900 }],
    ['at once with it', { at: 2000 }],
    ['that is none', { method: 'MESSAGE' }],
  ])('a SUBSCRIBE %s does not count', (_, change) =>
    expect(of(check, answered(603), { ...SUBSCRIBE, ...change })).toBe(NOTHING),
  );
  test('MSRP', () =>
    expect(judge(check, [answered(603)], opening())).toBe('fail: an MSRP connection was opened 40 ms after the 603'));
  test.each([
    ['of the focus', opening({ by: 'tester' })],
    ['that was closed', opening({ event: 'fin' })],
    ['before the restart', opening({ at: 1900 })],
    ['at once with it', opening({ at: 2000 })],
    ['of another', opening({ actor: 'stranger' })],
    [
      'that carries SIP',
      (timeline: MadeTimeline) => timeline.add(2050, { kind: 'tls', actor: NETWORK, event: 'open', by: 'sut' }),
    ],
  ])('a connection %s does not count', (_, more) => expect(judge(check, [answered(603)], more)).toBe(NOTHING));
  test('accepted: not applicable', () =>
    expect(of(check, answered(200), SUBSCRIBE)).toBe('none: the restart was accepted, to be left by BYE'));
  test('redirected: nothing may follow', () =>
    expect(of(check, answered(300), SUBSCRIBE)).toBe('fail: a SUBSCRIBE came 90 ms after the 300'));
  test('unanswered', () => expect(of(check, CALL)).toBe('inconc: the restart got no final response'));
});

describe('restart-invite-answered', () => {
  const check = restartInviteAnswered;
  test('603', () =>
    expect(of(check, answered(603))).toBe(
      'pass: answered 603 after 10 ms; by network sent INVITE at 2000, network received SIP/2.0 603 at 2010: 10 ms',
    ));
  test('anything else final, with a note', () =>
    expect(of(check, answered(486))).toBe(
      'pass: answered 486 after 10 ms; by network sent INVITE at 2000, network received SIP/2.0 486 at 2010: 10 ms; note: 603 would say that the user leaves',
    ));
  test('200 and BYE', () =>
    expect(of(check, answered(200), BYE)).toBe(
      'pass: answered 200 after 10 ms, and left by BYE; by network sent INVITE at 2000, network received SIP/2.0 200 at 2010: 10 ms; note: 603 would say that the user leaves',
    ));
  test('300 and BYE', () =>
    expect(of(check, answered(300), BYE)).toBe(
      'pass: answered 300 after 10 ms; by network sent INVITE at 2000, network received SIP/2.0 300 at 2010: 10 ms; note: 603 would say that the user leaves',
    ));
  test('180 is an answer under way', () =>
    expect(of(check, answered(180))).toBe(
      'pass: 180, and no final response yet after 6000 ms; note: an answer was under way',
    ));
  test('silence', () => expect(of(check, CALL)).toBe('fail: silence: no response in 6000 ms, 1 copies sent'));
});
