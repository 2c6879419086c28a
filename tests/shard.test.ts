/** A run in parts, put together, is the run that was made in one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { Report } from '../harness/report/report.ts';

const LIMIT_MS = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'shard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (...words: string[]) =>
  execa(process.execPath, [resolve('harness/cli/main.ts'), ...words], {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
  });
const selection = [
  '--host',
  'process',
  '--defect',
  'client:no-reason',
  '--select',
  'TP-CL-LV-0[1239]',
  '--select',
  'TP-CF-LV-0[12]',
];
const report = (name: string): Report =>
  JSON.parse(readFileSync(join(folder, name, 'latest/report.json'), 'utf8')) as Report;
const verdicts = ({ purposes }: Report) =>
  purposes.map(({ id, verdict, verdicts: all, checks }) => ({
    id,
    verdict,
    all,
    checks: checks.map((check) => [check.id, check.verdict]),
  }));

test(
  'shards and merge give the verdicts, the counts and the exit status of one run',
  async () => {
    const whole = await cli('run', ...selection, '--out', join(folder, 'whole'));
    for (const index of [1, 2, 3])
      await cli('run', ...selection, '--shard', `${index}/3`, '--out', join(folder, String(index)));
    const shards = [1, 2, 3].map((index) => join(folder, String(index), 'latest'));
    for (const index of [1, 2, 3]) expect(report(String(index)).purposes.length).toBe(2);

    const merged = await cli('merge', ...shards, '--out', join(folder, 'merged'));
    expect({ code: merged.exitCode, told: merged.stderr }).toEqual({ code: whole.exitCode, told: '' });
    expect(whole.exitCode).toBe(1);
    expect(verdicts(report('merged'))).toEqual(verdicts(report('whole')));
    expect(report('merged').summary).toEqual(report('whole').summary);
    expect(
      report('merged')
        .suts.map(({ role }) => role)
        .toSorted(),
    ).toEqual(['client', 'focus']);
    for (const { cases } of report('merged').purposes)
      for (const { evidence } of cases)
        expect(readdirSync(join(folder, 'merged/latest', evidence))).toContain('timeline.jsonl');

    expect(await cli('compare', join(folder, 'whole/latest'), join(folder, 'merged/latest'))).toMatchObject({
      exitCode: 0,
      stdout: 'nothing changed',
    });
    expect((await cli('judge', join(folder, 'merged/latest'))).stderr).toBe('');

    const again = await cli('rerun', join(folder, 'merged/latest'));
    expect(again.stdout).toContain('1 selected: 0 pass, 1 fail');
    expect(again.exitCode).toBe(1);
  },
  LIMIT_MS,
);

test('without all its shards nothing is made of a run', async () => {
  const { exitCode, stderr } = await cli('merge', join(folder, '2/latest'), '--out', join(folder, 'half'));
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'error: shard 1/3 is missing; expected all 3' });
  expect(readdirSync(folder)).not.toContain('half');
});
