import type { ClientTransaction } from '../sip/transaction.ts';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';

/** Where an event stands to a response that the test side gave. */
export type Order = 'before' | 'undecidable' | 'after';

/** SIPp writes its record after the system call, up to so many milliseconds later (measured: 1.2). */
const RECORD_LATE_MS = 1.5;

/**
 * "After the response" means after the trace's record of its being sent. The order is made causal by the choreography: a
 * probe is answered, and in the same tick the response is let go. What happens before that answer is before; what
 * happens after the record is after; in between nobody can tell.
 */
export function orderTo(at: number, response: { sentAt: number; lastKnownBefore: number }): Order {
  const { sentAt, lastKnownBefore } = response;
  // What no go let out is known by its record alone, and the record follows the message.
  if (at < (lastKnownBefore < sentAt ? lastKnownBefore : sentAt - RECORD_LATE_MS)) return 'before';
  return at < response.sentAt ? 'undecidable' : 'after';
}

/**
 * The go that let out what SIPp has on record as sent: the last one of that actor, and of that call where one is given,
 * that is not after the record. Until then it had certainly not been sent; SIPp writes its record after it.
 */
export const goBefore = (
  timeline: readonly TimelineEvent[],
  { actor, callId, at }: { actor: string; callId?: string | undefined; at: number },
): number | undefined =>
  timeline.findLast(
    (event): event is EventOf<'go'> =>
      event.kind === 'go' &&
      event.actor === actor &&
      (callId === undefined || event.callId === callId) &&
      event.at <= at,
  )?.at;

/**
 * Since when a request of the test side may have been with its receiver, in milliseconds since the test began: what the
 * receiver does upon it may be on record before the request is.
 */
export const mayHaveComeSince = (
  timeline: readonly TimelineEvent[],
  { request: { actor, at }, callId }: Pick<ClientTransaction, 'request' | 'callId'>,
): number => goBefore(timeline, { actor, callId, at }) ?? at - RECORD_LATE_MS;

/**
 * How late the test side was around a moment, in milliseconds: what is closer together than that is not told apart.
 * @param actor whose SIPp has the moment on record, where one has; the event loop counts in any case
 */
export function lagAround(timeline: readonly TimelineEvent[], at: number, actor?: string): number {
  const late = lagsOf(timeline, actor).filter((event) => event.at - (event.ms ?? 0) <= at && at <= event.at + 1);
  return Math.max(0, ...late.map((event) => event.ms ?? 0));
}

/**
 * For how long, within a stretch of time, somebody on this machine had to wait for a processor, in milliseconds: a
 * system under test that shares it may have been that late with its timers.
 */
export function pressureWithin(timeline: readonly TimelineEvent[], from: number, to: number): number {
  return timeline
    .filter((event): event is EventOf<'harness'> => event.kind === 'harness' && event.event === 'pressure')
    .map((event) => {
      const overlap = Math.min(event.at, to) - Math.max(event.at - 1000, from);
      return overlap <= 0 ? 0 : ((event.ms ?? 0) * overlap) / 1000;
    })
    .reduce((sum, ms) => sum + ms, 0);
}

/** Where somebody waits for a processor for more than this share of the time, late timers say nothing of a system that shares it. */
const BUSY_SHARE = 0.3;

/** Whether this machine was too busy, within a stretch of time, to hold lateness against a system that shares it. */
export const wasTooBusy = (timeline: readonly TimelineEvent[], from: number, to: number): boolean =>
  pressureWithin(timeline, from, to) > (to - from) * BUSY_SHARE;

/**
 * How late the test side was within a stretch of time, all in all, in milliseconds: how much a busy machine may have held
 * up there.
 * @param actor as for {@link lagAround}
 */
export function lagWithin(timeline: readonly TimelineEvent[], from: number, to: number, actor?: string): number {
  return lagsOf(timeline, actor)
    .map((event) => Math.min(event.at, to) - Math.max(event.at - (event.ms ?? 0), from))
    .filter((overlap) => overlap > 0)
    .reduce((sum, overlap) => sum + overlap, 0);
}

/**
 * The longest time for which the whole test side stood still, in milliseconds, of what fell into a stretch of time at least
 * in part: the machine was paused, or had no processor left for it.
 */
export const standstillWithin = (timeline: readonly TimelineEvent[], from: number, to: number): number =>
  Math.max(
    0,
    ...lagsOf(timeline, undefined)
      .filter(({ at, ms = 0 }) => at > from && at - ms < to)
      .map(({ ms = 0 }) => ms),
  );

const lagsOf = (timeline: readonly TimelineEvent[], actor: string | undefined): EventOf<'harness'>[] =>
  timeline.filter(
    (event): event is EventOf<'harness'> =>
      event.kind === 'harness' && event.event === 'lag' && (event.actor === undefined || event.actor === actor),
  );
