import { expect, jest, test } from '@jest/globals';
import { measuredWallClockOffset, now, wallClockOffset } from './clock.ts';

test('the offset turns monotonic time into wall-clock time', () => {
  // Being preempted between the two readings makes a difference larger, never smaller.
  const differences = Array.from({ length: 20 }, () => Math.abs(now() + wallClockOffset() - Date.now()));
  expect(Math.min(...differences)).toBeLessThan(2);
});

test('measuring again gives the same to a fraction of a millisecond', () => {
  const first = measuredWallClockOffset();
  expect(Math.abs(measuredWallClockOffset() - first)).toBeLessThan(0.5);
});

test('a step of the wall clock shows in a fresh measurement', () => {
  const before = measuredWallClockOffset();
  const real = Date.now.bind(Date);
  const stepped = jest.spyOn(Date, 'now').mockImplementation(() => real() - 60_000);
  try {
    expect(measuredWallClockOffset() - before).toBeLessThan(-59_000);
  } finally {
    stepped.mockRestore();
    measuredWallClockOffset();
  }
});
