import { now } from './clock.ts';
import type { EventOf, NewEvent, TimelineEvent } from './event.ts';

export class WaitTimeout extends Error {
  override name = 'WaitTimeout';
}

/** No system that means well sends one actor more in a test: the busiest purposes see a twentieth of it (SIP), and half (MSRP). */
const MOST = { sip: 400, msrp: 6_000, n5: 400 } as const;

/** As many people as an actor could stand for within these limits. */
const PEOPLE_OF_AN_ACTOR = 4;

/** Octets that all messages of a test have together at most. */
const MOST_OCTETS = 64 * 1024 * 1024;

/**
 * Takes the events of one test as they happen, and lets choreography wait for them. Of a system that floods the test
 * side it takes the beginning, and says so.
 */
export class Recorder {
  readonly startedAt = now();
  /** Resolves, with a sentence, when more has come than is kept. Never rejects. */
  readonly flooded: Promise<string>;
  readonly #received = new Map<string, number>();
  #octets = 0;
  #tellOfFlood: (message: string) => void = () => {};
  readonly #events: TimelineEvent[] = [];
  readonly #listeners = new Set<(event: TimelineEvent) => void>();
  #seq = 0;
  #full = false;
  readonly #groups: number;

  /** @param people how many an actor stands for: in a large group one speaks for hundreds */
  constructor(people = 1) {
    this.#groups = Math.max(1, people / PEOPLE_OF_AN_ACTOR);
    this.flooded = new Promise((resolve) => {
      this.#tellOfFlood = resolve;
    });
  }

  /** Whether messages are no longer kept. */
  get full(): boolean {
    return this.#full;
  }

  /** Milliseconds since the test began. */
  now(): number {
    return now() - this.startedAt;
  }

  record(event: NewEvent): TimelineEvent {
    const stamped = { ...event, at: event.at ?? this.now(), seq: this.#seq++ };
    if ((stamped.kind === 'sip' || stamped.kind === 'msrp' || stamped.kind === 'n5') && this.#isTooMuch(stamped))
      return stamped;
    this.#events.push(stamped);
    for (const listener of this.#listeners) this.#tell(listener, stamped);
    return stamped;
  }

  /** Who listens acts for one case, from within whatever brought the event: what goes wrong must not end all the others. */
  #tell(listener: (event: TimelineEvent) => void, event: TimelineEvent): void {
    try {
      listener(event);
    } catch (error) {
      if (event.kind === 'harness' && event.event === 'fault') return;
      const message = error instanceof Error ? error.message : String(error);
      this.record({ kind: 'harness', event: 'fault', severity: 'error', message });
    }
  }

  #isTooMuch({ kind, actor, direction, raw }: EventOf<'sip' | 'msrp' | 'n5'>): boolean {
    if (this.#full) return true;
    this.#octets += raw.length;
    const key = `${kind} ${actor}`;
    const count = (this.#received.get(key) ?? 0) + (direction === 'received' ? 1 : 0);
    this.#received.set(key, count);
    if (count <= MOST[kind] * this.#groups && this.#octets <= MOST_OCTETS * this.#groups) return false;
    this.#full = true;
    const message = `the system under test floods the test side: ${count} ${kind.toUpperCase()} messages came to ${actor} within ${Math.round(this.now())} ms, and what came after them is not on record`;
    this.record({ kind: 'harness', event: 'evidence-gap', severity: 'inconc', message });
    this.#tellOfFlood(message);
    return true;
  }

  /** Calls `listener` for every event from now on; the returned function ends that. */
  listen(listener: (event: TimelineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Everything recorded so far, in the order of time. */
  events(): TimelineEvent[] {
    return this.#events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  }

  /**
   * The first event, already recorded or still to come, that `matches` accepts.
   * @param limitMs how long to wait, in milliseconds, before a {@link WaitTimeout} that names `what`.
   */
  waitFor<E extends TimelineEvent>(
    what: string,
    limitMs: number,
    matches: (event: TimelineEvent) => event is E,
    signal?: AbortSignal,
  ): Promise<E>;
  waitFor(
    what: string,
    limitMs: number,
    matches: (event: TimelineEvent) => boolean,
    signal?: AbortSignal,
  ): Promise<TimelineEvent>;
  waitFor(
    what: string,
    limitMs: number,
    matches: (event: TimelineEvent) => boolean,
    signal?: AbortSignal,
  ): Promise<TimelineEvent> {
    const known = this.#events.find(matches);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        stop();
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
        act();
      };
      const aborted = () => settle(() => reject(signal?.reason as Error));
      const stop = this.listen((event) => {
        if (matches(event)) settle(() => resolve(event));
      });
      const timer = setTimeout(
        () => settle(() => reject(new WaitTimeout(`waited ${limitMs} ms for ${what}, which did not come`))),
        limitMs,
      );
      if (signal?.aborted) aborted();
      else signal?.addEventListener('abort', aborted);
    });
  }
}
