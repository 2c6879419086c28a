/** The last `limit` bytes of what somebody printed. */
export class OutputTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #dropped = false;
  readonly #watchers = new Set<() => void>();

  constructor(limit = 256 * 1024) {
    this.#limit = limit;
  }

  add(chunk: Buffer | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    // Dropping whole chunks only when a good part of the limit is over keeps this cheap for talkative systems.
    if (this.#size > this.#limit * 1.25) this.#cut();
    for (const watcher of this.#watchers) watcher();
  }

  /** Resolves when the output holds a text; never, once the signal is aborted. */
  holds(text: string, signal: AbortSignal): Promise<undefined> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.text().includes(text)) resolve(undefined);
      };
      this.#watchers.add(look);
      signal.addEventListener('abort', () => this.#watchers.delete(look), { once: true });
      look();
    });
  }

  text(): string {
    if (this.#size > this.#limit) this.#cut();
    const text = Buffer.concat(this.#chunks).toString('utf8');
    return this.#dropped ? `[earlier output dropped]\n${text}` : text;
  }

  /** The last line that is not empty. */
  lastLine(): string | undefined {
    return Buffer.concat(this.#chunks).toString('utf8').trimEnd().split('\n').at(-1)?.trim() || undefined;
  }

  #cut(): void {
    const kept = Buffer.concat(this.#chunks).subarray(-this.#limit);
    this.#chunks = [kept];
    this.#size = kept.length;
    this.#dropped = true;
  }
}
