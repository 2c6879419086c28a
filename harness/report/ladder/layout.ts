import type { TimelineEvent } from '../../timeline/event.ts';
import { heldIn } from './held.ts';
import { retransmissionsIn } from './routine.ts';
import { firstOf, lastOf, type Row, rowsOf } from './rows.ts';

/** Somebody's vertical line. */
export interface Lifeline {
  name: string;
  x: number;
}

export interface PlacedRow {
  row: Row;
  y: number;
  /** In milliseconds since the test began, of the row's first event. */
  at: number;
  /** A wait before this row that was drawn shorter than it was, in milliseconds. */
  waited?: number;
}

/** A stretch of time in which a response was withheld. */
export interface HeldInterval {
  top: number;
  bottom: number;
  ms: number;
}

export interface Layout {
  width: number;
  height: number;
  lifelines: Lifeline[];
  rows: PlacedRow[];
  held: HeldInterval[];
  /** `seq` of SIP messages that were sent before. */
  again: ReadonlySet<number>;
  /** Between which lifelines an event happened; the same twice where only one has a part in it. */
  ends(event: TimelineEvent): [Lifeline, Lifeline];
}

/** Room for the times, between lifelines, and for the measured distance, in user units. */
export const TIMES_WIDTH = 92;
const SPACING = 176;
export const MEASURE_WIDTH = 256;
const HEAD = 26;
const ROW = 24;
const FOOT = 18;

/** A wait longer than this is drawn as a break, in milliseconds. */
const BREAK_MS = 300;
const BREAK_HEIGHT = 20;

export const SUT_LIFELINE = 'system under test';

/** Of a large group the first few have lines of their own, and the rest have one. */
const MOST_ACTORS = 6;
const othersOf = (actors: ReadonlySet<string>): string => `${actors.size - MOST_ACTORS + 1} others`;

const UPPER_TESTER = 'upper tester';

export function layOut(timeline: readonly TimelineEvent[], always: ReadonlySet<number>): Layout {
  const again = retransmissionsIn(timeline);
  const rows = placed(rowsOf(timeline, always));
  const lifelines = lifelinesOf(timeline);
  const byName = new Map(lifelines.map((line) => [line.name, line]));
  const others = lifelines.at(-1)!;
  const sut = byName.get(SUT_LIFELINE)!;
  return {
    width: TIMES_WIDTH + SPACING * (lifelines.length - 1) + 80 + MEASURE_WIDTH,
    height: (rows.at(-1)?.y ?? HEAD) + ROW + FOOT,
    lifelines,
    rows,
    held: heldIntervals(timeline, rows),
    again,
    ends(event) {
      if (event.kind === 'control') {
        const tester = byName.get(UPPER_TESTER)!;
        return event.phase === 'request' ? [tester, sut] : [sut, tester];
      }
      const actor = 'actor' in event ? (byName.get(event.actor) ?? others) : sut;
      if (event.kind === 'msrp-silence' || !('actor' in event)) return [actor, actor];
      return fromSut(event) ? [sut, actor] : [actor, sut];
    },
  };
}

export const fromSut = (event: TimelineEvent): boolean =>
  event.kind === 'notice' ||
  (event.kind === 'tcp' || event.kind === 'tls'
    ? event.by === 'sut'
    : 'direction' in event && event.direction === 'received');

function lifelinesOf(timeline: readonly TimelineEvent[]): Lifeline[] {
  const actors = new Set(timeline.flatMap((event) => ('actor' in event ? [event.actor] : [])));
  actors.delete(SUT_LIFELINE);
  actors.delete(UPPER_TESTER);
  const names = [
    ...(timeline.some((event) => event.kind === 'control') ? [UPPER_TESTER] : []),
    SUT_LIFELINE,
    ...(actors.size > MOST_ACTORS ? [...[...actors].slice(0, MOST_ACTORS - 1), othersOf(actors)] : actors),
  ];
  return names.map((name, index) => ({ name, x: TIMES_WIDTH + 40 + index * SPACING }));
}

function placed(rows: readonly Row[]): PlacedRow[] {
  let y = HEAD;
  let before: number | undefined;
  return rows.map((row) => {
    const at = firstOf(row).at;
    const wait = before === undefined ? 0 : at - before;
    y += ROW + gap(wait);
    before = lastOf(row).at;
    return { row, y, at, ...(wait >= BREAK_MS ? { waited: wait } : {}) };
  });
}

/** Time, compressed: nothing for what happens at once, the logarithm of what takes longer, the same break for every long wait. */
const gap = (wait: number): number => {
  if (wait >= BREAK_MS) return BREAK_HEIGHT;
  return wait < 1 ? 0 : Math.round(5 * Math.log10(wait));
};

/** The stretches that are tinted; those that overlap are one, with the longest wait in it. */
function heldIntervals(timeline: readonly TimelineEvent[], rows: readonly PlacedRow[]): HeldInterval[] {
  const intervals: HeldInterval[] = [];
  for (const { from, to, ms } of heldIn(timeline)) {
    const top = rows.findLast(({ at }) => at <= from.at)?.y;
    const bottom = rows.findLast(({ at }) => at <= to.at)?.y;
    if (top === undefined || bottom === undefined || bottom <= top) continue;
    const before = intervals.at(-1);
    if (before && top <= before.bottom) {
      before.bottom = Math.max(before.bottom, bottom);
      before.ms = Math.max(before.ms, ms);
    } else intervals.push({ top, bottom, ms });
  }
  return intervals;
}
