import { expect, test } from '@jest/globals';
import { distributionOf, spokenDistribution } from './measurements.ts';

test('ranks are values that were measured, in whatever order they came', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(distributionOf('x', values)).toEqual({
    what: 'x',
    unit: 'ms',
    count: 200,
    p50: 100,
    p95: 190,
    p99: 198,
    max: 200,
  });
});

test('one value is all of them', () =>
  expect(spokenDistribution(distributionOf('x', [1.26])!)).toBe('p50 1.3 ms, p95 1.3 ms, p99 1.3 ms, max 1.3 ms'));

test('nothing measured', () => expect(distributionOf('x', [])).toBeUndefined());
