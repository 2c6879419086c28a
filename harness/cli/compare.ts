import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../campaign/usage-error.ts';
import { type Change, changesBetween } from '../report/changes.ts';
import { paintOutcome, painter } from '../report/paint.ts';
import type { Report } from '../report/report.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import { visible } from '../report/visible.ts';
import { EXIT } from './exit-code.ts';

/**
 * Says what changed between two runs.
 * @param before folder of a run, or its report.json
 * @returns 0 where nothing got worse, else 1
 * @throws {UsageError} where there is no report
 */
export async function compare(before: string, after: string, { json }: { json?: true }): Promise<number> {
  const changes = changesBetween(await storedReport(before), await storedReport(after));
  process.stdout.write(json ? `${JSON.stringify(changes, null, 2)}\n` : lines(changes));
  return changes.some(({ worse }) => worse) ? EXIT.notConformant : EXIT.conformant;
}

/** @throws {UsageError} where there is none, or what is there is something else */
export async function storedReport(path: string): Promise<Report> {
  const file = path.endsWith('.json') ? path : join(path, 'report.json');
  const refuse = (what: string) => new UsageError(`${file}: ${what}; expected the report.json of a run`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'there is no such file' : `cannot be read (${error.code})`,
    );
  });
  try {
    const value = JSON.parse(text) as Partial<Report> | null;
    if (value?.schemaVersion === 1 && Array.isArray(value.purposes)) return value as Report;
  } catch {
    // Said below, as of any other file that is no report.
  }
  throw refuse('this is something else');
}

function lines(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changed\n';
  const chalk = painter(terminalStyle(process.stdout).colour);
  const width = Math.max(...changes.map(({ id }) => id.length));
  return changes
    .map(({ id, before, after, message }) => {
      const was = before === undefined ? 'absent' : paintOutcome(before, chalk);
      const is = after === undefined ? 'absent' : paintOutcome(after, chalk);
      return `${id.padEnd(width)}  ${was} → ${is}${message === '' ? '' : `  ${visible(message, 200)}`}\n`;
    })
    .join('');
}
