import { describe, expect, test } from '@jest/globals';
import type { RunRecord } from '../evidence/run-record.ts';
import { madeUpReport } from '../report/made-up-report.ts';
import { wholeOf } from './merge.ts';

type Run = RunRecord['run'];

/** Shard `index` of two, which ran one purpose. */
function shard(
  index: number,
  run: Partial<Run> = {},
  suts = madeUpReport([]).suts,
): { path: string; record: RunRecord } {
  const id = `TP-CL-LV-0${index}`;
  const beganAt = `2026-11-22T12:0${index}:00.000Z`;
  const record: RunRecord = {
    schemaVersion: 1,
    run: {
      ...madeUpReport([]).run,
      id: `run-${index}`,
      startedAt: beganAt,
      finishedAt: `2026-11-22T12:0${index}:30.000Z`,
      command: `bin/cpm-leave run --shard ${index}/2 --select 'TP-*'`,
      shard: { index, of: 2 },
      ...run,
    },
    suts,
    purposes: [{ id, casesDue: 1 }],
    cases: [
      { id, beganAt, sutAddress: '127.0.0.1', durationMs: 1, plannedMs: 1, evidence: `evidence/${id}`, attempts: 1 },
    ],
    harness: [{ severity: 'note', message: 'late' }],
  };
  return { path: `shard-${index}`, record };
}

test('the whole has what all shards have, in the order of one run, whatever order they come in', () => {
  const whole = wholeOf([shard(2), shard(1)]);
  expect(whole.purposes.map(({ id }) => id)).toEqual(['TP-CL-LV-01', 'TP-CL-LV-02']);
  expect(whole.cases.map(({ id }) => id)).toEqual(['TP-CL-LV-01', 'TP-CL-LV-02']);
  expect(whole.suts).toHaveLength(2);
  expect(whole.harness.map(({ message }) => message)).toEqual(['shard 1/2: late', 'shard 2/2: late']);
  expect(whole.run).toMatchObject({
    id: '20261122T120100-of-2',
    startedAt: '2026-11-22T12:01:00.000Z',
    finishedAt: '2026-11-22T12:02:30.000Z',
    durationMs: 90_000,
    command: "bin/cpm-leave run --select 'TP-*'",
    interrupted: false,
  });
  expect(whole.run).not.toHaveProperty('shard');
});

test('the whole was interrupted where a shard was', () => {
  expect(wholeOf([shard(1), shard(2, { interrupted: true })]).run.interrupted).toBe(true);
});

describe('no whole is made', () => {
  const [first] = madeUpReport([]).suts;
  const { shard: _, ...wholeRun } = shard(1).record.run;
  const unsharded = { path: 'reports/latest', record: { ...shard(1).record, run: wholeRun } };
  test.each([
    ['where one is missing', [shard(2)], 'shard 1/2 is missing; expected all 2'],
    ['where one is there twice', [shard(1), shard(1)], 'shard-1 and shard-1 are both shard 1/2; expected each once'],
    [
      'of a run that was no shard',
      [unsharded],
      'reports/latest is a whole run; expected one that was made with --shard',
    ],
    [
      'of shards of different numbers',
      [shard(1), shard(2, { shard: { index: 2, of: 3 } })],
      'shard-2 and shard-1 differ in their number of shards; expected shards of one run',
    ],
    ['of shards under different profiles', [shard(1), shard(2, { profile: 'pre-cr' })], 'differ in their profile'],
    [
      'of shards with different systems',
      [shard(1), shard(2, {}, [{ ...first!, descriptorDigest: 'another' }])],
      'the shards had two different client systems',
    ],
  ])('%s', (_name, shards, message) => {
    expect(() => wholeOf(shards)).toThrow(message);
  });
});
