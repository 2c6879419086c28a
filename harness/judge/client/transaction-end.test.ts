import { describe, expect, test } from '@jest/globals';
import { withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import { byeEndsAtTimerF, lateResponseIgnored } from './transaction-end.ts';

const TIMER_F = 32_000;

describe('bye-ends-at-timer-f', () => {
  const judge = (last: number, leave: MadeLeave = {}) =>
    said(
      byeEndsAtTimerF,
      madeLeave({ responses: [[100, 6000]], retransmissions: [1500, last], until: 45_000, ...leave }).evidence(),
    );
  test.each([
    [
      'within Timer F',
      BYE_AT + 31_500,
      'pass: 1 provisional responses, the last copy of the BYE after 31500 ms; Timer F is 32000 ms',
    ],
    [
      'a twentieth after it',
      BYE_AT + TIMER_F * 1.05,
      'pass: 1 provisional responses, the last copy of the BYE after 33600 ms; Timer F is 32000 ms',
    ],
    [
      'more than that after it',
      BYE_AT + TIMER_F * 1.05 + 1,
      'fail: 1 provisional responses, the last copy of the BYE after 33601 ms; Timer F is 32000 ms; by network received BYE at 1000, network received BYE at 34601: 33601 ms',
    ],
    [
      'long after it',
      BYE_AT + TIMER_F + 3000,
      'fail: 1 provisional responses, the last copy of the BYE after 35000 ms; Timer F is 32000 ms; by network received BYE at 1000, network received BYE at 36000: 35000 ms',
    ],
  ])('the last copy %s', (_, last, expected) => expect(judge(last)).toBe(expected));
  test('no copy at all', () =>
    expect(judge(1500, { retransmissions: [] })).toBe(
      'pass: 1 provisional responses, the last copy of the BYE after 0.0 ms; Timer F is 32000 ms',
    ));
  test.each([
    [BYE_AT + 39_999, 'inconc: only 39999 ms were observed, of 40000 ms'],
    [BYE_AT + 40_000, 'pass: 1 provisional responses, the last copy of the BYE after 20000 ms; Timer F is 32000 ms'],
  ])('observed until %i ms: Timer F and twice T2 are due', (until, expected) =>
    expect(judge(BYE_AT + 20_000, { until })).toBe(expected),
  );
  test('no provisional response', () =>
    expect(judge(BYE_AT + 20_000, { responses: [] })).toBe('inconc: no provisional response was sent'));
  test('a final response', () =>
    expect(
      judge(BYE_AT + 20_000, {
        responses: [
          [100, 6000],
          [200, 7000],
        ],
      }),
    ).toBe('inconc: a final response was sent'));
});

describe('late-response-ignored', () => {
  const LATE = BYE_AT + TIMER_F * 1.5;
  const late = (at = LATE) => madeLeave({ responses: [[200, at]], until: 60_000 });
  const judge = (timeline: ReturnType<typeof late>) => said(lateResponseIgnored, timeline.evidence());
  const bye = (at: number) => ({ by: 'sut', method: 'BYE', at, cseq: 3 }) as const;
  test('nothing comes of it', () =>
    expect(judge(late())).toBe('pass: nothing came of the 200 sent 48000 ms after the BYE'));
  test('nothing comes of it, and the client says how it is', () =>
    expect(
      judge(
        late()
          .state(LATE + 500, 'UNCONFIRMED')
          .state(LATE + 900, 'LEFT'),
      ),
    ).toBe('pass: nothing came of the 200 sent 48000 ms after the BYE; the client says LEFT'));
  test('what the client said before the response does not count', () =>
    expect(judge(late().state(LATE, 'UNCONFIRMED'))).toBe('pass: nothing came of the 200 sent 48000 ms after the BYE'));
  test.each([
    [
      'right after it',
      LATE + 4,
      'fail: a new BYE came 4.0 ms after the late 200; by network sent SIP/2.0 200 at 49000, network received BYE at 49004: 4 ms',
    ],
    [
      'as long after it as a release may take',
      LATE + 2000,
      'pass: nothing came of the 200 sent 48000 ms after the BYE; note: 1 retries of its own after Timer F, which is no matter of the late response',
    ],
    [
      'just before that',
      LATE + 1999,
      'fail: a new BYE came 1999 ms after the late 200; by network sent SIP/2.0 200 at 49000, network received BYE at 50999: 1999 ms',
    ],
    [
      'at once with it',
      LATE,
      'pass: nothing came of the 200 sent 48000 ms after the BYE; note: 1 retries of its own after Timer F, which is no matter of the late response',
    ],
    [
      'ahead of it, after Timer F: a retry',
      BYE_AT + TIMER_F + 50,
      'pass: nothing came of the 200 sent 48000 ms after the BYE; note: 1 retries of its own after Timer F, which is no matter of the late response',
    ],
  ])('a BYE %s', (_, at, expected) => expect(judge(withExchange(late(), bye(at)))).toBe(expected));
  test('a client that does not answer any more', () => {
    const failure = { kind: 'control', target: 'alice', phase: 'failure', detail: 'gone' } as const;
    expect(judge(late().add(LATE + 500, { ...failure, action: 'state' }))).toBe(
      'fail: the client does not work any more after the late 200: gone',
    );
    expect(judge(late().add(LATE + 500, { ...failure, action: 'join' }))).toContain('pass');
    expect(judge(late().add(LATE, { ...failure, action: 'state' }))).toContain('pass');
  });
  test.each([
    [BYE_AT + TIMER_F, 'pass: nothing came of the 200 sent 32000 ms after the BYE'],
    [BYE_AT + TIMER_F - 1, 'inconc: no response was sent after Timer F'],
  ])('a response at %i ms, Timer F having run out at 33000', (at, expected) => expect(judge(late(at))).toBe(expected));
});
