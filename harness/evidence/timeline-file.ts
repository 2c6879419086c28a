import type { TimelineEvent } from '../timeline/event.ts';
import { EvidenceError } from './run-record.ts';
import { validatorOf } from './schema.ts';

/** Name of the timeline in the folder of a case: JSON lines, one event each, in the order of time. */
export const TIMELINE = 'timeline.jsonl';

export const renderTimeline = (timeline: readonly TimelineEvent[]): string =>
  timeline.map((event) => `${JSON.stringify(event)}\n`).join('');

/**
 * The events of a stored timeline (`timeline.schema.json`), exactly as they were recorded.
 * @param where what a message calls the file
 * @throws {EvidenceError} naming the line that is no event
 */
export function parseTimeline(text: string, where = TIMELINE): TimelineEvent[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const event = parsed(line);
    const complaint = event === undefined ? 'is not JSON' : complaintAbout(event);
    if (complaint !== undefined) throw new EvidenceError(`${where}:${index + 1}: ${complaint}`);
    return event as TimelineEvent;
  });
}

const complaintAbout = validatorOf(new URL('timeline.schema.json', import.meta.url));

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
