import { now } from './clock.ts';
import type { Recorder } from './recorder.ts';

const PERIOD_MS = 5;
/** Below this a late timer is the operating system's ordinary scheduling. */
const WORTH_RECORDING_MS = 20;

/**
 * Watches how late the event loop is, and tells every recorder that is open: an event that comes while the loop is late
 * gets a late time, and a judge has to know.
 */
export class LagMonitor {
  readonly #recorders = new Set<Recorder>();
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  /** The latest that the loop has been since the monitor was made, in milliseconds. */
  worstMs = 0;

  watch(recorder: Recorder): () => void {
    this.#recorders.add(recorder);
    if (!this.#timer) this.#start();
    return () => {
      this.#recorders.delete(recorder);
      if (this.#recorders.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    };
  }

  #start(): void {
    this.#last = now();
    this.#timer = setInterval(() => {
      const at = now();
      const late = at - this.#last - PERIOD_MS;
      this.#last = at;
      this.worstMs = Math.max(this.worstMs, late);
      if (late < WORTH_RECORDING_MS) return;
      for (const recorder of this.#recorders)
        recorder.record({
          kind: 'harness',
          event: 'lag',
          severity: 'note',
          ms: late,
          message: `the event loop was ${Math.round(late)} ms late`,
        });
    }, PERIOD_MS);
    this.#timer.unref();
  }
}
