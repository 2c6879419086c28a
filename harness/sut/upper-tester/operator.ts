import { now } from '../../timeline/clock.ts';
import { NoAnswer } from './channel.ts';

/** A key that answers, and what it says. */
export interface Reply {
  key: string;
  /** As the prompt calls the key. */
  shown: string;
  means: string;
}

/** Somebody who does by hand what no program can. */
export interface Operator {
  /**
   * Tells what to do and waits for one of the keys, counting down.
   * @param limitMs after how many milliseconds it will not be waited for any longer: shown, and for the signal to keep
   * @returns the key that was pressed
   * @throws the signal's reason when that is aborted, and {@link NoAnswer} where there is nobody
   */
  ask(instruction: string, replies: readonly Reply[], limitMs: number, signal: AbortSignal): Promise<string>;
}

/** A terminal, as an operator needs it. */
export interface Terminal {
  input: Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;
  output: Pick<NodeJS.WriteStream, 'write'>;
}

const CTRL_C = '\u0003';
const CLEAR_LINE = '\r\u001b[K';
const TICK_MS = 1_000;

const thisTerminal: Terminal = { input: process.stdin, output: process.stderr };
let shared: Operator | undefined;

/** The operator at this process's own terminal: all upper testers share the one person. */
export const terminalOperator = (): Operator => (shared ??= operatorAt(thisTerminal));

/** Why there is nobody to be asked, in a sentence; `undefined` where there is a terminal. */
export function whyNobodyCanBeAsked({ input }: Terminal = thisTerminal): string | undefined {
  return input.isTTY
    ? undefined
    : 'its upper tester is a person at the terminal, and standard input is none; run it in a terminal, or use http or exec';
}

/** Prompts with a countdown, one at a time, in the order of asking. Prompts and answers are stamped with their time. */
export function operatorAt(terminal: Terminal, interrupt: () => void = interruptThisProcess): Operator {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(instruction, replies, limitMs, signal) {
      const asked = last.then(() => promptFor(terminal, { instruction, replies, limitMs, signal }, interrupt));
      last = asked.catch(() => {});
      return asked;
    },
  };
}

interface Prompt {
  instruction: string;
  replies: readonly Reply[];
  limitMs: number;
  signal: AbortSignal;
}

function promptFor(
  terminal: Terminal,
  { instruction, replies, limitMs, signal }: Prompt,
  interrupt: () => void,
): Promise<string> {
  const { input, output } = terminal;
  const nobody = whyNobodyCanBeAsked(terminal);
  if (nobody !== undefined) return Promise.reject(new NoAnswer(nobody));
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  const choices = replies.map(({ shown, means }) => `${shown} = ${means}`).join(', ');
  output.write(`\n${timeOfDay()} >>> ${instruction}\n`);
  return new Promise((resolve, reject) => {
    const end = now() + limitMs;
    const left = () => Math.max(0, Math.ceil((end - now()) / 1000));
    const show = () => output.write(`${CLEAR_LINE}    ${choices}   (${left()} s left) `);
    const ticking = setInterval(show, TICK_MS);
    const settle = (told: string, act: () => void) => {
      clearInterval(ticking);
      input.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      input.setRawMode(false);
      input.pause();
      output.write(`${CLEAR_LINE}${timeOfDay()}     ${told}\n`);
      act();
    };
    const onData = (chunk: Buffer | string) => {
      for (const typed of String(chunk)) {
        if (typed === CTRL_C) {
          interrupt();
          return;
        }
        const reply = replies.find(({ key }) => key === (typed === '\n' ? '\r' : typed.toLowerCase()));
        if (!reply) continue;
        settle(reply.means, () => resolve(reply.key));
        return;
      }
    };
    const onAbort = () => settle('not waited for any longer', () => reject(signal.reason as Error));
    input.setRawMode(true);
    input.on('data', onData);
    input.resume();
    signal.addEventListener('abort', onAbort, { once: true });
    show();
  });
}

/** In raw mode the terminal makes no signal of Ctrl-C. */
const interruptThisProcess = (): void => void process.kill(process.pid, 'SIGINT');

const timeOfDay = (): string => new Date().toISOString().slice(11, 23);
