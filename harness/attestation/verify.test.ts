import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renderJson } from '../report/json.ts';
import { everyOutcome, madeUpPurpose, madeUpReport } from '../report/made-up-report.ts';
import { attest, ENVELOPE_FILE, STATEMENT_FILE } from './attest.ts';
import { PREDICATE_TYPE, testResultStatement } from './statement.ts';
import { verifyFolder } from './verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const report = madeUpReport(everyOutcome());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
  await mkdir(join(folder, 'evidence/TP-CL-LV-10'), { recursive: true });
  await writeFile(join(folder, 'report.json'), renderJson(report));
  await writeFile(join(folder, 'evidence/TP-CL-LV-10/timeline.jsonl'), '{}\n');
  await attest(report, folder, privateKey);
});
afterEach(() => rm(folder, { recursive: true }));

test('a statement names the systems, what tested them, and what came of it', () => {
  const { subject, predicateType, predicate } = testResultStatement(report, []);
  expect(predicateType).toBe(PREDICATE_TYPE);
  expect(subject[0]).toMatchObject({
    name: 'client: cpm-leave reference client 0.1.0',
    digest: { sha256: report.suts[0]!.build.slice('sha256:'.length) },
  });
  expect(predicate).toMatchObject({
    result: 'FAILED',
    passedTests: ['TP-CL-LV-09'],
    failedTests: ['TP-CL-LV-10'],
    warnedTests: ['TP-CL-NF-05', 'TP-CF-FR-01', 'TP-CL-TO-01'],
  });
  expect(predicate.configuration.map(({ digest }) => digest.sha256)).toEqual(
    ['ab', 'cd', 'cd'].map((two) => two.repeat(32)),
  );
});

test('what is no image is named by the digest of what was declared', () => {
  const declared = structuredClone(report);
  declared.suts[0]!.build = 'node client.js';
  const [one] = testResultStatement(declared, []).subject;
  expect(one!.annotations!['build']).toBe('node client.js');
  expect(one!.digest.sha256).not.toBe(testResultStatement(report, []).subject[0]!.digest.sha256);
});

test.each([
  ['conformant', [madeUpPurpose('TP-CL-LV-09')], 'PASSED'],
  ['undecided', [madeUpPurpose('TP-CL-LV-09', 'inconc')], 'WARNED'],
  ['nothing run', [], 'FAILED'],
])('%s is %s', (_, purposes, result) => {
  expect(testResultStatement(madeUpReport(purposes), []).predicate.result).toBe(result);
});

test('an untouched run verifies, with the key and without', async () => {
  expect(await verifyFolder(folder, publicKey)).toMatchObject({ signed: true, problems: [] });
  expect(await verifyFolder(folder)).toMatchObject({ signed: false, problems: [] });
});

test.each([
  ['changed', (file: string) => writeFile(file, '{"kind":"mark"}\n'), 'is not what it was'],
  ['taken away', (file: string) => rm(file), 'is missing'],
  ['joined by another', (file: string) => writeFile(`${file}.more`, ''), 'is not in the statement'],
])('evidence that was %s is named', async (_, tamper, problem) => {
  await tamper(join(folder, 'evidence/TP-CL-LV-10/timeline.jsonl'));
  expect((await verifyFolder(folder, publicKey)).problems).toEqual([expect.stringContaining(problem)]);
});

test('with a key the signed statement counts, not the one beside it', async () => {
  await writeFile(join(folder, STATEMENT_FILE), '{}');
  expect((await verifyFolder(folder, publicKey)).problems).toEqual([]);
  const envelope = JSON.parse(await readFile(join(folder, ENVELOPE_FILE), 'utf8'));
  const payload = Buffer.from(envelope.payload, 'base64').toString().replace('FAILED', 'PASSED');
  await writeFile(
    join(folder, ENVELOPE_FILE),
    JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }),
  );
  expect((await verifyFolder(folder, publicKey)).problems).toEqual(['no signature in the envelope is one of this key']);
});

test.each(['', '[]', '{"payload":7}', '{"payload":"","payloadType":"","signatures":[]}'])(
  'an envelope that reads %j is no envelope',
  async (text) => {
    await writeFile(join(folder, ENVELOPE_FILE), text);
    expect((await verifyFolder(folder, publicKey)).problems).toEqual([expect.stringContaining(ENVELOPE_FILE)]);
  },
);

test('a folder without a statement is told of', async () => {
  await rm(join(folder, STATEMENT_FILE));
  expect((await verifyFolder(folder)).problems).toEqual([expect.stringContaining('there is no such file')]);
});
