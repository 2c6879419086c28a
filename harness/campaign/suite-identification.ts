import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { SuiteIdentification } from '../report/report.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** All that a verdict may hang on. */
const SOURCES = '{catalogue,harness,scenarios,suites}/**/*.{ts,json,xml}';
/** Unit tests, which an installed package does not have: it is the same suite as the clone that it was packed from. */
const TESTS = ['{catalogue,harness}/**/*.test.ts'];

/** What tested: the suite's own version and contents, its Node, its SIPp. */
export async function suiteIdentification(): Promise<SuiteIdentification> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  const [digest, sipp] = await Promise.all([suiteDigest(), sippVersion()]);
  return { name, version, node: process.versions.node, sipp, digest };
}

/** Names the state of the suite: SHA-256 over all that a verdict may hang on, in hexadecimal. */
export async function suiteDigest(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: ROOT, exclude: TESTS })) files.push(file.replaceAll('\\', '/'));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const content = await readFile(new URL(`../../${file}`, import.meta.url));
    hash.update(`${createHash('sha256').update(content).digest('hex')}  ${file}\n`);
  }
  return hash.digest('hex');
}

/** SIPp prints its version and exits 99. */
async function sippVersion(): Promise<string> {
  const { stdout } = await execa('sipp', ['-v'], { reject: false, stdin: 'ignore', timeout: 5000 });
  return /SIPp\s+(v[\w.-]+)/.exec(stdout ?? '')?.[1]?.replace(/\.$/, '') ?? 'unknown';
}
