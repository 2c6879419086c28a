import { fileURLToPath } from 'node:url';

/** The project's top folder, without a slash at its end. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/**
 * Shows one line of progress. It goes to standard error, so that standard output stays the run's own.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** What only the user can mend; its message says what is missing and what to type. Ends the set-up with exit code 2. */
export class SetupProblem extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetupProblem';
  }
}
