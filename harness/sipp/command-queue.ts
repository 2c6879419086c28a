/** After this many milliseconds a message that a command was to let out is no longer waited for. */
const PATIENCE_MS = 500;

/** A command that lets nothing out is taken to have had its effect by then. */
const SILENT_MS = 100;

interface Owing {
  /** Whether a message is awaited, or nothing that could be seen. */
  silent: boolean;
  waiting: { write: () => void; silent: boolean }[];
  patience: NodeJS.Timeout;
}

/**
 * Hands SIPp its commands, one at a time for each call: a command that comes before the one before it has let out its
 * message finds no `recvCmd`, and then SIPp drops the call. Two of one call have to be some 3 ms apart on an idle machine.
 */
export class CommandQueue {
  readonly #calls = new Map<string, Owing>();
  #tellSettled: (() => void)[] = [];

  /**
   * @param write gives SIPp the command; called at once, or when the one before it in that call has had its effect
   * @param silent whether the command lets no message out
   */
  add(callId: string, write: () => void, silent = false): void {
    const owing = this.#calls.get(callId);
    if (owing) owing.waiting.push({ write, silent });
    else this.#write(callId, { write, silent }, []);
  }

  /** SIPp has sent a message in that call. */
  sent(callId: string): void {
    const owing = this.#calls.get(callId);
    if (owing) this.#next(callId, owing);
  }

  /** Resolves when every message that a command is to let out has been sent, or waiting for it is over. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#tellSettled.push(resolve);
      this.#tell();
    });
  }

  /** Forgets what waits. */
  close(): void {
    for (const { patience } of this.#calls.values()) clearTimeout(patience);
    this.#calls.clear();
    this.#tell();
  }

  #write(callId: string, { write, silent }: Owing['waiting'][number], waiting: Owing['waiting']): void {
    const patience = setTimeout(() => this.#next(callId, owing), silent ? SILENT_MS : PATIENCE_MS);
    const owing: Owing = { silent, waiting, patience };
    this.#calls.set(callId, owing);
    write();
  }

  #next(callId: string, { waiting, patience }: Owing): void {
    clearTimeout(patience);
    this.#calls.delete(callId);
    const command = waiting.shift();
    if (command) this.#write(callId, command, waiting);
    this.#tell();
  }

  #tell(): void {
    if ([...this.#calls.values()].some(({ silent, waiting }) => !silent || waiting.length > 0)) return;
    for (const settled of this.#tellSettled.splice(0)) settled();
  }
}
