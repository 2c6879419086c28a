import type { EventOf, TimelineEvent } from '../../timeline/event.ts';

/**
 * What an event repeats, by its `seq`; events that are no repeats of anything are missing. A run of repeats is of those
 * that repeat the same.
 */
export type Routine = ReadonlyMap<number, string>;

/** Holds for what may stand in any run of repeats. */
const ANYWHERE = 'nothing new';

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

/** So many messages of one kind are a stream: a load, or a long exchange, of which no single message tells anything. */
const STREAM = 12;

/**
 * Finds the probes and the streams, each by what became of it, the SIP messages that were sent again, and whatever else
 * says only what was said before.
 */
export function routineOf(timeline: readonly TimelineEvent[]): Routine {
  const fates = fatesIn(timeline);
  const fateOf = (event: MsrpPart): string => fates.get(exchangeOf(event)) ?? 'open';
  const streams = Map.groupBy(timeline.filter(isMsrpPart), (event) => `${streamOf(event)} ${fateOf(event)}`);
  const nothingNew = [...retransmissionsIn(timeline), ...saidAgainIn(timeline)];
  const routine = new Map(nothingNew.map((seq) => [seq, ANYWHERE]));
  for (const events of streams.values())
    for (const event of events)
      if (event.purpose === 'probe' || events.length >= STREAM) routine.set(event.seq, fateOf(event));
  for (const { kind, seq } of timeline) if (kind === 'notice') routine.set(seq, 'notice');
  return routine;
}

/** `seq` of marks that stood there before, and of questions to an upper tester which got the answer of the time before. */
function saidAgainIn(timeline: readonly TimelineEvent[]): readonly number[] {
  const marks = new Set<string>();
  const asked = new Map<string, EventOf<'control'>>();
  const answers = new Map<string, string>();
  return timeline.flatMap((event) => {
    if (event.kind === 'mark') {
      const mark = `${event.mark} ${event.detail}`;
      return marks.has(mark) ? [event.seq] : (marks.add(mark), []);
    }
    if (event.kind !== 'control') return [];
    const question = `${event.target} ${event.action}`;
    const request = asked.get(question);
    if (event.phase === 'request') asked.set(question, event);
    if (event.phase === 'request' || !request) return [];
    // What a client has been sent only grows: its number tells as much as the texts, which may be megabytes.
    const { at: _at, seq: _seq, messages, ...answer } = event;
    const said = JSON.stringify([answer, messages?.length]);
    const again = answers.get(question) === said;
    answers.set(question, said);
    return again ? [request.seq, event.seq] : [];
  });
}

type MsrpPart = EventOf<'msrp'> | EventOf<'msrp-silence'>;

const isMsrpPart = (event: TimelineEvent): event is MsrpPart => event.kind === 'msrp' || event.kind === 'msrp-silence';

/** A transaction belongs to whoever began it: two sides may choose the same identifier. */
function exchangeOf(event: MsrpPart): string {
  const ours = event.kind === 'msrp-silence' || (event.direction === 'sent') === (event.method !== undefined);
  return `${event.actor} ${ours ? 'ours' : 'theirs'} ${event.transaction}`;
}

/** The status that an exchange was answered with, or why it was not answered. */
function fatesIn(timeline: readonly TimelineEvent[]): ReadonlyMap<string, string> {
  const fates = new Map<string, string>();
  for (const event of timeline) {
    if (event.kind === 'msrp-silence') fates.set(exchangeOf(event), event.reason);
    else if (event.kind === 'msrp' && event.method === undefined) fates.set(exchangeOf(event), String(event.status));
  }
  return fates;
}

function streamOf(event: MsrpPart): string {
  const way = event.kind === 'msrp' ? `${event.direction} ${event.method ?? 'response'}` : 'silence';
  return `${event.actor} ${way} ${event.purpose ?? ''}`;
}

/**
 * Where the run of repeats that begins at `start` ends: probes and streams that all had the same fate, and what says nothing new.
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
