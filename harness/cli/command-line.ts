import { CommanderError } from 'commander';
import { UsageError } from '../campaign/usage-error.ts';
import { EXIT } from './exit-code.ts';
import { newProgram } from './program.ts';

/**
 * Does what the command line asks.
 * @param words as in `process.argv`
 * @returns the exit code
 */
export async function commandLine(words: readonly string[]): Promise<number> {
  let code: number = EXIT.conformant;
  const program = newProgram(words.slice(2), (ended) => (code = ended));
  return commandEnded(async () => {
    if (words.length <= 2)
      program.error(
        `error: no command; expected one of ${program.commands.map((one) => one.name()).join(', ')} (--help tells more)`,
      );
    await program.parseAsync(words);
    return code;
  });
}

/** What a command ends with: the code that it gives, or that of the error that it ends in, which is told of in one line. */
export async function commandEnded(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    return reported(error);
  }
}

/** Tells of an error in one line and gives the exit code that goes with it. */
function reported(error: unknown): number {
  // Commander has printed its line by now; help and version come as errors with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conformant : EXIT.usage;
  if (!(error instanceof Error)) throw error;
  const slip = [TypeError, ReferenceError, RangeError].some((kind) => error instanceof kind);
  // A slip of this program needs its stack to be mended; what the caller or the machine lacks needs the message alone.
  process.stderr.write(`error: ${slip ? error.stack : error.message.replaceAll('\n', ' ')}\n`);
  return error instanceof UsageError ? EXIT.usage : EXIT.undecided;
}
