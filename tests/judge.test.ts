import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyFolder } from '../harness/attestation/verify.ts';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { rejudge } from '../harness/campaign/rejudge.ts';
import { reportOf } from '../harness/campaign/report-of.ts';
import { renderJson } from '../harness/report/json.ts';
import type { Report } from '../harness/report/report.ts';
import { differencesWhenJudgedAgain } from './judged-again.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

let out: string;
let report: Report;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'judge-'));
  report = await runCampaign({
    suts: [],
    select: ['TP-CL-LV-0[19]', 'TP-CF-FR-01/at-once', 'TP-CF-FR-04'],
    profile: 'cr',
    host: 'process',
    defect: { role: 'client', name: 'release-on-bye' },
    out,
    onProgress: () => {},
    signal: new AbortController().signal,
    command: 'bin/cpm-leave run',
    signingKey: privateKey,
  });
});
afterAll(() => rm(out, { recursive: true }));

test('a run that is judged again from its evidence gives its report, byte for byte', async () => {
  const folder = join(out, report.run.id);
  const { record, outcomes } = await rejudge(folder);
  expect(renderJson(reportOf(record, outcomes))).toBe(await readFile(join(folder, 'report.json'), 'utf8'));
  expect(report.harness.filter(({ severity }) => severity !== 'note')).toEqual([]);
  expect(report.purposes.map(({ cases }) => cases.length)).toEqual([1, 1, 1, 1]);
});

test('so does the command, with every other file, and the signature', async () => {
  const key = join(out, 'key.pem');
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(await differencesWhenJudgedAgain(join(out, report.run.id), join(out, 'again'), key)).toEqual([]);
});

test('and under another profile it has the verdicts that the report has of that profile', async () => {
  const { record, outcomes } = await rejudge(join(out, report.run.id));
  const other = reportOf(record, outcomes, 'pre-cr');
  expect(other.purposes.map(({ verdict }) => verdict)).toEqual(
    report.purposes.map(({ verdicts }) => verdicts['pre-cr']),
  );
});

test('it verifies with its key, until somebody touches it', async () => {
  const folder = join(out, report.run.id);
  const { problems } = await verifyFolder(folder, publicKey);
  expect(problems).toEqual([]);
  await appendFile(join(folder, 'evidence/run.json'), ' ');
  expect((await verifyFolder(folder, publicKey)).problems).toEqual(['evidence/run.json is not what it was']);
});
