import { observationOf } from './observation.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Report } from './report.ts';

/** A purpose that came to something else than before. This shape is stable: other programs read it. */
export interface Change {
  id: string;
  /** Absent where the purpose was no part of the run. */
  before?: Outcome;
  after?: Outcome;
  /** It passed, and does so no longer; or it fails, and did not before. */
  worse: boolean;
  /** What was seen in the later run. */
  message: string;
}

/** What changed between two runs, in the order of the purposes' ids. */
export function changesBetween(before: Report, after: Report): Change[] {
  const ids = [...new Set([...before.purposes, ...after.purposes].map(({ id }) => id))].toSorted();
  return ids.flatMap((id): Change[] => {
    const old = before.purposes.find((purpose) => purpose.id === id);
    const now = after.purposes.find((purpose) => purpose.id === id);
    const was = old && outcomeOf(old);
    const is = now && outcomeOf(now);
    if (was === is) return [];
    return [
      {
        id,
        ...(was && { before: was }),
        ...(is && { after: is }),
        worse: is === 'fail' || (was === 'pass' && is !== undefined),
        message: now ? observationOf(now, after) : '',
      },
    ];
  });
}
