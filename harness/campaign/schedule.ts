import { now } from '../timeline/clock.ts';
import { type Load, LONG_WAIT_MS, RunningJob } from './load.ts';

/** Something to be run that holds a share of the machine while it runs. */
export interface Job {
  /** Milliseconds that it takes at least: the longest begin first, since they decide the wall time. */
  plannedMs: number;
  /** How many of the machine's slots it holds; a slot is one SIPp process. */
  weight: number;
  /** Set where the machine has to be quiet for it. */
  calm?: Calm | undefined;
  /** For how many milliseconds after a wait has begun it is still busy with what came before; a second where it is absent. */
  settlingMs?: number | undefined;
  /** Jobs of one lane share that lane's limit: a phone on a desk has one place. */
  lane: string;
  /** Must not reject; resolves with a job that is to be run because of it, if there is one: it comes after all others. */
  run(load: Load): Promise<Job | void>;
}

/**
 * What a job asks of all others until it comes to its first long wait, or to its end. Whoever is in the middle of a long
 * wait stays where he is, and is not counted.
 */
export interface Calm {
  /** How many slots are held together by whoever is busy then, the job itself among them; 0: nobody else is. */
  slots: number;
  /** How long that takes, in milliseconds: nobody is to come back from a long wait before. */
  ms: number;
}

export interface Limits {
  slots: number;
  /** How many jobs may be getting ready at once: what would make each other late. */
  preparing: number;
  /** How many jobs of each lane may run side by side; a lane that is absent has no limit of its own. */
  lanes: ReadonlyMap<string, number>;
}

/**
 * Runs all jobs side by side as far as the limits allow, the longest first; resolves when the last one is done.
 * A job that is heavier than all slots together runs when no other does. A running job never waits for another one.
 * @param signal once aborted, no further job begins
 */
export function runAll(jobs: readonly Job[], limits: Limits, signal?: AbortSignal): Promise<void> {
  return new Schedule(jobs, limits, signal).run();
}

class Schedule {
  readonly #waiting: Job[];
  readonly #running = new Set<RunningJob>();
  readonly #limits: Limits;
  readonly #signal: AbortSignal | undefined;
  readonly #done = Promise.withResolvers<void>();

  constructor(jobs: readonly Job[], limits: Limits, signal: AbortSignal | undefined) {
    this.#waiting = jobs.toSorted((a, b) => Number(makesWay(b)) - Number(makesWay(a)) || b.plannedMs - a.plannedMs);
    this.#limits = limits;
    this.#signal = signal;
  }

  run(): Promise<void> {
    this.#beginWhatFits();
    return this.#done.promise;
  }

  #beginWhatFits(): void {
    if (this.#signal?.aborted) this.#waiting.length = 0;
    for (;;) {
      const fits = this.#room();
      const index = this.#waiting.findIndex(fits);
      if (index < 0) break;
      this.#begin(this.#waiting.splice(index, 1)[0]!);
    }
    if (this.#running.size === 0 && this.#waiting.length === 0) this.#done.resolve();
  }

  #begin(job: Job): void {
    const running = new RunningJob(job, () => this.#beginWhatFits());
    this.#running.add(running);
    job.run(running).then((following) => {
      running.ended();
      this.#running.delete(running);
      if (following) this.#waiting.push(following);
      this.#beginWhatFits();
    }, this.#done.reject);
  }

  /** What may begin at this moment. */
  #room(): (job: Job) => boolean {
    const { slots, preparing, lanes } = this.#limits;
    const at = now();
    const all = [...this.#running];
    if (all.filter((one) => one.preparing).length >= preparing) return () => false;
    const used = weightOf(all);
    const inLane = Map.groupBy(all, (one) => one.job.lane);
    const busy = all.filter((one) => one.quietMs(at) === 0);
    const busyWeight = weightOf(busy);
    const leftBusy = Math.min(...busy.map((one) => one.job.calm?.slots ?? ANY));
    const quietMs = Math.min(...all.filter((one) => !busy.includes(one)).map((one) => one.quietMs(at)));
    return ({ weight, lane, calm = NO_CALM }) =>
      (used + weight <= slots || all.length === 0) &&
      (inLane.get(lane)?.length ?? 0) < (lanes.get(lane) ?? ANY) &&
      (busyWeight + weight <= Math.min(leftBusy, calm.slots) || busy.length === 0) &&
      calm.ms <= quietMs;
  }
}

const ANY = Number.POSITIVE_INFINITY;

const NO_CALM: Calm = { slots: ANY, ms: 0 };

const weightOf = (jobs: readonly RunningJob[]): number => jobs.reduce((sum, { job }) => sum + job.weight, 0);

/** At the very beginning nobody has to fall quiet for it, and its own long wait is everybody else's time. */
const makesWay = ({ calm, plannedMs }: Job): boolean => calm !== undefined && plannedMs - calm.ms >= LONG_WAIT_MS;
