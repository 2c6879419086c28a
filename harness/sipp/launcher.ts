import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ownerMark } from '../reaper/reaper.ts';

/** How a program came to its end. */
export interface ProgramEnd {
  code?: number;
  signal?: NodeJS.Signals;
}

/** A program that runs, or has run. */
export interface Program {
  readonly pid: number;
  readonly ended: Promise<ProgramEnd>;
  /** @returns whether there was anything left to send a signal to */
  kill(signal: NodeJS.Signals): boolean;
}

export interface ProgramOptions {
  /** Absolute, as all paths here. */
  directory: string;
  /** Where what it prints goes. */
  stdout: string;
  stderr: string;
}

const SCRIPT = fileURLToPath(new URL('launcher.sh', import.meta.url));

/** A launcher that has had nothing to do for that long ends; the next program gets a new one. */
const IDLE_MS = 1000;

/**
 * Starts programs by way of one small shell. To fork this process would copy the page tables of some hundred megabytes
 * each time, and the event loop would stand still until the new program has been scheduled for the first time: many
 * milliseconds on a busy machine, in which no probe goes out and no answer is seen.
 */
export class Launcher {
  readonly #shell: ChildProcess;
  readonly #lines = new Map<string, (line: { word: string; value: number }) => void>();
  #began = 0;
  #running = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Whether it takes no more programs. */
  closed = false;

  constructor() {
    const env = { ...process.env, ...ownerMark() };
    this.#shell = spawn('/bin/sh', [SCRIPT], { detached: true, env, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#shell.stdin!.on('error', () => this.close());
    this.#shell.once('exit', () => this.#lose());
    createInterface(this.#shell.stdout!).on('line', (line) => {
      const [id = '', word = '', value] = line.split(' ');
      this.#lines.get(id)?.({ word, value: Number(value) });
    });
    this.#hold(false);
  }

  /**
   * Resolves when the program has been forked.
   * @param words the program, by its path, and its arguments
   */
  start(words: readonly string[], { directory, stdout, stderr }: ProgramOptions): Promise<Program> {
    const id = String(++this.#began);
    const { promise: began, resolve: tellBegan, reject: tellLost } = Promise.withResolvers<Program>();
    const { promise: ended, resolve: tellEnded } = Promise.withResolvers<ProgramEnd>();
    this.#hold(++this.#running > 0);
    let over = false;
    this.#lines.set(id, ({ word, value }) => {
      if (word === 'began')
        return tellBegan({ pid: value, ended, kill: (signal) => !over && signalled(value, signal) });
      over = true;
      this.#lines.delete(id);
      tellLost(new Error('the shell that starts SIPp is gone'));
      tellEnded(endOf(value));
      this.#hold(--this.#running > 0);
    });
    this.#shell.stdin!.write(`${[id, directory, stdout, stderr, ...words].map(quoted).join(' ')}\n`);
    return began;
  }

  /** Ends it, with every program that it has started. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.#idle);
    this.#shell.stdin!.destroy();
    if (this.#shell.pid !== undefined) signalled(-this.#shell.pid, 'SIGKILL');
  }

  /** Keeps this process alive while programs run, and no longer. */
  #hold(busy: boolean): void {
    for (const handle of [this.#shell, this.#shell.stdin, this.#shell.stdout] as { ref(): void; unref(): void }[])
      if (busy) handle.ref();
      else handle.unref();
    clearTimeout(this.#idle);
    if (!busy) this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
  }

  /** Whoever ended the shell has ended its process group, or the programs in it are of no more use. */
  #lose(): void {
    this.close();
    for (const tell of this.#lines.values()) tell({ word: 'ended', value: 128 + constants.signals.SIGKILL });
  }
}

/** What a shell tells of an end by signal is 128 and the number of the signal. */
function endOf(status: number): ProgramEnd {
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return signal === undefined ? { code: status } : { signal: signal as NodeJS.Signals };
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
