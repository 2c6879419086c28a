import { closeSync, openSync, readSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

const CHUNK = 64 * 1024;

/** Chunks that are read in one turn of the event loop: a file that grows faster must not keep everything else waiting. */
const CHUNKS_A_TURN = 16;

/** Hands on what a file holds and gains, as latin1, as soon as the file system tells. */
export class FileTail {
  readonly #descriptor: number;
  readonly #watcher: FSWatcher;
  readonly #take: (text: string) => void;
  readonly #buffer = Buffer.alloc(CHUNK);
  #offset = 0;
  #closed = false;
  #more: NodeJS.Immediate | undefined;

  /** @throws Error where the file is not there. */
  constructor(path: string, take: (text: string) => void) {
    this.#take = take;
    this.#descriptor = openSync(path, 'r');
    this.#watcher = watch(path, { persistent: false }, () => this.readOn());
    this.readOn();
  }

  /** Takes what is there and was not handed on yet, in several turns where it is much. */
  readOn(): void {
    if (this.#closed || this.#more) return;
    if (this.#read(CHUNKS_A_TURN)) return;
    this.#more = setImmediate(() => {
      this.#more = undefined;
      this.readOn();
    });
  }

  /** @returns whether all that there is has been handed on */
  #read(chunks: number): boolean {
    for (let i = 0; i < chunks && !this.#closed; i++) {
      const size = readSync(this.#descriptor, this.#buffer, 0, CHUNK, this.#offset);
      if (size === 0) return true;
      this.#offset += size;
      this.#take(this.#buffer.toString('latin1', 0, size));
    }
    return this.#closed;
  }

  /** Reads on for the last time, to the end. */
  close(): void {
    if (this.#closed) return;
    this.#read(Number.POSITIVE_INFINITY);
    this.abandon();
  }

  /** Ends without reading what is left. */
  abandon(): void {
    if (this.#closed) return;
    clearImmediate(this.#more);
    this.#closed = true;
    this.#watcher.close();
    closeSync(this.#descriptor);
  }
}
