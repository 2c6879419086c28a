import { readTimeline } from '../evidence/stored-run.ts';
import { EvidenceError } from '../evidence/run-record.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Report } from './report.ts';

/** The stored timelines of a report's cases, by their evidence folder; a case without one is missing. */
export type Timelines = ReadonlyMap<string, readonly TimelineEvent[]>;

/**
 * What a renderer draws its diagrams from. A timeline that is missing or malformed costs its diagram and nothing else.
 * @param folder where the report is, or is going to be
 */
export async function timelinesOf(report: Report, folder: string): Promise<Timelines> {
  const cases = report.purposes.flatMap((purpose) => purpose.cases).filter(({ evidence }) => evidence !== '');
  const read = await Promise.all(
    cases.map(async (one) => [one.evidence, await readTimeline(folder, one).catch(unreadable)] as const),
  );
  return new Map(read.flatMap(([evidence, timeline]) => (timeline ? [[evidence, timeline] as const] : [])));
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof EvidenceError)) throw error;
}
