import type { KeyObject } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../report/report.ts';
import { signed } from './dsse.ts';
import {
  PAYLOAD_TYPE,
  type ResourceDescriptor,
  sha256,
  testResultStatement,
  type TestResultStatement,
} from './statement.ts';

/** The statement as it is, and in an envelope where a key signed it. */
export const STATEMENT_FILE = 'test-result.intoto.json';
export const ENVELOPE_FILE = 'test-result.dsse.json';

/**
 * Writes what can be handed on about a finished run: the statement, and the statement signed where there is a key. The
 * digests are those of the files as they lie there, so nothing may be written to them any more.
 */
export async function attest(report: Report, folder: string, key?: KeyObject): Promise<void> {
  const statement = renderStatement(testResultStatement(report, await evidenceIn(folder)));
  await writeFile(join(folder, STATEMENT_FILE), statement);
  if (!key) return;
  const envelope = signed(PAYLOAD_TYPE, statement, key);
  await writeFile(join(folder, ENVELOPE_FILE), `${JSON.stringify(envelope, null, 2)}\n`);
}

export const renderStatement = (statement: TestResultStatement): string => `${JSON.stringify(statement, null, 2)}\n`;

/** The report and every file below `evidence`, by name, with digests. */
export async function evidenceIn(folder: string): Promise<ResourceDescriptor[]> {
  const entries = await readdir(join(folder, 'evidence'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  return Promise.all(
    ['report.json', ...files.toSorted()].map(async (name) => ({
      name,
      digest: { sha256: sha256(await readFile(join(folder, name))) },
    })),
  );
}
