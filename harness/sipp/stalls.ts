import { closeSync, openSync, readSync } from 'node:fs';
import { now } from '../timeline/clock.ts';
import type { Recorder } from '../timeline/recorder.ts';

/** A SIPp that waits wakes up every 21 ms; one that has not run between two looks was kept from it. */
const PERIOD_MS = 30;

/** Below this nothing that is judged is held up to speak of. */
const WORTH_RECORDING_MS = 40;

interface Watched {
  recorder: Recorder;
  actor: string;
  /** `/proc/PID/schedstat`; its third number is how often the process got a processor. */
  descriptor: number;
  turns: string;
  /** It has certainly run since then, until it stood still; and the last look. */
  ranAt: number;
  lookedAt: number;
  stalled: boolean;
}

const watched = new Set<Watched>();
const buffer = Buffer.alloc(128);
let timer: NodeJS.Timeout | undefined;

/**
 * Watches whether a SIPp process runs: what comes while it does not is on record late, and a judge has to know. Tells the
 * recorder, as a lag, when it runs again.
 * @returns ends the watch
 */
export function watchStalls(pid: number, actor: string, recorder: Recorder): () => void {
  const descriptor = opened(`/proc/${pid}/schedstat`);
  if (descriptor === undefined) return () => {};
  const one: Watched = { recorder, actor, descriptor, turns: '', ranAt: now(), lookedAt: now(), stalled: false };
  watched.add(one);
  timer ??= setInterval(look, PERIOD_MS).unref();
  return () => {
    if (!watched.delete(one)) return;
    closeSync(descriptor);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function look(): void {
  const at = now();
  for (const one of watched) {
    const turns = turnsOf(one.descriptor);
    const ran = turns !== one.turns;
    if (ran && one.stalled) tell(one, at - one.ranAt);
    if (ran) one.ranAt = one.lookedAt;
    one.stalled = !ran;
    one.turns = turns;
    one.lookedAt = at;
  }
}

function tell({ recorder, actor }: Watched, ms: number): void {
  if (ms < WORTH_RECORDING_MS) return;
  recorder.record({
    kind: 'harness',
    event: 'lag',
    severity: 'note',
    actor,
    ms,
    message: `SIPp of ${actor} stood still for up to ${Math.round(ms)} ms`,
  });
}

const turnsOf = (descriptor: number): string => {
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0)).split(' ')[2] ?? '';
  } catch {
    return '';
  }
};

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
