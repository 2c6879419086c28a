import { expect, test } from '@jest/globals';
import { awaitRelease, leave } from '../choreography/client-steps.ts';
import { seconds } from '../choreography/duration.ts';
import { joined } from '../choreography/joined-client.ts';
import { answer, hold } from '../choreography/steps.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { caseTimes, percentile } from './waits.ts';

const step = (name: string, begin: number, end: number, preamble = false): TimelineEvent[] =>
  (['begin', 'end'] as const).map((phase, seq) => ({
    kind: 'step',
    step: name,
    phase,
    caption: '',
    preamble,
    at: phase === 'begin' ? begin : end,
    seq,
  }));

test('a hold counts as long as it says, a wait for the system as long as it took, the rest is ours', () => {
  const declaration = { given: joined(), when: [leave(), hold(seconds(1)), answer(200), awaitRelease()] };
  const timeline = [
    ...step('joined', 0, 80, true),
    ...step('leave', 80, 100),
    ...step('hold', 100, 1110),
    ...step('answer', 1110, 1115),
    ...step('await-release', 1115, 1140),
  ];
  expect(caseTimes(declaration, { t1: 500, t2: 4000 } as Ixit, timeline, 1150)).toEqual({
    mandatedMs: 1025,
    overheadMs: 125,
  });
});

test('a case that ended early has waited no longer than it ran', () => {
  const declaration = { given: joined(), when: [leave(), hold(seconds(1)), awaitRelease()] };
  const timeline = [...step('joined', 0, 80, true), ...step('leave', 80, 100), ...step('hold', 100, 400)];
  expect(caseTimes(declaration, { t1: 500 } as Ixit, timeline, 400)).toEqual({ mandatedMs: 300, overheadMs: 100 });
});

test.each([
  [0.5, 3],
  [0.95, 5],
  [0, 1],
])('percentile %d of 1 to 5', (share, expected) => expect(percentile([5, 1, 4, 2, 3], share)).toBe(expected));

test('nothing has no percentile', () => expect(percentile([], 0.5)).toBeUndefined());
