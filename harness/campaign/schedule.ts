/** Something to be run that holds a share of the machine while it runs. */
export interface Job {
  /** Milliseconds that it takes at least: the longest begin first, since they decide the wall time. */
  plannedMs: number;
  /** How many of the machine's slots it holds; a slot is one SIPp process. */
  weight: number;
  /** Jobs of one lane share that lane's limit: a phone on a desk has one place. */
  lane: string;
  /** Must not reject. `prepared` is to be called when the part that keeps the machine busy is over, and waiting begins. */
  run(prepared: () => void): Promise<void>;
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
 * A job that is heavier than all slots together runs alone.
 * @param signal once aborted, no further job begins
 */
export function runAll(jobs: readonly Job[], limits: Limits, signal?: AbortSignal): Promise<void> {
  const waiting = jobs.toSorted((a, b) => b.plannedMs - a.plannedMs);
  const inLane = new Map<string, number>();
  let used = 0;
  let running = 0;
  let preparing = 0;

  return new Promise((resolve, reject) => {
    const fits = (job: Job): boolean =>
      preparing < limits.preparing &&
      (used + job.weight <= limits.slots || running === 0) &&
      (inLane.get(job.lane) ?? 0) < (limits.lanes.get(job.lane) ?? Number.POSITIVE_INFINITY);
    const count = (job: Job, by: 1 | -1) => {
      used += by * job.weight;
      running += by;
      inLane.set(job.lane, (inLane.get(job.lane) ?? 0) + by);
    };
    const begin = (job: Job) => {
      count(job, 1);
      preparing++;
      let ready = false;
      const prepared = () => {
        if (ready) return;
        ready = true;
        preparing--;
        beginWhatFits();
      };
      job.run(prepared).then(() => {
        count(job, -1);
        prepared();
        beginWhatFits();
      }, reject);
    };
    const beginWhatFits = () => {
      if (signal?.aborted) waiting.length = 0;
      for (;;) {
        const index = waiting.findIndex(fits);
        if (index < 0) break;
        begin(waiting.splice(index, 1)[0]!);
      }
      if (running === 0 && waiting.length === 0) resolve();
    };
    beginWhatFits();
  });
}
