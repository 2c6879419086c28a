/**
 * What the change request complains of, end to end: with a defect in any one of the three systems a run fails, and the
 * sentence names the ghost; and the exploration finds it without having been told where to look.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { ALL_REFERENCE_SYSTEMS } from '../harness/campaign/reference-systems.ts';
import { faultsIn, type Schedule } from '../harness/exploration/schedule.ts';
import type { Role } from '../harness/sut/descriptor.ts';

const LIMIT_MS = 300_000;
const GHOST = /ghost participant: Alice's phone says LEFT, but the focus still lists Alice as connected/;

const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
const interruption = new AbortController();
afterAll(() => {
  interruption.abort();
  rmSync(folder, { recursive: true, force: true });
});

interface Caught {
  defect: { role: Role; name: string };
  by: string;
  check: string;
  sentence: RegExp;
}

const GHOSTLY = { check: 'no-ghost-participant', sentence: GHOST };

test.each<Caught>([
  { defect: { role: 'client', name: 'release-on-bye' }, by: 'TP-CF-LV-19', ...GHOSTLY },
  { defect: { role: 'client', name: 'release-on-any-final' }, by: 'LOCAL-EE-LV-03/500', ...GHOSTLY },
  { defect: { role: 'pcscf', name: 'answers-bye-itself' }, by: 'LOCAL-EE-LV-07', ...GHOSTLY },
  {
    defect: { role: 'focus', name: 'notify-on-bye-sent' },
    by: 'LOCAL-EE-FR-01',
    check: 'departure-not-before-final',
    sentence: /Bob was told [\d.]+ m?s too early: .* (?:after|ahead of) the BYE, before the final response \(200\)/,
  },
])(
  '$defect.role:$defect.name is caught by $by',
  async ({ defect, by, check, sentence }) => {
    const report = await runCampaign({
      suts: ALL_REFERENCE_SYSTEMS,
      select: [by],
      defect,
      profile: 'cr',
      host: 'process',
      out: folder,
      command: 'bin/cpm-leave run',
      signal: interruption.signal,
      onProgress: () => {},
    });
    const failed = report.purposes.flatMap(({ checks }) => checks).filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ id }) => id)).toContainEqual(expect.stringContaining(check));
    expect(failed.find(({ id }) => id.startsWith(check))!.message).toMatch(sentence);
  },
  LIMIT_MS,
);

const cli = (...words: string[]) =>
  execa('bin/cpm-leave', [...words, '--host', 'process', '--out', folder], { reject: false, timeout: LIMIT_MS });

test(
  'explore finds the ghost by itself, shrinks it to one fault, and saves what repeats it',
  async () => {
    const found = await cli('explore', '--runs', '2', '--seed', '364', '--defect', 'client:release-on-bye');
    expect([found.exitCode, found.stdout]).toEqual([1, expect.stringMatching(/^ghost participant: .* says LEFT/)]);
    expect(found.stdout).toMatch(/BYE ─+✗ lost|\d{3} \(BYE\), by the network/);

    const file = /^schedule (.*)$/m.exec(found.stdout)![1]!;
    const schedule = parse(readFileSync(file, 'utf8')) as Schedule;
    expect([faultsIn(schedule), schedule.acts.length]).toEqual([1, 2]);

    const again = await cli('run', '--replay', file);
    expect([again.exitCode, again.stdout]).toEqual([1, expect.stringContaining('ghost participant')]);
  },
  LIMIT_MS,
);

test(
  'explore finds nothing where nothing is wrong',
  async () => {
    const { exitCode, stdout } = await cli('explore', '--runs', '2', '--seed', '5');
    expect([exitCode, stdout]).toEqual([0, '2 schedules tried (seed 5): the invariant held in every one.']);
  },
  LIMIT_MS,
);

test.each([
  [['run', '--replay', 'nothing.yaml'], /nothing\.yaml:1:1: there is no such file, expected a schedule of faults/],
  [['explore', '--runs', '0'], /Expected a whole number from 1/],
  [['explore', '--seed', 'x'], /Expected a whole number between/],
  [['explore', '--defect', 'client:nonsense'], /nonsense/],
])('%j is wrong usage', async (words, message) => {
  const { exitCode, stderr } = await cli(...words);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});
