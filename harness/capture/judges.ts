import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Profile } from '../judge/verdict.ts';
import { append, type JudgedPart, judgePart } from './departure-report.ts';
import type { Departure } from './departures.ts';
import { pack, type Parcel } from './parcel.ts';

/** So many departures are passed on together. */
const PARCEL = 64;
/** So many parcels may wait for a thread: reading is to be held up before they fill the memory. */
const MOST_WAITING = 8;
/** Below this size of a file it is judged before a thread has begun. In octets. */
const WORTH_THREADS = 4 * 1024 * 1024;
const MOST_THREADS = 4;

/** How many threads are worth their while for a file of so many octets, besides the one that reads it. */
export const threadsFor = (octets: number): number =>
  octets < WORTH_THREADS ? 0 : Math.min(availableParallelism() - 1, MOST_THREADS);

/**
 * Judges departures, on this thread or on others while this one reads on. What comes out has the order of what went in,
 * and is the same octet for octet however many threads there are.
 */
export class Judges {
  readonly #profile: Profile;
  readonly #threads: JudgingThread[];
  readonly #parts: Promise<JudgedPart>[] = [];
  #parcel: Parcel = [];
  #packed = 0;
  readonly #here: JudgedPart = { departures: [], checks: {} };

  /** @param threads none: all is judged at once, where it is given */
  constructor(profile: Profile, threads: number) {
    this.#profile = profile;
    this.#threads = Array.from({ length: threads }, () => new JudgingThread(profile));
  }

  take(departure: Departure): void {
    if (this.#threads.length === 0) return append(this.#here, judgePart([departure], this.#profile));
    pack(this.#parcel, departure);
    if (++this.#packed === PARCEL) this.#post();
  }

  /** Resolves when more may be given. */
  async room(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.room()));
  }

  /** All that was given, judged, once it is. */
  async judged(): Promise<JudgedPart> {
    if (this.#packed > 0) this.#post();
    for (const part of await Promise.all(this.#parts)) append(this.#here, part);
    return this.#here;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #post(): void {
    const thread = this.#threads.reduce((idlest, one) => (one.waiting < idlest.waiting ? one : idlest));
    const part = thread.judge(this.#parcel);
    // Whoever asks for all of them is told of a failure.
    part.catch(() => {});
    this.#parts.push(part);
    this.#parcel = [];
    this.#packed = 0;
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

  judge(parcel: Parcel): Promise<JudgedPart> {
    if (this.#failure) return Promise.reject(this.#failure);
    const awaited = Promise.withResolvers<JudgedPart>();
    this.#awaited.push(awaited);
    this.#worker.postMessage(parcel, []);
    return awaited.promise;
  }

  async room(): Promise<void> {
    while (this.waiting > MOST_WAITING) await this.#awaited[0]!.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
