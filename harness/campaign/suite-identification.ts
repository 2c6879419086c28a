import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Report } from '../report/report.ts';

/** What tested: the suite's own version, its Node, its SIPp. */
export async function suiteIdentification(): Promise<Report['run']['suite']> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return { name, version, node: process.versions.node, sipp: await sippVersion() };
}

/** SIPp prints its version and exits 99. */
async function sippVersion(): Promise<string> {
  const { stdout } = await execa('sipp', ['-v'], { reject: false, stdin: 'ignore', timeout: 5000 });
  return /SIPp\s+(v[\w.-]+)/.exec(stdout ?? '')?.[1]?.replace(/\.$/, '') ?? 'unknown';
}
