import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Load } from './load.ts';
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
    run: async (load) => {
      began.push(index);
      most = Math.max(most, ++running);
      await soon();
      running--;
      load.prepared();
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
  jobs[0]!.run = async (load) => {
    controller.abort();
    await first(load);
  };
  await runAll(jobs, { slots: 1, preparing: 9, lanes: new Map() }, controller.signal);
  expect(began).toEqual([0]);
});

test('only so many get ready at once, while others wait out their timers', async () => {
  const { jobs, most } = observed(Array.from({ length: 6 }, () => ({})));
  await runAll(jobs, { slots: 9, preparing: 2, lanes: new Map() });
  expect(most()).toBe(2);
});

test('what is to be done because of a job comes after all others', async () => {
  const { jobs, began } = observed([{}, {}, {}]);
  const first = jobs[0]!.run.bind(jobs[0]);
  jobs[0]!.run = async (load) => {
    await first(load);
    return { ...jobs[0]!, plannedMs: 99, run: first };
  };
  await runAll(jobs, { slots: 1, preparing: 9, lanes: new Map() });
  expect(began).toEqual([0, 1, 2, 0]);
});

describe('a job that wants the machine to itself', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const LIMITS = { slots: 99, preparing: 99, lanes: new Map<string, number>() };
  const seconds = (count: number) => jest.advanceTimersByTimeAsync(1000 * count);

  /** Jobs that are told by hand what they come to. */
  function schedule(specs: Record<string, Partial<Job>>, signal?: AbortSignal) {
    const running = new Map<string, { load: Load; end: () => void }>();
    const jobs = Object.entries(specs).map(([name, spec]): Job => ({
      plannedMs: 0,
      weight: 1,
      lane: 'focus',
      ...spec,
      run: (load) =>
        new Promise((end) => {
          running.set(name, { load, end: () => (running.delete(name), end()) });
        }),
    }));
    let done = false;
    void runAll(jobs, LIMITS, signal).then(() => {
      done = true;
    });
    return {
      names: () => [...running.keys()].join(' '),
      waits: (name: string, ms: number) => running.get(name)!.load.waits(ms),
      end: async (name: string) => {
        running.get(name)!.end();
        await seconds(0);
      },
      done: () => done,
    };
  }

  const crowd = { calm: { slots: 0, ms: 3000 }, plannedMs: 3000 };
  const crowdThatWaits = { calm: { slots: 0, ms: 1000 }, plannedMs: 34_000 };

  test('begins when the others have ended', async () => {
    const { names, end, done } = schedule({ one: { plannedMs: 9000 }, two: { plannedMs: 9000 }, crowd });
    expect(names()).toBe('one two');
    await end('one');
    expect(names()).toBe('two');
    await end('two');
    expect(names()).toBe('crowd');
    await end('crowd');
    expect(done()).toBe(true);
  });

  test('begins amid the long waits of others, when what they have set going is over', async () => {
    const { names, waits } = schedule({ one: { plannedMs: 33_000 }, two: { plannedMs: 33_000 }, crowd });
    waits('one', 32_000);
    waits('two', 32_000);
    expect(names()).toBe('one two');
    await seconds(1);
    expect(names()).toBe('one two crowd');
  });

  test('waits until as much is quiet as those who wait have set going', async () => {
    const { names, waits } = schedule({ hundreds: { plannedMs: 33_000, settlingMs: 3000 }, crowd });
    waits('hundreds', 32_000);
    await seconds(2);
    expect(names()).toBe('hundreds');
    await seconds(1);
    expect(names()).toBe('hundreds crowd');
  });

  test('does not begin where somebody comes back from his wait before it is done', async () => {
    const { names, waits, end } = schedule({ one: { plannedMs: 9000 }, two: { plannedMs: 33_000 }, crowd });
    waits('two', 6000);
    await seconds(4);
    await end('one');
    expect(names()).toBe('two');
    await seconds(2);
    expect(names()).toBe('two');
    waits('two', 6000);
    await seconds(1);
    expect(names()).toBe('two crowd');
  });

  test('does not begin in a short wait, nor in one that has ended before its time', async () => {
    const { names, waits } = schedule({ one: { plannedMs: 9000 }, crowd });
    waits('one', 4000);
    await seconds(2);
    waits('one', 32_000);
    waits('one', 0);
    await seconds(2);
    expect(names()).toBe('one');
  });

  test('keeps everybody from beginning, but for the time of its own long wait', async () => {
    const { names, waits, end } = schedule({
      group: { calm: { slots: 0, ms: 9000 }, plannedMs: 9000 },
      one: { plannedMs: 8000 },
      two: { plannedMs: 7000, weight: 99 },
    });
    expect(names()).toBe('group');
    waits('group', 32_000);
    await seconds(1);
    expect(names()).toBe('group one');
    await seconds(31);
    await end('one');
    expect(names()).toBe('group');
    await end('group');
    expect(names()).toBe('two');
  });

  test('begins first where it will wait for long, however long others take', async () => {
    const { names, waits } = schedule({ one: { plannedMs: 107_000 }, crowdThatWaits, crowd });
    expect(names()).toBe('crowdThatWaits');
    waits('crowdThatWaits', 32_000);
    await seconds(1);
    expect(names()).toBe('crowdThatWaits one');
    waits('one', 32_000);
    await seconds(1);
    expect(names()).toBe('crowdThatWaits one crowd');
  });

  test('several of them wait side by side, and whoever comes back waits for nobody', async () => {
    const { names, waits, end, done } = schedule({ first: crowdThatWaits, second: crowdThatWaits });
    expect(names()).toBe('first');
    waits('first', 32_000);
    await seconds(1);
    expect(names()).toBe('first second');
    waits('second', 32_000);
    waits('first', 0);
    await end('first');
    await end('second');
    expect(done()).toBe(true);
  });

  test('is content with few busy ones where it says so, and lets no more begin', async () => {
    const few = { calm: { slots: 4, ms: 1000 }, weight: 2, plannedMs: 1000 };
    const { names, end } = schedule({
      first: { plannedMs: 9000, weight: 3 },
      one: few,
      two: few,
      three: few,
      rest: {},
    });
    expect(names()).toBe('first rest');
    await end('rest');
    expect(names()).toBe('first');
    await end('first');
    expect(names()).toBe('one two');
    await end('two');
    expect(names()).toBe('one three');
  });

  test('keeps even what weighs nothing from beginning', () => {
    const { names } = schedule({ group: { ...crowd, plannedMs: 9000 }, rig: { weight: 0, lane: 'rigs' } });
    expect(names()).toBe('group');
  });
});
