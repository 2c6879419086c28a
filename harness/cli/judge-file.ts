import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../campaign/usage-error.ts';
import { CaptureError } from '../capture/frames.ts';
import { type CaptureReport, judgeCapture } from '../capture/judge-capture.ts';
import { renderCaptureSummary } from '../capture/summary.ts';
import type { Profile } from '../judge/verdict.ts';
import { EXIT } from './exit-code.ts';

/**
 * Judges a packet capture that somebody else made.
 * @param flags `out`: folder for `capture-report.json`
 * @returns 1 where a breach was found; 3 where nothing at all could be decided
 * @throws {UsageError} where the file is no capture
 */
export async function judgeFile(
  file: string,
  { profile = 'cr', out }: { profile?: Profile | undefined; out?: string | undefined },
): Promise<number> {
  const report = await judgeCapture(file, profile).catch((error: unknown) => {
    throw error instanceof CaptureError ? new UsageError(`${file}: ${error.message}; expected a capture`) : error;
  });
  process.stdout.write(renderCaptureSummary(report));
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'capture-report.json'), `${JSON.stringify(report, null, 2)}\n`);
  }
  return exitCodeOf(report);
}

function exitCodeOf({ checks }: CaptureReport): number {
  const counts = Object.values(checks);
  if (counts.some(({ fail }) => fail !== undefined)) return EXIT.notConformant;
  return counts.some(({ pass }) => pass !== undefined) ? EXIT.conformant : EXIT.undecided;
}
