/**
 * Hostile systems under test, side by side in one process: each ends in time with a verdict that is no pass and a sentence,
 * memory stays bounded, and sound systems that are tested afterwards in the same process pass.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { corpus, onRequest } from '../fixtures/hostile/corpus.ts';
import type { Ordeal } from '../harness/hostile/ordeal.ts';
import { documentWithTable } from '../harness/hostile/document.ts';

const LIMIT_MS = 8 * 60_000;

/** The process that holds them all together, in MiB. */
const MOST_MEMORY_MIB = 1200;

/** Those of which others are but variations run on request: `npm run hostile`. */
const names = [...corpus.keys()].filter((name) => !onRequest.has(name));

let folder: string;
let ordeal: Ordeal;
let told: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const json = join(folder, 'outcomes.json');
  const words = [
    'harness/hostile/main.ts',
    '--out',
    folder,
    '--json',
    json,
    ...names.flatMap((name) => ['--only', name]),
  ];
  const { stderr, exitCode } = await execa(process.execPath, words, { reject: false, stdin: 'ignore' });
  told = `exit code ${exitCode}: ${stderr}`;
  ordeal = JSON.parse(readFileSync(json, 'utf8')) as Ordeal;
}, LIMIT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there are at least forty', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});

test.each(names)('%s', (name) => {
  const outcome = ordeal.outcomes.find((one) => one.name === name);
  expect(outcome).toMatchObject({ sentence: expect.stringMatching(/\S/) });
  expect(outcome?.complaint).toBeUndefined();
});

test('the harness warns of nothing, and is not full of it', () => {
  expect(told).not.toMatch(/Warning|Error/);
  expect(ordeal.peakMemoryMiB).toBeLessThan(MOST_MEMORY_MIB);
});

test('no SIPp is left', () => {
  expect(ordeal.sippsLeft).toEqual([]);
});

test('sound systems pass afterwards', () => {
  expect(new Set(Object.values(ordeal.afterwards))).toEqual(new Set(['pass']));
});

test('docs/validation.md has the table', () => {
  const page = resolve('docs/validation.md');
  const text = readFileSync(page, 'utf8');
  const due = documentWithTable(text);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, due);
  expect(due).toBe(process.env['UPDATE_DOCS'] === '1' ? due : text);
});
