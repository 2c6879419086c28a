import { describe, expect, test } from '@jest/globals';
import { leaveFacts } from './client/facts.ts';
import { BYE_AT, madeLeave } from './client/made-leave.ts';
import type { MadeTimeline } from './made-timeline.ts';
import { onTime, retransmissionSchedule } from './retransmission.ts';

/** With T1 500 ms and T2 4 s: 0.5, 1.5, 3.5 s, and every 4 s until 32 s. */
const DUE = [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];

const sent = (copies: readonly number[], until = 34_000): MadeTimeline =>
  madeLeave({ retransmissions: copies.map((at) => BYE_AT + at), until });

function judged(timeline: MadeTimeline, transport: 'udp' | 'tcp' | 'tls' = 'udp') {
  const evidence = timeline.evidence();
  const { byes, observedUntil } = leaveFacts(evidence)!;
  const [bye] = byes;
  return retransmissionSchedule({ ...bye!, request: { ...bye!.request, transport } }, evidence, observedUntil);
}

test('on time is within a fifth and one tick', () => {
  expect([1219, 1220, 780, 779.9, 1220.1].map((got) => onTime(got, 1000))).toEqual([true, true, true, false, false]);
});

test('the schedule of RFC 3261', () => {
  expect(judged(sent(DUE))).toEqual({
    verdict: 'pass',
    message: '11 BYEs at 0.00 0.50 1.50 3.50 7.50 11.50 15.50 19.50 23.50 27.50 31.50 s',
  });
});

test('the last one may fall to Timer F where every timer is a little late', () => {
  expect(judged(sent(DUE.map((at) => at * 1.03).slice(0, -1))).verdict).toBe('pass');
});

test('on the very edge of Timer F nothing is late, and nothing missing', () => {
  const [onEdge, shortOfOne] = [32_640, 31_360 - 4000];
  const slow = DUE.map((at) => Math.round((at * onEdge) / DUE.at(-1)!));
  const fast = DUE.slice(0, -1).map((at) => Math.round((at * shortOfOne) / DUE.at(-2)!));
  expect([slow.at(-1), fast.at(-1)]).toEqual([onEdge, shortOfOne]);
  expect(judged(sent(slow)).verdict).toBe('pass');
  expect(judged(sent(fast)).verdict).toBe('pass');
});

test.each(['tcp', 'tls'] as const)('over %s it goes out once', (transport) => {
  const over = transport.toUpperCase();
  expect(judged(sent([]), transport)).toEqual({ verdict: 'pass', message: `sent once, over ${over}` });
  expect(judged(sent([500, 1500]), transport)).toEqual({
    verdict: 'fail',
    message: `retransmitted 2 times over ${over}`,
  });
});

test('an observation that ends before Timer F says nothing', () => {
  expect(judged(sent(DUE, BYE_AT + 31_999))).toEqual({
    verdict: 'inconc',
    message: 'the observation ended before Timer F (32000 ms)',
  });
  expect(judged(sent(DUE, BYE_AT + 32_000)).verdict).toBe('pass');
});

test('never retransmitted, and given up half-way', () => {
  expect(judged(sent([]))).toMatchObject({
    verdict: 'fail',
    message: '1 BYEs at 0.00 s: number 2 was due 500 ms after the last one and never came',
  });
  expect(judged(sent(DUE.slice(0, 5))).message).toContain('number 7 was due 4000 ms after the last one and never came');
});

test('sent on when Timer F had run out', () => {
  expect(judged(sent([...DUE, 35_500], 40_000))).toMatchObject({
    verdict: 'fail',
    message: expect.stringContaining(': the last one came after Timer F (32000 ms)'),
  });
});

test('intervals that do not grow are wrong throughout', () => {
  const every = Array.from({ length: 63 }, (_, index) => 500 * (index + 1));
  expect(judged(sent(every))).toMatchObject({
    verdict: 'fail',
    message: expect.stringContaining('number 3 was due 1000 ms after the one before it and came after 500 ms'),
  });
});

