import type { TimelineEvent } from '../timeline/event.ts';

const known = new WeakMap<readonly TimelineEvent[], Map<string, unknown>>();

/**
 * What was read off a timeline, read once: many checks ask the same of it, each under three profiles. A timeline does not
 * change once it is judged.
 * @param what names the reading, with all that it depends on besides the timeline
 */
export function remembered<T>(timeline: readonly TimelineEvent[], what: string, read: () => T): T {
  let readings = known.get(timeline);
  if (!readings) known.set(timeline, (readings = new Map()));
  if (!readings.has(what)) readings.set(what, read());
  return readings.get(what) as T;
}

/** A reading that whoever made the timeline has already, from more than is in it. */
export const foretold = <T>(timeline: readonly TimelineEvent[], what: string, reading: T): T =>
  remembered(timeline, what, () => reading);
