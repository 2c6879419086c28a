import { expect, test } from '@jest/globals';
import { timerF, timesT1 } from '../choreography/duration.ts';
import { joined } from '../choreography/joined-client.ts';
import { answer, type Given, hold, observe, type Step } from '../choreography/steps.ts';
import type { RunRecord } from '../evidence/run-record.ts';
import type { CaseOutcome } from './case.ts';
import { paceOf } from './pace.ts';

const record = {
  run: { startedAt: '2026-11-22T12:00:00.000Z', durationMs: 140_000 },
  suts: [{ role: 'client', ixit: { t1: 500, observe: 10_000 } }],
} as unknown as RunRecord;

/** A case that began with the run. */
const outcome = (id: string, when: Step[], durationMs: number, given: Given = joined()): CaseOutcome =>
  ({
    declaration: { id, given, when },
    beganAt: '2026-11-22T12:00:02.000Z',
    durationMs,
  }) as unknown as CaseOutcome;

const timeout = outcome('TP-CL-TO-01', [hold(timerF), answer(200), observe({ ixit: 'observe' })], 43_000);
const short = outcome('TP-CL-LV-09', [hold(timesT1(10)), answer(200)], 6000);
const imsTimeout = outcome('TP-CL-TO-11', [hold(timerF)], 130_000, joined({ imsTimers: true }));

test('the wall time is held against the longest single wait, not against all waits of a case', () => {
  expect(paceOf({ ...record, run: { ...record.run, durationMs: 46_000 } }, [short, timeout])).toEqual({
    durationMs: 46_000,
    longestWait: { ms: 32_000, what: 'the response is withheld for 32 s', purpose: 'TP-CL-TO-01' },
    ratio: 1.44,
  });
});

test('of several as long, it is the same one in whatever order they ended', () => {
  const other = outcome('TP-CL-TO-02', [hold(timerF)], 40_000);
  for (const outcomes of [
    [timeout, other],
    [other, timeout],
  ])
    expect(paceOf(record, outcomes)?.longestWait.purpose).toBe('TP-CL-TO-01');
});

test('where a purpose takes minutes, the run is told without it as well', () => {
  expect(paceOf(record, [short, timeout, imsTimeout])).toMatchObject({
    durationMs: 140_000,
    longestWait: { ms: 128_000, purpose: 'TP-CL-TO-11' },
    ratio: 1.09,
    apart: {
      purposes: ['TP-CL-TO-11'],
      without: { durationMs: 45_000, longestWait: { ms: 32_000 }, ratio: 1.41 },
    },
  });
});

test('a purpose that takes minutes and is alone is not told without itself', () => {
  expect(paceOf(record, [imsTimeout])?.apart).toBeUndefined();
});

test('nothing to wait for, nothing to say', () => {
  expect(paceOf(record, [outcome('TP-CL-LV-01', [answer(200)], 1000)])).toBeUndefined();
  expect(paceOf(record, [])).toBeUndefined();
});
