/** Calls `probe` at a steady rate. A probe that is slow to be answered does not hold up the next. */
export class Prober {
  readonly #probe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(probe: () => void) {
    this.#probe = probe;
  }

  /** The first probe goes out at once, the next ones every `intervalMs` milliseconds. Replaces an earlier rate. */
  start(intervalMs: number): void {
    this.stop();
    this.#timer = setInterval(this.#probe, intervalMs).unref();
    this.#probe();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
