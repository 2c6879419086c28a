import type { EventOf, TimelineEvent } from '../../timeline/event.ts';
import { endOfRun, routineOf } from './routine.ts';

/** One line of a ladder, from the top down. */
export type Row =
  /** A message, a TCP event or an upper-tester action. */
  | { kind: 'event'; event: TimelineEvent }
  /** A step begins. */
  | { kind: 'step'; event: EventOf<'step'> }
  /** Something that a reader must know and that is nobody's message. */
  | { kind: 'note'; event: TimelineEvent }
  /** Several events that say nothing new, in one line. */
  | { kind: 'fold'; events: TimelineEvent[]; caption: string };

/** Repeats that are fewer than this are shown one by one. */
const WORTH_FOLDING = 8;
/** Of repeats, so many stay in sight at either end: what comes before a decision is part of it. */
const IN_SIGHT = 2;

/** A ladder with more rows than this has nobody to read it: of its rows so many stay at the beginning, and so many at the end. */
const MOST_ROWS = 200;
const FIRST_ROWS = 100;
const LAST_ROWS = 60;

/**
 * What a ladder of one case shows: the preparation in one line, what was done and what came of it in full, long repeats
 * folded, and what happened after the observation in one line.
 * @param always `seq` of events that are shown whatever they are: the deciding pair
 */
export function rowsOf(timeline: readonly TimelineEvent[], always: ReadonlySet<number>): Row[] {
  const from = prepared(timeline);
  const to = observed(timeline);
  const before = timeline.slice(0, from).filter((event) => isShown(event, always));
  const middle = timeline.slice(from, to).filter((event) => isShown(event, always));
  const after = timeline.slice(to).filter((event) => isShown(event, always));
  const preparation = timeline.find((event) => event.kind === 'step' && event.preamble);
  return [
    ...foldedWhole(before, always, preparation?.kind === 'step' ? preparation.caption : 'preparation'),
    ...withinReason(unfoldedBetween(middle, timeline, always), always),
    ...foldedWhole(after, always, 'after the observation'),
  ];
}

/** Index of the first event after the initial condition was prepared; 0 where it never was: then all of it matters. */
function prepared(timeline: readonly TimelineEvent[]): number {
  return timeline.findLastIndex((event) => event.kind === 'step' && event.preamble && event.phase === 'end') + 1;
}

function observed(timeline: readonly TimelineEvent[]): number {
  const end = timeline.findIndex((event) => event.kind === 'mark' && event.mark === 'observation-ended');
  return end < 0 ? timeline.length : end;
}

function isShown(event: TimelineEvent, always: ReadonlySet<number>): boolean {
  if (always.has(event.seq)) return true;
  switch (event.kind) {
    case 'go':
      return false;
    case 'tcp':
      return event.event !== 'listening' && event.event !== 'bound';
    case 'mark':
      return event.mark !== 'preamble-reached' && event.mark !== 'observation-ended';
    case 'step':
      return event.phase !== 'end' && !(event.preamble && event.phase === 'begin');
    case 'harness':
      return event.severity !== 'note';
    default:
      return true;
  }
}

function foldedWhole(events: readonly TimelineEvent[], always: ReadonlySet<number>, caption: string): Row[] {
  return quietFolded(events.map(rowOf), (row) => always.has(row.event.seq) || row.kind === 'note', caption);
}

/** Folds all rows but those that are to stand; what was folded before goes into the new folds. */
function quietFolded(
  rows: readonly Row[],
  stands: (row: Exclude<Row, { kind: 'fold' }>) => boolean,
  caption: string,
): Row[] {
  const shown: Row[] = [];
  let quiet: TimelineEvent[] = [];
  const fold = () => {
    if (quiet.length > 0) shown.push({ kind: 'fold', events: quiet, caption: `${caption}: ${counted(quiet)}` });
    quiet = [];
  };
  for (const row of rows) {
    if (row.kind === 'fold') quiet = quiet.concat(row.events);
    else if (!stands(row)) quiet.push(row.event);
    else {
      fold();
      shown.push(row);
    }
  }
  fold();
  return shown;
}

function unfoldedBetween(
  events: readonly TimelineEvent[],
  timeline: readonly TimelineEvent[],
  always: ReadonlySet<number>,
): Row[] {
  const routine = routineOf(timeline);
  const rows: Row[] = [];
  let start = 0;
  while (start < events.length) {
    const end = endOfRun(events, start, routine, ({ seq }) => always.has(seq));
    const repeats = events.slice(start, end);
    if (repeats.length >= WORTH_FOLDING) rows.push(...withMiddleFolded(repeats));
    else rows.push(...(repeats.length > 0 ? repeats : [events[start]!]).map(rowOf));
    start = Math.max(end, start + 1);
  }
  return rows;
}

/** Of very many rows the middle is folded, but for what decided, for steps and for notes. */
function withinReason(rows: Row[], always: ReadonlySet<number>): Row[] {
  if (rows.length <= MOST_ROWS) return rows;
  const stands = (row: Exclude<Row, { kind: 'fold' }>) => row.kind !== 'event' || always.has(row.event.seq);
  return [
    ...rows.slice(0, FIRST_ROWS),
    ...quietFolded(rows.slice(FIRST_ROWS, -LAST_ROWS), stands, 'and so on'),
    ...rows.slice(-LAST_ROWS),
  ];
}

function withMiddleFolded(repeats: TimelineEvent[]): Row[] {
  const middle = repeats.slice(IN_SIGHT, -IN_SIGHT);
  return [
    ...repeats.slice(0, IN_SIGHT).map(rowOf),
    { kind: 'fold', events: middle, caption: `the same again: ${counted(middle)}` },
    ...repeats.slice(-IN_SIGHT).map(rowOf),
  ];
}

function rowOf(event: TimelineEvent): Row {
  if (event.kind === 'step' && event.phase === 'begin') return { kind: 'step', event };
  if (event.kind === 'step' || event.kind === 'mark' || event.kind === 'go' || event.kind === 'harness')
    return { kind: 'note', event };
  return { kind: 'event', event };
}

/** `9 SIP messages, 6 MSRP messages, 1 TCP event`. */
function counted(events: readonly TimelineEvent[]): string {
  const number = (kinds: string[]) => events.filter((event) => kinds.includes(event.kind)).length;
  const parts: [number, string][] = [
    [number(['sip', 'notice']), 'SIP message'],
    [number(['msrp']), 'MSRP message'],
    [number(['msrp-silence']), 'SEND without an answer|SENDs without an answer'],
    [number(['tcp']), 'TCP event'],
    [number(['tls']), 'TLS event'],
    [number(['n5']), 'N5 message'],
    [number(['control']), 'upper-tester event'],
    [number(['step', 'mark', 'go', 'harness']), 'other event'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, name]) => {
      const [one = '', many = `${one}s`] = name.split('|');
      return `${count} ${count === 1 ? one : many}`;
    })
    .join(', ');
}

export const firstOf = (row: Row): TimelineEvent => (row.kind === 'fold' ? row.events[0]! : row.event);
export const lastOf = (row: Row): TimelineEvent => (row.kind === 'fold' ? row.events.at(-1)! : row.event);
