/**
 * A client that the suite was not made with: on a SIP library of others and with an MSRP of its own, described in one YAML
 * file, in a container where an engine answers. What it does right and wrong is known by reading it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { optionsFromEnvironment } from '../harness/campaign/environment.ts';
import { outcomeOf } from '../harness/report/outcome.ts';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 180_000;
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'second-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const host = optionsFromEnvironment(process.env).host === 'process' ? ['--host', 'process'] : [];

beforeAll(async () => {
  await execa('node', ['setup/ensure.mjs', '--sut', 'fixtures/sut/jssip-client.yaml', ...host], {
    cwd: root,
    stdin: 'ignore',
  });
}, LIMIT_MS);

interface Run {
  exitCode: number | undefined;
  report: Report;
  outcomes: Record<string, string>;
}

async function run(descriptor: string, purposes: string[]): Promise<Run> {
  const out = join(folder, descriptor);
  const words = ['--sut', `fixtures/sut/${descriptor}.yaml`, '--out', out, ...host];
  const { exitCode } = await execa(
    process.execPath,
    ['harness/cli/main.ts', 'run', ...words, ...purposes.flatMap((id) => ['--select', id])],
    { cwd: root, reject: false, stdin: 'ignore' },
  );
  const report = JSON.parse(readFileSync(join(out, 'latest/report.json'), 'utf8')) as Report;
  return { exitCode, report, outcomes: Object.fromEntries(report.purposes.map((one) => [one.id, outcomeOf(one)])) };
}

/** What the client comes to, and why where that is no pass. */
const EXPECTED = {
  'TP-CL-LV-01': 'pass',
  'TP-CL-LV-02': 'pass',
  'TP-CL-LV-04': 'pass',
  'TP-CL-LV-09': 'pass',
  'TP-CL-LV-10': 'pass',
  'TP-CL-LV-15': 'pass',
  'TP-CL-LV-19': 'pass',
  'TP-CL-NF-02': 'pass',
  'TP-CL-NF-07': 'pass',
  'TP-CL-ER-01': 'pass',
  'TP-CL-ER-06': 'pass',
  'TP-CL-ER-07': 'pass',
  'TP-CL-ER-16': 'pass',
  'TP-CL-RC-11': 'pass',
  // It takes every BYE for a removal, also the one that says that its user has left on another device.
  'TP-CL-MD-04': 'fail',
  // It says so in its description.
  'TP-CL-TO-01': 'not-applicable',
};

test(
  'keeps to the rule on media; where it does not keep to what is required, that is found',
  async () => {
    const { exitCode, outcomes, report } = await run('jssip-client', Object.keys(EXPECTED));
    expect(outcomes).toEqual(EXPECTED);
    expect(exitCode).toBe(1);
    expect(report.harness.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(report.suts).toMatchObject([{ vendor: 'Example Corp', product: 'Chat on JsSIP' }]);
  },
  LIMIT_MS,
);

test(
  'with the end of a session that the library brings along, it is found to release its media at the BYE',
  async () => {
    const { exitCode, outcomes, report } = await run('jssip-client-naive', [
      'TP-CL-LV-01',
      'TP-CL-LV-10',
      'TP-CL-ER-06',
    ]);
    expect(outcomes).toEqual({ 'TP-CL-LV-01': 'pass', 'TP-CL-LV-10': 'fail', 'TP-CL-ER-06': 'fail' });
    expect(exitCode).toBe(1);
    const told = report.purposes.flatMap(({ checks }) => checks.map(({ message }) => message)).join('\n');
    expect(told).toMatch(/media was released \(FIN\) .* before the final response \(200\)/);
  },
  LIMIT_MS,
);
