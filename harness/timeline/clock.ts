/**
 * The harness's one clock: monotonic, in milliseconds. SIPp stamps its trace with wall-clock time, so the
 * distance between the two is measured, and measured again at the end of every test.
 */
export const now = (): number => performance.now();

/** Milliseconds to add to a monotonic time to get wall-clock time (Unix epoch), to within 0.1 ms. */
export function wallClockOffset(): number {
  // Date.now() has a resolution of 1 ms: the tick between two values is known far more finely than the value.
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  return tick - performance.now();
}
