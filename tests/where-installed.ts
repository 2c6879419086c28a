import { describe } from '@jest/globals';

/**
 * Groups tests that need a program or an engine of the machine, which `npm test` installs and starts where it can. Without
 * it they are skipped, and said to be; where that would hide a fault, in CI, they run and fail.
 */
export const describeWhere = (installed: boolean): typeof describe.skip =>
  installed || process.env['CI'] === 'true' ? describe : describe.skip;
