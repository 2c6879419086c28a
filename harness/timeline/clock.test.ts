import { afterEach, expect, jest, test } from '@jest/globals';
import { measuredWallClockOffset, now, wallClockOffset } from './clock.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/**
 * Clocks of which every reading takes 10 us, and between some of which the process does not run.
 * @param absent how long it does not run before a reading, in milliseconds, by the number of the reading
 */
function pretend(offset: number, absent: (reading: number) => number = () => 0): void {
  let at = 1000;
  let readings = 0;
  const read = (): number => (at += 0.01 + absent(readings++));
  jest.spyOn(performance, 'now').mockImplementation(read);
  jest.spyOn(Date, 'now').mockImplementation(() => Math.floor(read() + offset));
}

test('the offset turns monotonic time into wall-clock time', () => {
  // Being preempted makes a difference larger, never smaller, and what is measured anew never worse.
  const differences = Array.from({ length: 50 }, () => {
    const offset = measuredWallClockOffset();
    return Math.abs(now() + offset - Date.now());
  });
  expect(Math.min(...differences)).toBeLessThan(2);
  expect(wallClockOffset()).toBeCloseTo(measuredWallClockOffset(), -1);
});

test('measuring again gives the same to a fraction of a millisecond', () => {
  pretend(1_750_000_000_000.4);
  const first = measuredWallClockOffset();
  expect(first).toBeCloseTo(1_750_000_000_000.4, 1);
  expect(Math.abs(measuredWallClockOffset() - first)).toBeLessThan(0.05);
});

test('a measurement that is kept from the processor does not make the offset smaller', () => {
  pretend(1_750_000_000_000.4, (reading) => (reading % 7 === 3 ? 3.7 : 0));
  expect(measuredWallClockOffset()).toBeLessThanOrEqual(1_750_000_000_000.4);
  jest.restoreAllMocks();
  pretend(1_750_000_000_000.4);
  const best = measuredWallClockOffset();
  jest.restoreAllMocks();
  pretend(1_750_000_000_000.4, (reading) => (reading % 7 === 3 ? 3.7 : 0));
  expect(Math.abs(measuredWallClockOffset() - best)).toBeLessThan(0.05);
});

test('a step of the wall clock shows in a fresh measurement', () => {
  const before = measuredWallClockOffset();
  const real = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => real() - 60_000);
  expect(measuredWallClockOffset() - before).toBeLessThan(-59_000);
});
