import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program in a terminal of its own, made by script(1), and somebody who reads and types. */
export class PseudoTerminal {
  /** All that the program has shown so far, escape sequences included. */
  shown = '';
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  #heard = () => {};
  #over = false;

  constructor(words: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
    const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    this.#child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      ...options,
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.shown += text;
      this.#heard();
    });
    this.ended = once(this.#child, 'close').then(([code]) => {
      this.#over = true;
      this.#heard();
      return code as number;
    });
  }

  type(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  /** Calls back for every match of what is shown, each once, in its order, until the program has ended. */
  async onEvery(pattern: RegExp, act: (match: RegExpExecArray) => Promise<void>): Promise<number> {
    const wanted = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`);
    let from = 0;
    for (;;) {
      wanted.lastIndex = from;
      const match = wanted.exec(this.shown);
      if (match) {
        from = wanted.lastIndex;
        await act(match);
      } else if (this.#over) return this.ended;
      else await this.#more();
    }
  }

  /** The first match of what is shown, from now on or already. */
  async sees(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.shown);
      if (match) return match;
      if (this.#over) throw new Error(`it ended without ${pattern}: ${this.shown}`);
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => (this.#heard = resolve));
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}
