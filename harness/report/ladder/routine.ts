import type { TimelineEvent } from '../../timeline/event.ts';

/** What an event repeats, by its `seq`; events that are no repeats of anything are missing. */
export type Routine = ReadonlyMap<number, string>;

/** Holds for what may stand in any run of repeats. */
const ANYWHERE = 'retransmission';

/** `seq` of the SIP messages whose very octets had gone the same way before. */
export function retransmissionsIn(timeline: readonly TimelineEvent[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const again = new Set<number>();
  for (const event of timeline) {
    if (event.kind !== 'sip') continue;
    const copy = `${event.actor} ${event.direction} ${event.raw}`;
    if (seen.has(copy)) again.add(event.seq);
    seen.add(copy);
  }
  return again;
}

/** Finds the probes, each by what became of it, and the SIP messages that were sent again. */
export function routineOf(timeline: readonly TimelineEvent[]): Routine {
  const fates = new Map<string, string>();
  for (const event of timeline) {
    if (event.kind === 'msrp-silence') fates.set(event.transaction, event.reason);
    else if (event.kind === 'msrp' && event.direction === 'received' && event.method === undefined)
      fates.set(event.transaction, String(event.status));
  }
  const routine = new Map([...retransmissionsIn(timeline)].map((seq) => [seq, ANYWHERE]));
  for (const event of timeline) {
    if (event.kind === 'notice') routine.set(event.seq, 'notice');
    else if ((event.kind === 'msrp' || event.kind === 'msrp-silence') && event.purpose === 'probe') {
      routine.set(event.seq, fates.get(event.transaction) ?? 'open');
    }
  }
  return routine;
}

/**
 * Where the run of repeats that begins at `start` ends: probes that all had the same fate, and retransmissions.
 * @param breaks tells of an event that ends any run
 * @returns the index after its last event; `start` where no repeat stands there
 */
export function endOfRun(
  events: readonly TimelineEvent[],
  start: number,
  routine: Routine,
  breaks: (event: TimelineEvent) => boolean,
): number {
  let fate: string | undefined;
  for (let index = start; index < events.length; index++) {
    const event = events[index]!;
    const own = routine.get(event.seq);
    if (own === undefined || breaks(event)) return index;
    if (own === ANYWHERE) continue;
    if (fate !== undefined && fate !== own) return index;
    fate = own;
  }
  return events.length;
}
