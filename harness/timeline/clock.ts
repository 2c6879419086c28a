/**
 * The harness's one clock: monotonic, in milliseconds. SIPp stamps its trace with wall-clock time, so the distance
 * between the two is measured, and measured again at the end of every test.
 */
export const now = (): number => performance.now();

/** Being preempted between the two readings can only make a sample too small, so the largest of a few is the best. */
const SAMPLES = 3;

/** Estimates that differ by more were not taken on the same wall clock. */
const STEP_MS = 5;

/** A wall clock that is being slewed moves by half a millisecond a second at the most. */
const FRESH_MS = 500;

let best: { offset: number; at: number } | undefined;

/**
 * Milliseconds to add to a monotonic time to get wall-clock time (Unix epoch). Taken anew, at a cost of some
 * milliseconds, where the last one is older than half a second.
 */
export function wallClockOffset(): number {
  if (best && now() - best.at < FRESH_MS) return best.offset;
  return measuredWallClockOffset();
}

/** The same, taken now in any case: shows whether the wall clock was set. */
export function measuredWallClockOffset(): number {
  const fresh = Math.max(...Array.from({ length: SAMPLES }, sample));
  const offset =
    best && Math.abs(fresh - best.offset) < STEP_MS ? Math.max(fresh, best.offset - driftSince(best.at)) : fresh;
  best = { offset, at: now() };
  return offset;
}

/** Half a millisecond a second: a better estimate of some time ago is worth that much less now. */
const driftSince = (at: number): number => (now() - at) / 2000;

function sample(): number {
  // Date.now() has a resolution of 1 ms: the tick between two values is known far more finely than the value.
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  return tick - performance.now();
}
