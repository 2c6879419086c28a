import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Profile } from '../judge/verdict.ts';
import { append, type JudgedPart, judgePart } from './departure-report.ts';
import type { Departure } from './departures.ts';
import { pack, type Parcel } from './parcel.ts';

/** So many departures are passed on together. */
const PARCEL = 64;
/** A thread that so many parcels wait for has enough to do: the next one is judged by the thread that reads. */
const ENOUGH_WAITING = 4;
/** Below this size of a file, what a thread takes to begin is more than what it takes over. In octets. */
const WORTH_THREADS = 64 * 1024 * 1024;
const MOST_THREADS = 4;

/** How many threads are worth their while for a file of so many octets, besides the one that reads it. */
export const threadsFor = (octets: number): number =>
  octets < WORTH_THREADS ? 0 : Math.min(availableParallelism() - 1, MOST_THREADS);

/**
 * Judges departures, on other threads while this one reads on, and on this one where those have enough to do. What comes
 * out has the order of what went in, and is the same octet for octet however many threads there are.
 */
export class Judges {
  readonly #profile: Profile;
  readonly #threads: JudgingThread[];
  readonly #parts: (JudgedPart | Promise<JudgedPart>)[] = [];
  #taken: Departure[] = [];

  /** @param threads besides this one */
  constructor(profile: Profile, threads: number) {
    this.#profile = profile;
    this.#threads = Array.from({ length: threads }, () => new JudgingThread(profile));
  }

  take(departure: Departure): void {
    this.#taken.push(departure);
    if (this.#taken.length === PARCEL) this.#judge();
  }

  /** All that was given, judged, once it is. */
  async judged(): Promise<JudgedPart> {
    this.#judge();
    const whole: JudgedPart = { departures: [], checks: {} };
    for (const part of this.#parts) append(whole, await part);
    return whole;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #judge(): void {
    const idle = this.#threads.find(({ waiting }) => waiting < ENOUGH_WAITING);
    const part = idle ? idle.judge(this.#taken) : judgePart(this.#taken, this.#profile);
    // Whoever asks for all of them is told of a failure.
    if (part instanceof Promise) part.catch(() => {});
    this.#parts.push(part);
    this.#taken = [];
  }
}

/** A thread that judges, with the answers that are awaited from it. */
class JudgingThread {
  readonly #worker: Worker;
  /** In the order of the parcels. */
  readonly #awaited: PromiseWithResolvers<JudgedPart>[] = [];
  #failure: Error | undefined;

  constructor(profile: Profile) {
    this.#worker = new Worker(new URL('judging-thread.ts', import.meta.url), {
      workerData: { profile },
      // Nearly all that judging makes is gone with the departure: the more room it has, the less of it is looked at twice.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    this.#worker.on('message', (part: string) => this.#awaited.shift()!.resolve(JSON.parse(part) as JudgedPart));
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
      for (const { reject } of this.#awaited.splice(0)) reject(error);
    });
  }

  get waiting(): number {
    return this.#awaited.length;
  }

  judge(departures: readonly Departure[]): Promise<JudgedPart> {
    if (this.#failure) return Promise.reject(this.#failure);
    const parcel: Parcel = [];
    for (const departure of departures) pack(parcel, departure);
    const awaited = Promise.withResolvers<JudgedPart>();
    this.#awaited.push(awaited);
    this.#worker.postMessage(parcel, []);
    return awaited.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
