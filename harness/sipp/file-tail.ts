import { closeSync, openSync, readSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

const CHUNK = 64 * 1024;

/** Hands on what a file holds and gains, as latin1, as soon as the file system tells. */
export class FileTail {
  readonly #descriptor: number;
  readonly #watcher: FSWatcher;
  readonly #take: (text: string) => void;
  readonly #buffer = Buffer.alloc(CHUNK);
  #offset = 0;
  #closed = false;

  /** @throws Error where the file is not there. */
  constructor(path: string, take: (text: string) => void) {
    this.#take = take;
    this.#descriptor = openSync(path, 'r');
    this.#watcher = watch(path, { persistent: false }, () => this.readOn());
    this.readOn();
  }

  /** Takes what is there and was not handed on yet. */
  readOn(): void {
    if (this.#closed) return;
    for (;;) {
      const size = readSync(this.#descriptor, this.#buffer, 0, CHUNK, this.#offset);
      if (size === 0) return;
      this.#offset += size;
      this.#take(this.#buffer.toString('latin1', 0, size));
    }
  }

  /** Reads on for the last time. */
  close(): void {
    if (this.#closed) return;
    this.readOn();
    this.#closed = true;
    this.#watcher.close();
    closeSync(this.#descriptor);
  }
}
