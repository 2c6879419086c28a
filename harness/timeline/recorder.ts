import { now } from './clock.ts';
import type { NewEvent, TimelineEvent } from './event.ts';

export class WaitTimeout extends Error {
  override name = 'WaitTimeout';
}

/** Takes the events of one test as they happen, and lets choreography wait for them. */
export class Recorder {
  readonly startedAt = now();
  readonly #events: TimelineEvent[] = [];
  readonly #listeners = new Set<(event: TimelineEvent) => void>();
  #seq = 0;

  /** Milliseconds since the test began. */
  now(): number {
    return now() - this.startedAt;
  }

  record(event: NewEvent): TimelineEvent {
    const stamped = { ...event, at: event.at ?? this.now(), seq: this.#seq++ };
    this.#events.push(stamped);
    for (const listener of this.#listeners) listener(stamped);
    return stamped;
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
