import { createInterface } from 'node:readline/promises';
import { UsageError } from '../campaign/usage-error.ts';

/** Something that the caller has to say, on the command line or when asked. */
export interface Question {
  /** The option that answers it, `--role`. */
  option: string;
  text: string;
  /** Taken where nothing is typed. */
  default?: string;
  /** What is wrong with an answer; `undefined` where nothing is. */
  refuse?: (answer: string) => string | undefined;
}

/** Gets answers: those that are there already, else by asking on a terminal. */
export interface Asker {
  /** @throws {UsageError} where the answer is wrong, or is missing and nobody can be asked */
  answer(question: Question, given: string | undefined): Promise<string>;
  close(): void;
}

export function openAsker(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Asker {
  const terminal = input.isTTY ? createInterface({ input, output }) : undefined;
  const closed = new AbortController();
  terminal?.once('close', () => closed.abort(new UsageError('the questions were broken off; nothing was written')));
  return {
    async answer(question, given) {
      const { option, text, refuse } = question;
      if (given !== undefined) {
        const fault = refuse?.(given);
        if (fault !== undefined) throw new UsageError(`${option} is '${given}'; expected ${fault}`);
        return given;
      }
      if (!terminal) {
        if (question.default !== undefined) return question.default;
        throw new UsageError(`${option} is missing, and there is no terminal to ask on; expected ${text}`);
      }
      for (;;) {
        const hint = question.default === undefined ? '' : ` [${question.default}]`;
        const typed = await terminal
          .question(`${text}${hint}: `, { signal: closed.signal })
          .catch(() => closed.signal.throwIfAborted());
        const answer = (typed ?? '').trim() || question.default || '';
        const fault = answer === '' ? 'something that is not empty' : refuse?.(answer);
        if (fault === undefined) return answer;
        output.write(`expected ${fault}\n`);
      }
    },
    close: () => terminal?.close(),
  };
}

/** For {@link Question.refuse}: one of a few words. */
export const oneOf =
  (...words: readonly string[]) =>
  (answer: string): string | undefined =>
    words.includes(answer) ? undefined : `one of ${words.join(', ')}`;
