import { groupTransactions } from '../sip/transaction.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';

/** RFC 3261 timers of the systems in the rig, in milliseconds. */
export interface SipTimers {
  t1: number;
  t2: number;
}

/**
 * From when on everything is quiet, if nothing more happens: every transaction that a system has begun is over, by its
 * final response or by Timer F, and a pause has passed in which something repeated would have come again.
 * @param pauseMs a longer pause than that, where somebody may take his time
 * @returns milliseconds on the timeline's clock
 */
export function quietFrom(timeline: readonly TimelineEvent[], { t1, t2 }: SipTimers, pauseMs = 0): number {
  const sip = timeline.filter((event): event is SipEvent => event.kind === 'sip');
  const last = Math.max(0, ...sip.map(({ at }) => at));
  const open = groupTransactions(sip).transactions.filter(({ by, finals }) => by === 'sut' && finals.length === 0);
  // The 2xx to an INVITE is repeated until its ACK has come, at intervals of T2 at most.
  const pause = Math.max(pauseMs, t2 + 2 * t1);
  return Math.max(last + pause, ...open.map(({ request }) => request.at + 66 * t1));
}
