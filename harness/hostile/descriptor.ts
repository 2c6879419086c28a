import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import type { Hostile } from '../../fixtures/hostile/hostile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How long its upper tester may take for an action, in milliseconds. */
const ACTION_LIMIT_MS = 5000;

/**
 * Describes a hostile system as a lab would that has no idea: it is what the reference system of its role is.
 * @param folder where the description is written
 * @returns its file
 */
export function describeHostile(name: string, { role, transport }: Hostile, folder: string): string {
  const reference = parse(readFileSync(join(ROOT, `fixtures/sut/reference-${role}.yaml`), 'utf8')) as {
    ixit: Record<string, unknown>;
    upperTester: Record<string, unknown>;
    host: { process: { environment?: Record<string, string> } };
  };
  const description = {
    ...reference,
    product: { vendor: 'nobody', name, version: '0' },
    host: {
      process: {
        command: ['node', 'fixtures/hostile/main.ts'],
        directory: ROOT,
        environment: { ...reference.host.process.environment, HOSTILE: name },
        ready: 'READY',
      },
    },
    upperTester: { ...reference.upperTester, limit: ACTION_LIMIT_MS },
    ixit: { ...reference.ixit, ...(transport && { transport }) },
  };
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify(description));
  return file;
}
