import { describe, expect, test } from '@jest/globals';
import { joined } from '../choreography/client-steps.ts';
import { seconds } from '../choreography/duration.ts';
import { hold } from '../choreography/steps.ts';
import type { SutDescriptor } from '../sut/descriptor.ts';
import type { Selection } from './select.ts';
import { shardOf } from './shard.ts';

const sut = { ixit: {} } as SutDescriptor;

/** Purposes by what they wait for, in seconds; several numbers are several cases. */
const selected = (waits: Record<string, number[]>, notApplicable: string[] = []): Selection => ({
  cases: Object.entries(waits).flatMap(([id, cases]) =>
    cases.map((s, index) => ({
      declaration: { id, variant: String(index), given: joined(), when: [hold(seconds(s))], checks: [] },
      sut,
    })),
  ),
  notApplicable: new Map(notApplicable.map((id) => [id, 'ICS'])),
});
const ids = ({ cases, notApplicable }: Selection): string[] =>
  [...new Set([...cases.map((one) => one.declaration.id), ...notApplicable.keys()])].toSorted();

describe('shards', () => {
  const selection = selected({ A: [30], B: [10, 10], C: [10], D: [5], E: [5] }, ['F', 'G']);
  const shards = [1, 2, 3].map((index) => shardOf(selection, { index, of: 3 }));

  test('hold every purpose once, with all its cases', () => {
    expect(shards.flatMap(ids).toSorted()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    expect(shards.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(6);
    expect(shards.flatMap(({ notApplicable }) => [...notApplicable.keys()]).toSorted()).toEqual(['F', 'G']);
  });

  test('wait for about the same time', () => {
    const waits = shards.map(({ cases }) =>
      cases.reduce(
        (sum, { declaration: { when } }) => sum + (when[0] as { duration: { seconds: number } }).duration.seconds,
        0,
      ),
    );
    expect(waits.toSorted((a, b) => a - b)).toEqual([20, 20, 30]);
  });

  test('are the same whatever order the purposes come in', () => {
    const turned = { ...selection, cases: selection.cases.toReversed() };
    expect([1, 2, 3].map((index) => ids(shardOf(turned, { index, of: 3 })))).toEqual(shards.map(ids));
  });

  test('of one are the whole', () => {
    expect(ids(shardOf(selection, { index: 1, of: 1 }))).toHaveLength(7);
  });

  test('are no more than there are purposes', () => {
    expect(() => shardOf(selected({ A: [1] }), { index: 2, of: 2 })).toThrow(
      '--shard is 2/2, and only 1 purposes are selected',
    );
  });
});
