import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { noRejoinAfterRemoval, releasedAfterRemoval } from './ended-by-focus.ts';
import { NETWORK } from './facts.ts';
import { said } from './made-judgement.ts';
import { type MadeCall, withCalls } from './made-call.ts';

const END: MadeCall = {
  by: 'tester',
  method: 'BYE',
  at: 1000,
  toTag: 'alice',
  headers: ['Reason: SIP;cause=410'],
  answers: [[200, 1010]],
};
const REJOIN: MadeCall = { by: 'sut', method: 'INVITE', at: 1500, callId: 'call-2' };

const judge = (check: Check, calls: MadeCall[], more: (timeline: MadeTimeline) => MadeTimeline = (same) => same) =>
  said(check, more(withCalls(calls)).end(12_000).evidence());

describe('no-rejoin-after-removal', () => {
  const check = noRejoinAfterRemoval;
  test('none', () => expect(judge(check, [END])).toBe('pass: 200 after 10 ms, and no INVITE in the 11000 ms observed'));
  test('an INVITE', () =>
    expect(judge(check, [END, REJOIN])).toBe(
      'fail: an INVITE to the group came 500 ms after the BYE of the focus; by network sent BYE at 1000, network received INVITE at 1500: 500 ms',
    ));
  test.each<[string, Partial<MadeCall>]>([
    ['before it', { at: 100 }],
    ['at once with it', { at: 1000 }],
    ['of the focus', { by: 'tester' }],
    ['in a dialog', { toTag: 'theirs' }],
    ['that is none', { method: 'MESSAGE' }],
  ])('an INVITE %s', (_, change) =>
    expect(judge(check, [{ ...REJOIN, ...change }, END])).toBe(
      'pass: 200 after 10 ms, and no INVITE in the 11000 ms observed',
    ),
  );
  test('of two sessions the last one counts', () =>
    expect(judge(check, [END, { ...END, at: 2000, cseq: 2 }])).toBe(
      'fail: the BYE of the focus was answered by nothing',
    ));
  test('no answer', () =>
    expect(judge(check, [{ ...END, answers: [] }])).toBe('fail: the BYE of the focus was answered by nothing'));
  test.each([
    [481, 'fail: the BYE of the focus was answered 481'],
    [300, 'fail: the BYE of the focus was answered 300'],
  ])('%i', (status, expected) => expect(judge(check, [{ ...END, answers: [[status, 1010]] }])).toBe(expected));
  test('no BYE', () => expect(judge(check, [])).toBe('inconc: the focus did not end the session'));
  test('a BYE of the client', () =>
    expect(judge(check, [{ ...END, by: 'sut' }])).toBe('inconc: the focus did not end the session'));
});

describe('released-after-removal', () => {
  const check = releasedAfterRemoval;
  const closed =
    (at: number, how: 'fin' | 'rst' = 'fin', by: 'sut' | 'tester' = 'sut', sessions = ['focus']) =>
    (timeline: MadeTimeline) =>
      timeline.add(at, { kind: 'tcp', actor: NETWORK, event: how, by, connection: 1, sessions });
  test('by FIN', () =>
    expect(judge(check, [END], closed(1011))).toBe(
      'pass: media was released 11 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, fin of network at 1011: 11 ms',
    ));
  test('by RST', () =>
    expect(judge(check, [END], closed(1011, 'rst'))).toBe(
      'pass: media was released 11 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, rst of network at 1011: 11 ms',
    ));
  test('by 481', () =>
    expect(judge(check, [END], (t) => t.send(1500, NETWORK, 'focus', 'probe', 481))).toBe(
      'pass: media was released 501 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, network received 481 at 1501: 501 ms',
    ));
  test('by 481 at once', () =>
    expect(judge(check, [END], (t) => t.send(900, NETWORK, 'focus', 'probe', 481, 1000))).toBe(
      'pass: media was released 0.0 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, network received 481 at 1000: 0 ms',
    ));
  test.each([
    [
      999,
      'pass: media was released 0.0 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, fin of network at 999: -1 ms',
    ],
    [998.4, 'fail: media was not released in the 11000 ms observed after the BYE of the focus'],
    [
      3000,
      'pass: media was released 2000 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, fin of network at 3000: 2000 ms',
    ],
    [
      3001,
      'fail: media was released 2001 ms after the BYE of the focus; at most 2000 ms is allowed; by network sent BYE at 1000, fin of network at 3001: 2001 ms',
    ],
  ])('at %d ms', (at, expected) => expect(judge(check, [END], closed(at))).toBe(expected));
  test('on record before the BYE that SIPp was late to note', () => {
    const letGo = (at: number) => (timeline: MadeTimeline) => closed(998)(timeline.go(at, NETWORK, 'call-1', 'BYE'));
    expect(judge(check, [END], letGo(995))).toMatch(/^pass: media was released 0.0 ms after the BYE/);
    expect(judge(check, [END], letGo(998.1))).toBe(NEVER);
  });
  const NEVER = 'fail: media was not released in the 11000 ms observed after the BYE of the focus';
  test('not at all', () =>
    expect(judge(check, [END], (t) => t.send(5000, NETWORK, 'focus', 'probe', 200))).toBe(NEVER));
  test.each<[string, (timeline: MadeTimeline) => MadeTimeline]>([
    ['the focus that closed', closed(1011, 'fin', 'tester')],
    ['a connection without a session', closed(1011, 'fin', 'sut', [])],
    ['a 481 to something else', (t) => t.send(1500, NETWORK, 'focus', 'message', 481)],
    ['a 481 before the BYE', (t) => t.send(900, NETWORK, 'focus', 'probe', 481)],
  ])('%s is no release', (_, more) => expect(judge(check, [END], more)).toBe(NEVER));
});
