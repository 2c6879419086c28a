import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from './run-record.ts';
import { readTimeline } from './stored-run.ts';
import { SYNTHESISED, synthesise } from './synthesis.ts';

/**
 * Writes a synthesised capture into the folder of every case, from the timeline that lies there: what was blotted out
 * of that is not in the capture either.
 * @param folder the run's
 */
export async function writeCaptures(record: RunRecord, folder: string): Promise<void> {
  for (const one of record.cases) {
    if (one.evidence === '') continue;
    await writeFile(join(folder, one.evidence, SYNTHESISED), synthesise(await readTimeline(folder, one), one));
  }
}
