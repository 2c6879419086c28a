import { describe } from '@jest/globals';

/**
 * Groups tests that need a program of the operating system, which `npm test` installs where it can. Without the program
 * they are skipped, and said to be; where that would hide a fault, in CI, they run and fail.
 */
export const describeWhere = (installed: boolean): typeof describe.skip =>
  installed || process.env['CI'] === 'true' ? describe : describe.skip;
