import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { noRejoinAfterRemoval, releasedAfterRemoval } from './ended-by-focus.ts';
import { NETWORK } from './facts.ts';
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
  check.judge(more(withCalls(calls)).end(12_000).evidence(), 'cr').verdict;

describe('no-rejoin-after-removal', () => {
  test('none', () => expect(judge(noRejoinAfterRemoval, [END])).toBe('pass'));
  test('an INVITE', () => expect(judge(noRejoinAfterRemoval, [END, REJOIN])).toBe('fail'));
  test('an INVITE before it', () => expect(judge(noRejoinAfterRemoval, [{ ...REJOIN, at: 100 }, END])).toBe('pass'));
  test('no answer', () => expect(judge(noRejoinAfterRemoval, [{ ...END, answers: [] }])).toBe('fail'));
  test('refused', () => expect(judge(noRejoinAfterRemoval, [{ ...END, answers: [[481, 1010]] }])).toBe('fail'));
  test('no BYE', () => expect(judge(noRejoinAfterRemoval, [])).toBe('inconc'));
});

describe('released-after-removal', () => {
  test('by FIN', () => expect(judge(releasedAfterRemoval, [END], (t) => t.fin(1011, NETWORK, 'focus'))).toBe('pass'));
  test('by 481', () =>
    expect(judge(releasedAfterRemoval, [END], (t) => t.send(1500, NETWORK, 'focus', 'probe', 481))).toBe('pass'));
  test('late', () => expect(judge(releasedAfterRemoval, [END], (t) => t.fin(3100, NETWORK, 'focus'))).toBe('fail'));
  test('not at all', () =>
    expect(judge(releasedAfterRemoval, [END], (t) => t.send(5000, NETWORK, 'focus', 'probe', 200))).toBe('fail'));
});
