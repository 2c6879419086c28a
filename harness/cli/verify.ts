import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DsseError, privateKey, publicKey } from '../attestation/dsse.ts';
import { testResultStatement } from '../attestation/statement.ts';
import { verifyFolder } from '../attestation/verify.ts';
import { contradictions, rejudge } from '../campaign/rejudge.ts';
import { reportOf } from '../campaign/report-of.ts';
import { UsageError } from '../campaign/usage-error.ts';
import { EvidenceError } from '../evidence/run-record.ts';
import { visible } from '../report/visible.ts';
import { EXIT } from './exit-code.ts';

/**
 * Says on standard output whether a run is what its statement says: signature, files, and verdicts, which are judged
 * again from the evidence.
 * @returns 0 where all of it holds, 1 where something does not
 * @throws {UsageError} where the key cannot be used
 */
export async function verify(folder: string, { key }: { key?: string }): Promise<number> {
  const { statement, signed, problems } = await verifyFolder(folder, key === undefined ? undefined : publicKeyIn(key));
  if (statement && problems.length === 0) problems.push(...(await notReproduced(folder, statement)));
  for (const problem of problems) process.stdout.write(`${visible(problem)}\n`);
  if (problems.length > 0) return EXIT.notConformant;
  const { subject, predicate } = statement!;
  const trust = signed
    ? 'the signature is one of this key'
    : 'not signed, or no --key was given: anyone can have written this';
  process.stdout.write(
    `${predicate.result} under ${predicate.profile}: ${subject.map(({ name }) => visible(name)).join('; ')}\n` +
      `${predicate.evidence.length} files are as stated, the verdicts follow from the evidence; ${trust}\n`,
  );
  return EXIT.conformant;
}

async function notReproduced(
  folder: string,
  stated: NonNullable<Awaited<ReturnType<typeof verifyFolder>>['statement']>,
): Promise<string[]> {
  try {
    const { record, outcomes } = await rejudge(folder);
    const derived = reportOf(record, outcomes, stated.predicate.profile as typeof record.run.profile);
    const stored = await readFile(join(folder, 'report.json'), 'utf8');
    const found = contradictions(stored, derived).map(
      (one) => `${one.id} is stored as ${one.stored}, the evidence says ${one.derived}`,
    );
    const expected = testResultStatement(derived, stated.predicate.evidence);
    return JSON.stringify(expected) === JSON.stringify(stated)
      ? found
      : [...found, 'the statement is not what the evidence says'];
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return [error.message];
  }
}

/** @throws {UsageError} for a file that is missing, or holds no such key */
export const publicKeyIn = (file: string): KeyObject => keyIn(file, publicKey);

/** @throws {UsageError} for a file that is missing, or holds no such key */
export const privateKeyIn = (file: string): KeyObject => keyIn(file, privateKey);

function keyIn(file: string, read: (pem: string) => KeyObject): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}: there is no such file, expected a key in PEM`);
  }
  try {
    return read(pem);
  } catch (error) {
    if (error instanceof DsseError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
