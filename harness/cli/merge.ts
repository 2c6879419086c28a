import { mkdtemp, rename, rm } from 'node:fs/promises';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { attest } from '../attestation/attest.ts';
import { renderComparison } from '../baseline/render.ts';
import { mergeRuns } from '../campaign/merge.ts';
import { rejudge } from '../campaign/rejudge.ts';
import { reportOf } from '../campaign/report-of.ts';
import { UsageError } from '../campaign/usage-error.ts';
import { EvidenceError } from '../evidence/run-record.ts';
import { renderTable } from '../report/table.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import { writeReport } from '../report/write.ts';
import { knownDeviations } from './baseline.ts';
import { exitCodeOf } from './exit-code.ts';

/** The options of `merge`, as the command line has them. */
export interface MergeFlags {
  out: string;
  baseline?: string;
}

/**
 * Makes one report of the shards of a run: all evidence in one folder, judged there.
 * @param folders of the shards
 * @returns the exit code that the whole run would have had
 * @throws {UsageError} where they are not all the shards of one run; nothing has been written then
 */
export async function merge(folders: readonly string[], { out, baseline: file }: MergeFlags): Promise<number> {
  const baseline = file === undefined ? undefined : knownDeviations(file);
  const made = !existsSync(out);
  mkdirSync(out, { recursive: true });
  const draft = await mkdtemp(join(resolve(out), '.merge-'));
  try {
    const { run } = await mergeRuns(folders, draft, baseline);
    const folder = join(resolve(out), run.id);
    if (existsSync(folder))
      throw new UsageError(`${folder} exists; expected that this run was not merged there before`);
    const { record, outcomes } = await rejudge(draft);
    await rename(draft, folder);
    const report = reportOf(record, outcomes);
    await writeReport(report, folder);
    await attest(report, folder);
    const style = terminalStyle(process.stdout);
    process.stdout.write(renderTable(report, join(out, run.id), style));
    if (report.baseline) process.stdout.write(`\n${renderComparison(report.baseline, style)}`);
    return exitCodeOf(report);
  } catch (error) {
    await rm(made ? out : draft, { recursive: true, force: true });
    if (error instanceof EvidenceError) throw new UsageError(error.message);
    throw error;
  }
}
