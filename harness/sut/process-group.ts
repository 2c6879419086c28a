import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { ownerMark } from '../reaper/reaper.ts';

/** How a program ended: by itself, by a signal, or never having begun (`failure`, a code such as `ENOENT`). */
export interface Ending {
  status?: number;
  signal?: string;
  failure?: string;
}

export interface GroupOptions {
  /** Working directory, absolute. */
  directory: string;
  /** Added to the harness's own environment. */
  environment: Record<string, string>;
  onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

/** How long, in milliseconds, the end of a program's output is waited for when somebody else keeps its pipes open. */
const lastWordsMs = 200;

/** A program that was started in a process group of its own, so that it can be ended with all that it started. */
export class ProcessGroup {
  /** Resolves when the program itself has ended and its output has been read. Never rejects. */
  readonly ended: Promise<Ending>;
  readonly #pid: number | undefined;

  constructor(program: string, words: readonly string[], { directory, environment, onOutput }: GroupOptions) {
    // What the harness's own Node is told is no business of others.
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    // The node on the PATH need not be the one that runs the harness, and may be too old to strip types.
    const child = execa(program === 'node' ? process.execPath : program, words, {
      cwd: directory,
      env: { ...inherited, ...ownerMark(), ...environment },
      extendEnv: false,
      stdin: 'ignore',
      buffer: false,
      reject: false,
      detached: true,
    });
    this.#pid = child.pid;
    child.stdout.on('data', (chunk: Buffer) => onOutput('stdout', chunk));
    child.stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk));
    this.ended = new Promise((resolve) => {
      child.nodeChildProcess.once('exit', (status, signal) => {
        // On a busy machine that time may be over before what waits in the pipes has been looked at once.
        const longEnough = delay(lastWordsMs, undefined, { ref: false }).then(() => turn());
        void Promise.race([child, longEnough]).then(() => resolve(signal ? { signal } : { status: status ?? 0 }));
      });
      void child.then((result) => {
        if (child.pid === undefined) resolve({ failure: result.code ?? result.shortMessage ?? 'unknown' });
      });
    });
  }

  /** Whether there was such a program to start. */
  get started(): boolean {
    return this.#pid !== undefined;
  }

  /** Sends a signal to the program and to all that it started and that stayed in its group. */
  kill(signal: NodeJS.Signals): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(-this.#pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** An ending in words, to stand after a name: `ended with exit status 1`. */
export function endingInWords({ status, signal, failure }: Ending): string {
  if (failure !== undefined) return `cannot be started (${failure})`;
  return signal === undefined ? `ended with exit status ${status}` : `was ended by ${signal}`;
}
