import { writeFileSync } from 'node:fs';

/**
 * How late the kernel may end a SIPp's waits, in nanoseconds. SIPp goes from one step of a scenario to the next in turns
 * of a millisecond's wait; one that has nothing to do waits as long as its launcher allows it (`launcher.sh`).
 */
const AWAKE_NS = 50_000;
const ASLEEP_NS = 20_000_000;

/** Steps that a message or a command leads to are over by then, in milliseconds. */
const AWAKE_MS = 250;

/** Keeps a SIPp process awake while there is something to do, and lets it sleep otherwise: waiting ones are many. */
export class Attention {
  readonly #file: string;
  readonly #sleep: NodeJS.Timeout;
  #awake = false;
  #over = false;

  constructor(pid: number) {
    this.#file = `/proc/${pid}/timerslack_ns`;
    this.#sleep = setTimeout(() => this.#set(false), AWAKE_MS).unref();
    this.rouse();
  }

  /** Something is to be done, or was just done, which more may follow. */
  rouse(): void {
    if (this.#over) return;
    this.#sleep.refresh();
    if (!this.#awake) this.#set(true);
  }

  /** The process has ended. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#sleep);
  }

  #set(awake: boolean): void {
    this.#awake = awake;
    try {
      writeFileSync(this.#file, String(awake ? AWAKE_NS : ASLEEP_NS));
    } catch {
      // Not everybody may; then it is slower, and that is all.
      this.end();
    }
  }
}
