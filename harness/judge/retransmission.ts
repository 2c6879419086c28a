import type { ClientTransaction } from '../sip/transaction.ts';
import type { Evidence } from './check.ts';
import type { Judgement } from './finding.ts';
import { ms } from './measure.ts';
import { lagWithin } from './order.ts';

/** Timers may be late by a fifth and one tick of a scheduler, and early by the same: RFC 3261 §17.1.2.2 gives no tolerance. */
export const onTime = (got: number, expected: number): boolean => Math.abs(got - expected) <= expected * 0.2 + 20;

/**
 * Whether an unanswered BYE was sent as RFC 3261 §17.1.2.2 has it: over UDP at intervals of T1, 2·T1 … T2 until
 * Timer F; over TCP once.
 * @param observedUntil milliseconds since the test began
 */
export function retransmissionSchedule(
  bye: ClientTransaction,
  { timeline, ixit: { t1, t2 } }: Pick<Evidence, 'timeline' | 'ixit'>,
  observedUntil: number,
): Judgement {
  const began = bye.request.at;
  const sends = [bye.request, ...bye.retransmissions].map((event) => event.at - began);
  if (bye.request.transport === 'tcp')
    return sends.length === 1
      ? { verdict: 'pass', message: 'sent once, over TCP' }
      : { verdict: 'fail', message: `retransmitted ${sends.length - 1} times over TCP` };
  if (observedUntil - began < 64 * t1)
    return { verdict: 'inconc', message: `the observation ended before Timer F (${ms(64 * t1)})` };
  const gaps = sends.slice(1).map((at, index) => at - sends[index]!);
  const expected: number[] = [];
  for (let gap = t1, at = t1; at < 64 * t1 * 0.99; gap = Math.min(2 * gap, t2), at += gap) expected.push(gap);
  // A system whose timers run a little late every time loses its last retransmission to Timer F.
  const cutOff = (index: number): boolean => sends[index]! + expected[index]! >= 64 * t1 * 0.98;
  const wrong = expected.findIndex((gap, index) =>
    gaps[index] === undefined ? sends[index] === undefined || !cutOff(index) : !onTime(gaps[index], gap),
  );
  const schedule = `${sends.length} BYEs at ${sends.map((at) => (at / 1000).toFixed(2)).join(' ')} s`;
  if (wrong >= 0) {
    const came = gaps[wrong] === undefined ? 'never came' : `came after ${ms(gaps[wrong])}`;
    const off = Math.abs((gaps[wrong] ?? observedUntil - began - sends[wrong]!) - expected[wrong]!);
    const late = lagWithin(timeline, began + sends[wrong]!, began + (sends[wrong + 1] ?? observedUntil - began));
    if (late > off / 2)
      return {
        verdict: 'inconc',
        message: `${schedule}: number ${wrong + 2} ${came}, while this machine itself was ${ms(late)} late: it was too busy to tell`,
        repeatable: true,
      };
    return {
      verdict: 'fail',
      message: `${schedule}: number ${wrong + 2} was due ${ms(expected[wrong]!)} after the one before it and ${came}`,
    };
  }
  if (gaps.length > expected.length)
    return { verdict: 'fail', message: `${schedule}: ${expected.length + 1} were due until Timer F` };
  return { verdict: 'pass', message: schedule };
}
