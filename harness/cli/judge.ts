import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { attest } from '../attestation/attest.ts';
import { type Contradiction, contradictions, profileOf, rejudge } from '../campaign/rejudge.ts';
import { reportOf } from '../campaign/report-of.ts';
import { suiteDigest } from '../campaign/suite-identification.ts';
import { UsageError } from '../campaign/usage-error.ts';
import { EvidenceError } from '../evidence/run-record.ts';
import type { Profile } from '../judge/verdict.ts';
import type { Report } from '../report/report.ts';
import { renderTable } from '../report/table.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import { writeReport } from '../report/write.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { judgeFile } from './judge-file.ts';
import { privateKeyIn } from './verify.ts';

/** The options of `judge`, as the command line has them. */
export interface JudgeFlags {
  profile?: Profile;
  out?: string;
  /** File of a private key. */
  sign?: string;
}

/**
 * Derives the verdicts of a stored run from its evidence, shows them on standard output, and says on standard error
 * where the stored report says otherwise. Of a packet capture it judges every departure, as far as a capture can decide.
 * @returns the exit code that the run would have had; 3 where the stored report is not what the evidence says
 * @throws {UsageError} where the folder holds no evidence that can be judged
 */
export async function judge(path: string, { profile, out, sign }: JudgeFlags): Promise<number> {
  if (sign !== undefined && out === undefined)
    throw new UsageError('--sign needs --out; expected a folder to write the signed report to');
  const key = sign === undefined ? undefined : privateKeyIn(sign);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return judgeFile(path, { profile, out });
  const { record, outcomes } = await rejudge(path).catch(asUsageError);
  const report = reportOf(record, outcomes, profile);
  const folder = out === undefined ? path : await written(report, path, out, key);
  process.stdout.write(renderTable(report, folder, terminalStyle(process.stdout)));

  const stored = await readFile(join(path, 'report.json'), 'utf8').catch(() => undefined);
  const found = stored === undefined ? [] : contradictions(stored, reportOf(record, outcomes, profileOf(stored)));
  for (const one of found) process.stderr.write(`${sentence(one)}\n`);
  if (found.length > 0 && (await suiteDigest()) !== record.run.suite.digest)
    process.stderr.write(
      'the suite is not the one that made this run: its checks or its catalogue have changed since\n',
    );
  return found.length > 0 ? EXIT.undecided : exitCodeOf(report);
}

const sentence = ({ id, stored, derived }: Contradiction): string =>
  `not reproduced: the stored report has ${id} as ${stored}, the evidence says ${derived}`;

/** Evidence and report in a folder of their own, so that every link of the page leads somewhere. */
async function written(report: Report, path: string, out: string, key?: KeyObject): Promise<string> {
  const folder = join(resolve(out), report.run.id);
  if (folder !== resolve(path)) await cp(join(path, 'evidence'), join(folder, 'evidence'), { recursive: true });
  await writeReport(report, folder);
  await attest(report, folder, key);
  return folder;
}

function asUsageError(error: unknown): never {
  if (error instanceof EvidenceError) throw new UsageError(error.message);
  throw error;
}
