import type { TimelineEvent } from '../timeline/event.ts';

const known = new WeakMap<readonly TimelineEvent[], Map<string, unknown>>();

/** The timeline that was asked about last: it is nearly always asked about again. */
let last: { timeline: readonly TimelineEvent[]; readings: Map<string, unknown> } | undefined;

function readingsOf(timeline: readonly TimelineEvent[]): Map<string, unknown> {
  if (last?.timeline === timeline) return last.readings;
  let readings = known.get(timeline);
  if (!readings) known.set(timeline, (readings = new Map()));
  last = { timeline, readings };
  return readings;
}

/**
 * What was read off a timeline, read once: many checks ask the same of it, each under three profiles. A timeline does not
 * change once it is judged.
 * @param what names the reading, with all that it depends on besides the timeline
 */
export function remembered<T>(timeline: readonly TimelineEvent[], what: string, read: () => T): T {
  const readings = readingsOf(timeline);
  const reading = readings.get(what);
  if (reading !== undefined || readings.has(what)) return reading as T;
  const fresh = read();
  readings.set(what, fresh);
  return fresh;
}

/** A reading that whoever made the timeline has already, from more than is in it. */
export const foretold = <T>(timeline: readonly TimelineEvent[], what: string, reading: T): T =>
  remembered(timeline, what, () => reading);
