import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secrets } from '../secrets/secrets.ts';
import type { CaseRecord } from './run-record.ts';
import { readTimeline } from './stored-run.ts';
import { SYNTHESISED, synthesise } from './synthesis.ts';

/**
 * Writes a synthesised capture into the folder of every case that has none yet, from the timeline that lies there, less
 * what has to be kept secret: octets of a capture cannot be blotted out afterwards.
 * @param folder the run's
 */
export async function writeCaptures(cases: readonly CaseRecord[], folder: string, secrets: Secrets): Promise<void> {
  for (const one of cases) {
    const file = join(folder, one.evidence, SYNTHESISED);
    if (one.evidence === '' || existsSync(file)) continue;
    await writeFile(`${file}.part`, synthesise(secrets.redactAll(await readTimeline(folder, one)), one));
    await rename(`${file}.part`, file);
  }
}
