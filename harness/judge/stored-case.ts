/** Timelines of cases that were run with reference systems, in `fixtures/judged`, for the tests of the judge. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { TimelineEvent } from '../timeline/event.ts';

export const STORED_CASES = fileURLToPath(new URL('../../fixtures/judged', import.meta.url));

const ENDING = '.jsonl.gz';

/** `client-no-reason--TP-CL-LV-02`: the system, and the case that it was put to. */
export const storedCases = (): string[] =>
  readdirSync(STORED_CASES)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .toSorted((a, b) => a.localeCompare(b, 'en'));

const read = new Map<string, TimelineEvent[]>();

/** The timeline of a stored case: a list of its own each time, of the same events. */
export function storedTimeline(name: string): TimelineEvent[] {
  const known = read.get(name);
  if (known) return [...known];
  const text = gunzipSync(readFileSync(join(STORED_CASES, name + ENDING))).toString();
  const timeline = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TimelineEvent);
  read.set(name, timeline);
  return [...timeline];
}
