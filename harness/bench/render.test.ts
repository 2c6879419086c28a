import { expect, test } from '@jest/globals';
import { renderBench, withFigures } from './render.ts';
import type { BenchResult } from './result.ts';

const cost = { cpuS: 1.25, peakMb: 100 };
const result: BenchResult = {
  schemaVersion: 1,
  at: '2026-11-22T10:00:00.000Z',
  machine: { cores: 2, model: 'a processor', node: '24.0.0' },
  loadBefore: 0.1,
  smoke: false,
  run: {
    command: 'bin/cpm-leave run',
    host: 'container',
    timers: 'rfc3261',
    purposes: 10,
    cases: 12,
    passed: 10,
    repeated: 0,
    wallMs: 70_000,
    setUpMs: 2000,
    firstVerdictMs: 2500,
    writingMs: 1000,
    longestStepMs: 48_000,
    longestWaitMs: 65_000,
    longestWaitOf: 'TP-CL-NF-13',
    overheadMedianMs: 120,
    overheadP95Ms: 300,
    cost: { harness: cost, sipp: cost, sut: cost },
    cpuSPerCase: 0.2,
  },
  scale: [{ participants: 100, notifies: 200, harnessMs: 3, judgingMs: 0.05, verdict: 'pass' }],
  bounds: [{ what: 'peak memory of the harness', measured: 700, most: 600, unit: 'MB', holds: false }],
};

test('the table says what was measured, and what was missed', () => {
  const table = renderBench(result);
  expect(table).toContain('70.0 s, of that 2.0 s set-up');
  expect(table).toContain('TP-CL-NF-13');
  expect(table).toMatch(/✗ peak memory of the harness .* 700.00 MB, at most 600.00/);
});

test('a document keeps what is around its figures', () => {
  const document = 'before\n\n<!-- measured -->\n\nold\n\n<!-- end of what was measured -->\nafter\n';
  const renewed = withFigures(document, result);
  expect(renewed).toContain('Measured on 2026-11-22, nothing else was running.');
  expect(renewed).toContain('| first verdict after | 2.5 s |');
  expect(renewed).not.toContain('old');
  expect([renewed.startsWith('before\n'), renewed.endsWith('after\n')]).toEqual([true, true]);
  expect(withFigures(renewed, result)).toBe(renewed);
});

test('a document without a place for figures is refused', () => {
  expect(() => withFigures('nothing', result)).toThrow('<!-- measured -->');
});
