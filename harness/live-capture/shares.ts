import type { CaseOutcome } from '../campaign/case.ts';
import type { Share } from './cut.ts';

/** Which packets are those of each case: from its beginning to its end, of the addresses that it was given. */
export const sharesOf = (outcomes: readonly Pick<CaseOutcome, 'beganAt' | 'durationMs' | 'addresses'>[]): Share[] =>
  outcomes.map(({ beganAt, durationMs, addresses }) => {
    const from = Date.parse(beganAt);
    return { from, to: from + durationMs, testSide: [], systems: [], ...addresses };
  });
