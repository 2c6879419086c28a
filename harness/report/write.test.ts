import { mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { everyOutcome, madeUpReport } from './made-up-report.ts';
import { writeReport } from './write.ts';

const report = madeUpReport(everyOutcome());
const FORMS = [
  'badge.svg',
  'conformance-report.yaml',
  'ctrf.json',
  'junit.xml',
  'report.html',
  'report.json',
  'report.md',
  'requirements.csv',
];
let out: string;

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(() => rm(out, { recursive: true }));

test('every form is written, and nothing else is left', async () => {
  await writeReport(report, join(out, 'r1'));
  expect((await readdir(join(out, 'r1'))).toSorted()).toEqual(FORMS);
  expect((await readdir(out)).toSorted()).toEqual(['latest', 'r1']);
  expect(JSON.parse(await readFile(join(out, 'latest', 'report.json'), 'utf8'))).toEqual(report);
});

test('latest follows the newest run, and can be moved with the folder', async () => {
  await writeReport(report, join(out, 'r1'));
  await writeReport(report, join(out, 'r2'));
  expect(await readlink(join(out, 'latest'))).toBe('r2');
});

test('reports written at one time do not disturb each other', async () => {
  await Promise.all(['r1', 'r2', 'r3', 'r4'].map((name) => writeReport(report, join(out, name))));
  expect((await readdir(out)).toSorted()).toEqual(['latest', 'r1', 'r2', 'r3', 'r4']);
});

test('a folder called latest is not run over', async () => {
  await mkdir(join(out, 'latest'));
  await expect(writeReport(report, join(out, 'r1'))).rejects.toThrow('latest is in the way');
  expect(await readdir(join(out, 'r1'))).toHaveLength(FORMS.length);
});
