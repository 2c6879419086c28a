/** What the jobs of a schedule ask of the machine, as they tell it while they run. */
import { now } from '../timeline/clock.ts';
import type { Job } from './schedule.ts';

/** How a running job tells what it asks of the machine. It is never made to wait, so nobody can block anybody. */
export interface Load {
  /** Getting ready is over, which keeps the machine busy. To be called once; later calls change nothing. */
  prepared(): void;
  /**
   * What the job comes to now is a wait.
   * @param ms how long it is at least, in milliseconds; 0 where the job does something
   */
  waits(ms: number): void;
}

/** A shorter wait is nobody else's time, in milliseconds. */
export const LONG_WAIT_MS = 5000;

/** For so many milliseconds after a wait has begun, there comes what the step before it has set going. */
export const SETTLING_MS = 1000;

/** A job of a schedule that has begun, and what it asks of the machine. */
export class RunningJob implements Load {
  readonly job: Job;
  preparing = true;
  readonly #onLess: () => void;
  #settling: NodeJS.Timeout | undefined;
  /** When its long wait is over, on the monotonic clock; 0 outside of any. */
  #quietUntil = 0;

  /** @param onLess told when the job has come to ask less of the machine than before */
  constructor(job: Job, onLess: () => void) {
    this.job = job;
    this.#onLess = onLess;
  }

  prepared(): void {
    if (!this.preparing) return;
    this.preparing = false;
    this.#onLess();
  }

  waits(ms: number): void {
    this.#busy();
    if (ms < LONG_WAIT_MS) return;
    const until = now() + ms;
    this.#settling = setTimeout(() => {
      this.#quietUntil = until;
      this.#onLess();
    }, this.job.settlingMs ?? SETTLING_MS);
  }

  /** For how long nothing will happen yet, in milliseconds; 0 where anything may happen at any moment. */
  quietMs(at: number): number {
    return Math.max(0, this.#quietUntil - at);
  }

  ended(): void {
    this.#busy();
  }

  #busy(): void {
    clearTimeout(this.#settling);
    this.#quietUntil = 0;
  }
}
