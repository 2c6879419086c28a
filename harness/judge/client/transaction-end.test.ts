import { describe, expect, test } from '@jest/globals';
import { withExchange } from './made-exchange.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import { byeEndsAtTimerF, lateResponseIgnored } from './transaction-end.ts';

const TIMER_F = 32_000;

describe('bye-ends-at-timer-f', () => {
  const judge = (last: number, leave: MadeLeave = {}) =>
    byeEndsAtTimerF.judge(
      madeLeave({ responses: [[100, 6000]], retransmissions: [1500, last], until: 45_000, ...leave }).evidence(),
      'cr',
    ).verdict;
  test('the last copy within Timer F', () => expect(judge(BYE_AT + 31_500)).toBe('pass'));
  test('a copy after it', () => expect(judge(BYE_AT + TIMER_F + 3000)).toBe('fail'));
  test('too short an observation', () => expect(judge(BYE_AT + 20_000, { until: 35_000 })).toBe('inconc'));
  test('no provisional response', () => expect(judge(BYE_AT + 20_000, { responses: [] })).toBe('inconc'));
});

describe('late-response-ignored', () => {
  const LATE = BYE_AT + TIMER_F * 1.5;
  const late = (at = LATE) => madeLeave({ responses: [[200, at]], until: 60_000 });
  const judge = (timeline: ReturnType<typeof late>) => lateResponseIgnored.judge(timeline.evidence(), 'cr');
  const bye = (at: number) => ({ by: 'sut', method: 'BYE', at, cseq: 3 }) as const;
  test('nothing comes of it', () => expect(judge(late().state(LATE + 500, 'UNCONFIRMED')).verdict).toBe('pass'));
  test('a BYE right after it', () =>
    expect(judge(withExchange(late(), bye(LATE + 4)))).toMatchObject({ verdict: 'fail' }));
  test('a retry after Timer F, ahead of it', () =>
    expect(judge(withExchange(late(), bye(BYE_AT + TIMER_F + 50)))).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
  test('a client that does not answer any more', () =>
    expect(
      judge(
        late().add(LATE + 500, { kind: 'control', target: 'alice', action: 'state', phase: 'failure', detail: 'gone' }),
      ).verdict,
    ).toBe('fail'));
  test('a response in time', () => expect(judge(late(5000)).verdict).toBe('inconc'));
});
