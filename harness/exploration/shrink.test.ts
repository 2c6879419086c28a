import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { schedules } from './generate.ts';
import type { Schedule } from './schedule.ts';
import { shrink, simpler, weightOf } from './shrink.ts';

const quietly = { width: 4, signal: new AbortController().signal };
const any = schedules({ removal: true, tablet: true });

test('whatever is simpler weighs less, so that shrinking ends', () => {
  fc.assert(
    fc.property(any, (schedule) => {
      for (const candidate of simpler(schedule)) expect(weightOf(candidate)).toBeLessThan(weightOf(schedule));
    }),
  );
});

test('of a schedule that always does it nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(any, async (schedule) => {
      expect(await shrink(schedule, () => Promise.resolve(true), quietly)).toEqual({ tablet: false, acts: [] });
    }),
    { numRuns: 30 },
  );
});

test('of one that nothing simpler does all is left', async () => {
  await fc.assert(
    fc.asyncProperty(any, async (schedule) => {
      expect(await shrink(schedule, () => Promise.resolve(false), quietly)).toEqual(schedule);
    }),
    { numRuns: 30 },
  );
});

const tangled: Schedule = {
  tablet: true,
  acts: [
    { do: 'say', who: 'bob' },
    { do: 'impair', fault: { act: 'delay', ms: 600, method: 'NOTIFY', direction: 'down', device: 'bob' } },
    {
      do: 'impair',
      fault: {
        act: 'answer',
        code: 500,
        method: 'BYE',
        kind: 'request',
        direction: 'up',
        device: 'alice',
        occurrences: { first: 1, last: 4 },
      },
    },
    { do: 'wait', t1: 16 },
    { do: 'leave', who: 'alice-tablet' },
    { do: 'leave', who: 'alice' },
    { do: 'say', who: 'carol' },
  ],
};

/** As a client does that has left with its BYE. */
const makesAGhost = ({ acts }: Schedule): boolean => {
  const leaves = acts.findIndex((act) => act.do === 'leave' && act.who === 'alice');
  return acts
    .slice(0, Math.max(0, leaves))
    .some(
      (act) =>
        act.do === 'impair' && act.fault.method === 'BYE' && act.fault.device === 'alice' && act.fault.act !== 'delay',
    );
};

test('what is left is what it takes: one fault, in its plainest form, and the leave', async () => {
  expect(await shrink(tangled, (candidate) => Promise.resolve(makesAGhost(candidate)), quietly)).toEqual({
    tablet: false,
    acts: [
      { do: 'impair', fault: { act: 'drop', method: 'BYE', kind: 'request', direction: 'up', device: 'alice' } },
      { do: 'leave', who: 'alice' },
    ],
  });
});

test('a fault that has to stop is left with as little of a count as does', async () => {
  const fault = { act: 'drop', method: 'BYE', occurrences: { first: 2, last: 5 } } as const;
  const leadsThere = ({ acts: [act] }: Schedule) =>
    Promise.resolve(act?.do === 'impair' && act.fault.occurrences !== undefined && act.fault.occurrences.last >= 2);
  expect(await shrink({ tablet: false, acts: [{ do: 'impair', fault }] }, leadsThere, quietly)).toEqual({
    tablet: false,
    acts: [{ do: 'impair', fault: { act: 'drop', method: 'BYE', occurrences: { first: 2, last: 2 } } }],
  });
});

test('nothing is tried twice, and no more at a time than may be', async () => {
  const tried: string[] = [];
  let running = 0;
  let most = 0;
  await shrink(
    tangled,
    async (candidate) => {
      tried.push(JSON.stringify(candidate));
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
      return makesAGhost(candidate);
    },
    { width: 3, signal: new AbortController().signal },
  );
  expect(new Set(tried).size).toBe(tried.length);
  expect(most).toBe(3);
});

test('once interrupted, it ends with what it has', async () => {
  const controller = new AbortController();
  let tries = 0;
  const leadsThere = () => {
    if (++tries === 1) controller.abort();
    return Promise.resolve(false);
  };
  expect(await shrink(tangled, leadsThere, { width: 1, signal: controller.signal })).toEqual(tangled);
  expect(tries).toBe(1);
});
