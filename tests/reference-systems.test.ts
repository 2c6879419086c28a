/**
 * All reference systems, container-hosted where an engine answers, put to every purpose that is automated: each passes,
 * or does not apply. One run, as the command line makes it; `npx jest --selectProjects suites` makes one for each suite.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { purposes } from '../catalogue/index.ts';
import { loadSuites } from '../harness/campaign/automated.ts';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { optionsFromEnvironment } from '../harness/campaign/environment.ts';
import { ALL_REFERENCE_SYSTEMS } from '../harness/campaign/reference-systems.ts';
import { isLarge } from '../harness/campaign/select.ts';
import { outcomeOf } from '../harness/report/outcome.ts';
import type { Report } from '../harness/report/report.ts';
import { differencesWhenJudgedAgain } from './judged-again.ts';

const LIMIT_MS = 15 * 60_000;

const declarations = await loadSuites();
const ids = [...new Set(declarations.filter((declaration) => !isLarge(declaration)).map(({ id }) => id))];
const interruption = new AbortController();
let report: Report;

beforeAll(async () => {
  const { host } = optionsFromEnvironment(process.env);
  report = await runCampaign({
    suts: ALL_REFERENCE_SYSTEMS,
    select: [],
    profile: 'cr',
    host,
    out: 'reports/jest',
    command: 'bin/cpm-leave run',
    signal: interruption.signal,
    onProgress: () => {},
  });
}, LIMIT_MS);

afterAll(() => interruption.abort());

test('nothing on the test side stood in the way', () => {
  expect(report.harness.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

test('the page of it all can be sent by mail', async () => {
  const { size } = await stat(`reports/jest/${report.run.id}/report.html`);
  expect(size).toBeLessThan(5_000_000);
});

test(
  'judged again from its evidence, every file of it is the same',
  async () => {
    const out = await mkdtemp(join(tmpdir(), 'judged-again-'));
    try {
      expect(await differencesWhenJudgedAgain(`reports/jest/${report.run.id}`, out)).toEqual([]);
    } finally {
      await rm(out, { recursive: true });
    }
  },
  LIMIT_MS,
);

test.each(ids)('%s', (id) => {
  const found = report.purposes.find((one) => one.id === id);
  const outcome = found && outcomeOf(found);
  const because = found?.checks
    .filter(({ verdict }) => !['pass', 'none'].includes(verdict))
    .map(({ id: check, message }) => `${check}: ${message}`);
  expect({ purpose: purposes.get(id)!.purpose, outcome, because }).toEqual({
    purpose: purposes.get(id)!.purpose,
    outcome: expect.stringMatching(/^(pass|not-applicable)$/),
    because: [],
  });
});
