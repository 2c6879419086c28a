import type { TimelineEvent } from '../timeline/event.ts';

const known = new WeakMap<readonly TimelineEvent[], Map<string, unknown>>();

/**
 * What was read off a timeline, read once: many checks ask the same of it, each under three profiles. A timeline does not
 * change once it is judged.
 * @param what names the reading, with all that it depends on besides the timeline
 */
export function remembered<T>(timeline: readonly TimelineEvent[], what: string, read: () => T): T {
  const readings = known.get(timeline) ?? new Map<string, unknown>();
  known.set(timeline, readings);
  if (!readings.has(what)) readings.set(what, read());
  return readings.get(what) as T;
}
