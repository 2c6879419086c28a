import { readFileSync } from 'node:fs';
import { now } from './clock.ts';
import type { Recorder } from './recorder.ts';

const PERIOD_MS = 5;
/** Below this a late timer is the operating system's ordinary scheduling. */
const WORTH_RECORDING_MS = 20;

/** Of a second: below this, waiting for a processor delays nobody's timers to speak of. */
const PRESSURE_WORTH_RECORDING_MS = 250;

/**
 * Watches how late the event loop is, and tells every recorder that is open: an event that comes while the loop is late
 * gets a late time, and a judge has to know.
 */
export class LagMonitor {
  readonly #recorders = new Set<Recorder>();
  #timer: NodeJS.Timeout | undefined;
  #pressureTimer: NodeJS.Timeout | undefined;
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
        clearInterval(this.#pressureTimer);
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
    this.#watchPressure();
  }

  /** The systems under test share this machine: what makes them late need not make our own event loop late. */
  #watchPressure(): void {
    let before = cpuPressureMs();
    if (before === undefined) return;
    this.#pressureTimer = setInterval(() => {
      const total = cpuPressureMs() ?? 0;
      const ms = total - before!;
      before = total;
      if (ms < PRESSURE_WORTH_RECORDING_MS) return;
      for (const recorder of this.#recorders)
        recorder.record({
          kind: 'harness',
          event: 'pressure',
          severity: 'note',
          ms,
          message: `for ${Math.round(ms)} ms of the last second somebody waited for a processor`,
        });
    }, 1000);
    this.#pressureTimer.unref();
  }
}

/** Milliseconds since the machine started in which at least one task waited for a processor; where Linux tells it. */
function cpuPressureMs(): number | undefined {
  try {
    const total = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1];
    return total === undefined ? undefined : Number(total) / 1000;
  } catch {
    return undefined;
  }
}
