import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { drawSchedules, schedules } from './generate.ts';
import { type Act, faultsIn, type Schedule } from './schedule.ts';

const everything = { removal: true, tablet: true };
const drawn = drawSchedules(everything, 300, 42);
const actsOf = (all: readonly Schedule[]): Act[] => all.flatMap(({ acts }) => acts);
const devicesOf = (act: Act): (string | undefined)[] =>
  'who' in act ? [act.who] : act.do === 'impair' ? [act.fault.device] : [];

test('a seed stands for the same schedules, and more of them begin with those', () => {
  expect(drawSchedules(everything, 300, 42)).toEqual(drawn);
  expect(drawSchedules(everything, 20, 42)).toEqual(drawn.slice(0, 20));
  expect(drawSchedules(everything, 20, 43)).not.toEqual(drawn.slice(0, 20));
  expect(drawn).toHaveLength(300);
  expect(new Set(drawn.map((schedule) => JSON.stringify(schedule))).size).toBe(300);
});

describe('every schedule', () => {
  const every = (holds: (schedule: Schedule) => boolean) =>
    fc.check(fc.property(schedules(everything), holds), { numRuns: 300 }).counterexample;

  test('has somebody leave or be removed, and something go wrong', () => {
    expect(
      every(
        (schedule) => faultsIn(schedule) > 0 && schedule.acts.some((act) => act.do === 'leave' || act.do === 'remove'),
      ),
    ).toBeNull();
  });

  test('leaves Bob in the group, with somebody to see', () => {
    expect(
      every(({ acts }) => acts.every((act) => !('who' in act) || act.who !== 'bob' || act.do === 'say')),
    ).toBeNull();
  });

  test('speaks of a tablet only where there is one', () => {
    expect(
      every(({ tablet, acts }) => tablet || acts.every((act) => !devicesOf(act).includes('alice-tablet'))),
    ).toBeNull();
  });

  test('has no hop that pretends to be the focus, and no answer to what has none', () => {
    expect(
      every(({ acts }) =>
        acts.every(
          (act) =>
            act.do !== 'impair' ||
            act.fault.act !== 'answer' ||
            (act.fault.code >= 400 && act.fault.kind === 'request' && act.fault.method !== 'ACK'),
        ),
      ),
    ).toBeNull();
  });

  test('loses what is for Bob a few times at most', () => {
    expect(
      every(({ acts }) =>
        acts.every((act) => act.do !== 'impair' || act.fault.device !== 'bob' || act.fault.occurrences !== undefined),
      ),
    ).toBeNull();
  });
});

test('all that can happen does', () => {
  expect(new Set(actsOf(drawn).map((act) => act.do))).toEqual(
    new Set(['join', 'leave', 'say', 'remove', 'impair', 'lift', 'wait']),
  );
  expect(new Set(actsOf(drawn).map((act) => (act.do === 'impair' ? act.fault.act : 'drop')))).toEqual(
    new Set(['drop', 'delay', 'duplicate', 'answer']),
  );
});

test('nothing happens that systems cannot do', () => {
  const modest = drawSchedules({ removal: false, tablet: false }, 100, 1);
  expect(actsOf(modest).filter((act) => act.do === 'remove')).toEqual([]);
  expect(modest.some(({ tablet }) => tablet)).toBe(false);
});