describe('late', () => {
  const slow = DUE.map((at, index) => (index < 3 ? at : at + 2000)).slice(0, -1);
  const secondLate = DUE.map((at) => at * 1.5).filter((at) => at < 32_000);
  const pressed = (timeline: MadeTimeline, share: number): MadeTimeline => {
    for (let at = 1000; at <= 36_000; at += 1000) timeline.pressure(at, share);
    return timeline;
  };

  test('one among many on time is a stall of some machine', () => {
    expect(judged(sent(slow))).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
      message: expect.stringMatching(
        /: number 5 was due 4000 ms .* came after 6000 ms, all others on time: a stall of some machine$/,
      ),
    });
  });

  test('the first one, where it was read late', () => {
    const sinceRead = DUE.map((at) => at - 300);
    expect(judged(sent(sinceRead))).toMatchObject({ verdict: 'inconc', repeatable: true });
    const shortenedTo = (second: number) => [200, ...DUE.slice(1).map((at) => at - DUE[1]! + second)];
    expect(judged(sent(shortenedTo(1130)))).toMatchObject({ verdict: 'inconc', repeatable: true });
    expect(judged(sent(shortenedTo(1129))).verdict).toBe('fail');
  });

  test('one of two is no stall, but wrong', () => {
    expect(judged(sent([900, 1900], 34_000)).verdict).toBe('fail');
    expect(judged(sent([500, 29_400])).verdict).toBe('fail');
  });

  test('one too early among many is wrong', () => {
    const early = DUE.map((at, index) => (index < 3 ? at : at - 2000));
    expect(judged(sent(early)).verdict).toBe('fail');
    expect(judged(sent([...early, 33_500 - 2000])).verdict).toBe('fail');
  });

  test('this machine itself was late meanwhile', () => {
    const timeline = sent(slow).lag(BYE_AT + 9000, 1900);
    expect(judged(timeline)).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
      message: expect.stringContaining('while this machine itself was 1900 ms late: it was too busy to tell'),
    });
    const early = sent([300, ...DUE.slice(1)]).lag(BYE_AT + 250, 200);
    expect(judged(early).verdict).toBe('fail');
    const byHalf = (late: number) => judged(sent([300, ...DUE.slice(1)]).lag(BYE_AT + 10, late)).verdict;
    expect([byHalf(100), byHalf(101)]).toEqual(['fail', 'inconc']);
  });

  test('whose SIPp read the one before late says nothing of one that seems too early', () => {
    const early = sent([100, 1300, ...DUE.slice(2)]);
    expect(judged(early).verdict).toBe('fail');
    expect(judged(early.lag(BYE_AT + 10, 400, 'somebody else')).verdict).toBe('fail');
    expect(judged(early.lag(BYE_AT + 10, 400, 'network'))).toMatchObject({
      verdict: 'inconc',
      message: expect.stringContaining('while this machine itself was 400 ms late'),
    });
  });

  test('all of them, on a machine on which somebody always waits for a processor', () => {
    expect(judged(pressed(sent(secondLate), 600))).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
      message: expect.stringMatching(/for \d+ ms of that time somebody waited for a processor of this machine: it was/),
    });
    expect(judged(pressed(sent(secondLate), 200)).verdict).toBe('fail');
  });

  test('beyond Timer F on such a machine', () => {
    const beyond = sent([...DUE.slice(0, -1), 33_000], 36_000);
    expect(judged(pressed(beyond, 600))).toMatchObject({ verdict: 'inconc', repeatable: true });
    expect(judged(pressed(sent([...DUE.slice(0, -1), 33_000], 36_000), 200)).verdict).toBe('fail');
  });

  test('pressure excuses nobody who was early, or who gave up', () => {
    expect(judged(pressed(sent([200, 700, 1700, 3700]), 600)).verdict).toBe('fail');
    expect(judged(pressed(sent([900, 1900]), 600)).verdict).toBe('fail');
    const lateThenEarly = DUE.map((at, index) => (index === 4 ? at + 2000 : at));
    expect(judged(pressed(sent(lateThenEarly), 600)).verdict).toBe('fail');
  });
});
