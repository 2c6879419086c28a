import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Baseline } from '../baseline/baseline.ts';
import { draftBaseline } from '../baseline/draft.ts';
import { BaselineError, loadBaseline } from '../baseline/load.ts';
import { UsageError } from '../campaign/usage-error.ts';
import type { Report } from '../report/report.ts';

const BASELINE_SCHEMA = fileURLToPath(new URL('../baseline/baseline.schema.json', import.meta.url));

/** @throws {UsageError} for a file that is missing or malformed */
export function knownDeviations(file: string): Baseline {
  try {
    return loadBaseline(file);
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * Somebody's reasons are not written over, and a run of minutes does not end with nowhere to write to.
 * @throws {UsageError}
 */
export function checkDraftPlace(file: string): void {
  if (existsSync(file)) throw new UsageError(`${file} exists; expected the name of a new file for --write-baseline`);
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`there is no folder ${dirname(file)}; expected one that exists for --write-baseline`);
}

/** Drafts a list of known deviations from a run, and says so on standard error. */
export function writeDraft(file: string, report: Report, earlier: Baseline | undefined): void {
  const schema = relative(dirname(resolve(file)), BASELINE_SCHEMA);
  writeFileSync(file, draftBaseline(report, schema, earlier), { flag: 'wx' });
  process.stderr.write(`drafted ${file}: fill in reason and ticket of every new entry\n`);
}
