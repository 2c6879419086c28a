/** The command line as a stranger uses it, against the reference systems: what it prints, writes, and ends with. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 120_000;
const root = join(import.meta.dirname, '..');
const out = mkdtempSync(join(tmpdir(), 'cpm-leave-'));

afterAll(() => rmSync(out, { recursive: true, force: true }));

const run = (...args: string[]) =>
  execa(process.execPath, ['harness/cli/main.ts', 'run', ...args, '--out', out], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', COLUMNS: '200' },
  });

const latest = (): Report => JSON.parse(readFileSync(join(out, 'latest', 'report.json'), 'utf8')) as Report;

const engine = process.env['CPM_LEAVE_HOST'] === 'process' ? ['process'] : ['container', 'process'];

test.each(engine)(
  'a conformant client passes as a %s, and the report has its evidence',
  async (host) => {
    const { exitCode, stdout } = await run('--host', host, '--select', 'TP-CL-LV-0[1239]');
    expect(stdout).toContain('CONFORMANT');
    expect(exitCode).toBe(0);
    const report = latest();
    expect(report.run.host).toBe(host);
    expect(report.summary).toMatchObject({ selected: 4, pass: 4 });
    for (const { cases } of report.purposes)
      for (const { evidence } of cases)
        expect(readdirSync(join(out, report.run.id, evidence))).toEqual(
          expect.arrayContaining(['timeline.jsonl', 'network.messages.log', 'network.scenario.xml', 'sut.log']),
        );
    for (const file of ['junit.xml', 'report.html']) expect(existsSync(join(out, 'latest', file))).toBe(true);
  },
  LIMIT_MS,
);

test(
  'a client that releases with its BYE ends 1, and the line says how early',
  async () => {
    const { exitCode, stdout } = await run(
      '--host',
      'process',
      '--defect',
      'client:release-on-bye',
      '--select',
      'TP-CL-LV-10',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /FAIL TP-CL-LV-10 .*\d ms (?:after|ahead of) the BYE, \d+ ms before the final response \(200\)/,
    );
  },
  LIMIT_MS,
);

test(
  'a focus that tells the group with its BYE ends 1, and the line names who was told too early',
  async () => {
    const { exitCode, stdout } = await run(
      '--host',
      'process',
      '--defect',
      'focus:notify-on-bye-sent',
      '--select',
      'TP-CF-FR-01',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/FAIL TP-CF-FR-01 .*(Alice|Bob) was told \d+ ms too early/);
  },
  LIMIT_MS,
);

test(
  'interrupted, it writes what has finished, marks the rest, and leaves nothing running',
  async () => {
    const running = run('--host', 'process', '--select', 'TP-CL-LV-01', '--select', 'TP-CL-TO-01');
    running.stderr.on('data', (text: Buffer) => {
      if (text.toString().includes('TP-CL-LV-01') && text.toString().includes('PASS')) running.kill('SIGINT');
    });
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    const report = latest();
    expect(report.run.interrupted).toBe(true);
    expect(report.purposes.map(({ id, run: done }) => [id, done])).toEqual([
      ['TP-CL-LV-01', true],
      ['TP-CL-TO-01', false],
    ]);
    const left = async () => (await execa('pgrep', ['-f', report.run.id], { reject: false })).stdout;
    // Whom the run has sent a signal acts upon it when it is its turn.
    for (let look = 0; look < 100 && (await left()) !== ''; look++) await delay(50);
    expect(await left()).toBe('');
  },
  LIMIT_MS,
);

test.each([
  [['--select', 'NO-SUCH*'], /no test purpose matches 'NO-SUCH\*'/],
  [['--select', 'TP-CL-LV-9'], /TP-CL-LV-9/],
  [['--profile', 'strict'], /cr.*harmonised.*pre-cr/],
  [['--defect', 'client:nonsense'], /did you mean client:/],
  [['--sut', 'no/such/file.yaml'], /no\/such\/file\.yaml/],
  [['--no-such-option'], /no-such-option/],
  [['--sut', 'fixtures/sut/example-exec-client.yaml', '--timers', 'scaled'], /timers/],
])('wrong usage %j: one line, exit 2, nothing written', async (args, expected) => {
  const before = readdirSync(out).length;
  const { exitCode, stderr } = await run(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(expected);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(readdirSync(out)).toHaveLength(before);
});
