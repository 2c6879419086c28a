import { expect, test } from '@jest/globals';
import { type Job, runAll } from './schedule.ts';

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

function observed(specs: Partial<Job>[]) {
  const began: number[] = [];
  let running = 0;
  let most = 0;
  const jobs = specs.map((spec, index): Job => ({
    plannedMs: 0,
    weight: 1,
    lane: 'client',
    ...spec,
    run: async (prepared) => {
      began.push(index);
      most = Math.max(most, ++running);
      await soon();
      running--;
      prepared();
      await soon();
    },
  }));
  return { jobs, began, most: () => most };
}

test('the longest job begins first', async () => {
  const { jobs, began } = observed([{ plannedMs: 1 }, { plannedMs: 9 }, { plannedMs: 5 }]);
  await runAll(jobs, { slots: 1, preparing: 9, lanes: new Map() });
  expect(began).toEqual([1, 2, 0]);
});

test('weights never exceed the slots', async () => {
  const { jobs, most } = observed(Array.from({ length: 6 }, () => ({ weight: 2 })));
  await runAll(jobs, { slots: 4, preparing: 9, lanes: new Map() });
  expect(most()).toBe(2);
});

test("a lane's own limit holds, and others pass by", async () => {
  const { jobs, began } = observed([{ lane: 'phone' }, { lane: 'phone' }, { lane: 'focus' }]);
  await runAll(jobs, { slots: 9, preparing: 9, lanes: new Map([['phone', 1]]) });
  expect(began).toEqual([0, 2, 1]);
});

test('a job too heavy for the machine runs alone instead of never', async () => {
  const { jobs, began } = observed([{ weight: 100 }, {}]);
  await runAll(jobs, { slots: 4, preparing: 9, lanes: new Map() });
  expect(began).toHaveLength(2);
});

test('after an abort nothing begins', async () => {
  const { jobs, began } = observed([{}, {}, {}]);
  const controller = new AbortController();
  const first = jobs[0]!.run.bind(jobs[0]);
  jobs[0]!.run = async (prepared) => {
    controller.abort();
    await first(prepared);
  };
  await runAll(jobs, { slots: 1, preparing: 9, lanes: new Map() }, controller.signal);
  expect(began).toEqual([0]);
});

test('only so many get ready at once, while others wait out their timers', async () => {
  const { jobs, most } = observed(Array.from({ length: 6 }, () => ({})));
  await runAll(jobs, { slots: 9, preparing: 2, lanes: new Map() });
  expect(most()).toBe(2);
});
