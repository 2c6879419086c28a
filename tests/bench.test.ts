/** The short form of the benchmark: what is grossly slower than it was, or leaks, is found here, and no slow machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { BenchResult } from '../harness/bench/result.ts';

const LIMIT_MS = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
let result: BenchResult;
let printed: unknown;

beforeAll(async () => {
  const file = join(folder, 'bench.json');
  const words = [resolve('harness/bench/main.ts'), '--smoke', '--json', '--out', file];
  const { stdout } = await execa(process.execPath, words, { reject: false, stdin: 'ignore', env: { NO_COLOR: '1' } });
  printed = JSON.parse(stdout);
  result = JSON.parse(readFileSync(file, 'utf8')) as BenchResult;
}, LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

test('no bound is grossly missed', () => {
  expect(result.bounds.length).toBe(4);
  expect(result.bounds.filter(({ holds }) => !holds)).toEqual([]);
});

test('what it measured is a run that passed, with costs for every part of it', () => {
  const { run } = result;
  expect(run.passed).toBe(run.purposes);
  for (const cost of Object.values(run.cost)) {
    expect(cost.cpuS).toBeGreaterThan(0);
    expect(cost.peakMb).toBeGreaterThan(0);
  }
  expect(run.firstVerdictMs).toBeLessThan(run.wallMs);
  expect(run.overheadMedianMs).toBeGreaterThan(0);
  expect(result.scale.map(({ participants, verdict }) => ({ participants, verdict }))).toEqual([
    { participants: 50, verdict: 'pass' },
    { participants: 150, verdict: 'pass' },
  ]);
});

test('what is printed is what is written', () => expect(printed).toEqual(result));
