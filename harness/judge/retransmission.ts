import type { ClientTransaction } from '../sip/transaction.ts';
import type { Evidence } from './check.ts';
import type { Judgement } from './finding.ts';
import { ms } from './measure.ts';
import { lagAround, lagWithin, pressureWithin, wasTooBusy } from './order.ts';

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
  if (bye.request.transport !== 'udp')
    return sends.length === 1
      ? { verdict: 'pass', message: `sent once, over ${bye.request.transport.toUpperCase()}` }
      : {
          verdict: 'fail',
          message: `retransmitted ${sends.length - 1} times over ${bye.request.transport.toUpperCase()}`,
        };
  if (observedUntil - began < 64 * t1)
    return { verdict: 'inconc', message: `the observation ended before Timer F (${ms(64 * t1)})` };
  const timerF = 64 * t1;
  const due = (index: number): number => Math.min(t1 * 2 ** index, t2);
  const gaps = sends.slice(1).map((at, index) => at - sends[index]!);
  const schedule = `${sends.length} BYEs at ${sends.map((at) => (at / 1000).toFixed(2)).join(' ')} s`;
  const fail = (why: string): Judgement => ({ verdict: 'fail', message: `${schedule}: ${why}` });

  const wrong = gaps.flatMap((gap, index) => (onTime(gap, due(index)) ? [] : [index]));
  const last = sends.at(-1)!;
  const tooBusy = wasTooBusy(timeline, began, began + last);
  const underPressure = (why: string): Judgement => ({
    verdict: 'inconc',
    message: `${schedule}: ${why}, and for ${ms(pressureWithin(timeline, began, began + last))} of that time somebody waited for a processor of this machine: it was too busy to tell`,
    repeatable: true,
  });
  if (last > timerF * 1.02) {
    const why = `the last one came after Timer F (${ms(timerF)})`;
    return tooBusy ? underPressure(why) : fail(why);
  }
  // A system whose timers run a little late every time loses its last retransmission to Timer F.
  const missing = last + due(gaps.length) < timerF * 0.98;
  const [first] = wrong;
  if (first === undefined)
    return missing
      ? fail(`number ${sends.length + 1} was due ${ms(due(gaps.length))} after the last one and never came`)
      : { verdict: 'pass', message: schedule };

  const late = gaps[first]! - due(first);
  const why = `number ${first + 2} was due ${ms(due(first))} after the one before it and came after ${ms(gaps[first]!)}`;
  const { actor } = bye.request;
  const from = began + sends[first]!;
  // What is read late makes the interval before it longer, and the one after it shorter.
  const busy =
    late > 0 ? lagWithin(timeline, from, began + sends[first + 1]!, actor) : lagAround(timeline, from, actor);
  if (busy > Math.abs(late) / 2)
    return {
      verdict: 'inconc',
      message: `${schedule}: ${why}, while this machine itself was ${ms(busy)} late: it was too busy to tell`,
      repeatable: true,
    };
  const allLate = wrong.every((index) => gaps[index]! > due(index));
  if (allLate && !missing && tooBusy) return underPressure(why);
  // Who was late to read the first one was not late to read the second, and the intervals after that are as they should be.
  const firstReadLate = first === 0 && Math.abs(gaps[1]! - due(1)) <= due(1) * 0.05 + 20;
  // A schedule that is wrong is wrong throughout; one late timer among many that are on time is a stall.
  if (wrong.length === 1 && (late > 0 || firstReadLate) && !missing && gaps.length > 2)
    return {
      verdict: 'inconc',
      message: `${schedule}: ${why}, all others on time: a stall of some machine`,
      repeatable: true,
    };
  return fail(why);
}
