import { expect, test } from '@jest/globals';
import type { PlainScripts } from './plain-scripts.ts';
import { boundsOf } from './result.ts';

const run = {
  wallMs: 80_000,
  setUpMs: 2000,
  writingMs: 3000,
  longestWaitMs: 65_000,
  overheadMedianMs: 200,
  cost: { harness: { cpuS: 10, peakMb: 500 }, sipp: { cpuS: 5, peakMb: 100 }, sut: { cpuS: 5, peakMb: 200 } },
};
const scripts = { extrapolatedMs: 1_000_000 } as PlainScripts;
const scale = [100, 1000].map((participants, index) => ({ participants, harnessMs: 0.1 * (index + 1) }));
const held = (slack?: number) =>
  Object.fromEntries(
    boundsOf({ run, scripts, scale } as Parameters<typeof boundsOf>[0], slack).map(({ what, holds }) => [what, holds]),
  );

test('each aim is held against its own figure', () => {
  expect(held()).toEqual({
    'first case to last verdict, by the longest wait': true,
    'overhead of a case, median': false,
    'peak memory of the harness': true,
    'faster than plain scripts': false,
    'dearest by cheapest NOTIFY, judged': false,
  });
});

test('slack widens every ratio of times, and a time by itself is none', () => {
  expect(held(2)).toEqual({
    'first case to last verdict, by the longest wait': true,
    'peak memory of the harness': true,
    'faster than plain scripts': true,
    'dearest by cheapest NOTIFY, judged': true,
  });
});
