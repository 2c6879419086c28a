import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TimelineEvent } from '../timeline/event.ts';
import {
  type CaseRecord,
  EvidenceError,
  parseRunRecord,
  renderRunRecord,
  RUN_RECORD,
  type RunRecord,
} from './run-record.ts';
import { parseTimeline, TIMELINE } from './timeline-file.ts';

/** @param folder the run's */
export async function writeRunRecord(record: RunRecord, folder: string): Promise<void> {
  await mkdir(join(folder, 'evidence'), { recursive: true });
  await writeFile(join(folder, RUN_RECORD), renderRunRecord(record));
}

/**
 * @param folder the run's
 * @throws {EvidenceError} where there is no record, or what is there is none
 */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  return parseRunRecord(await textOf(folder, RUN_RECORD));
}

/**
 * The timeline of one case; none where the case could not begin.
 * @throws {EvidenceError} where it is missing or malformed
 */
export async function readTimeline(
  folder: string,
  { evidence }: Pick<CaseRecord, 'evidence'>,
): Promise<TimelineEvent[]> {
  if (evidence === '') return [];
  const file = join(evidence, TIMELINE);
  return parseTimeline(await textOf(folder, file), file);
}

async function textOf(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EvidenceError(
      `${join(folder, file)}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}`,
    );
  }
}
