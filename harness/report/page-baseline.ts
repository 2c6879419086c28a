import type { BaselineComparison } from '../baseline/compare.ts';
import { isRed } from '../baseline/compare.ts';
import { MENDING, OUTCOMES, STATES } from '../baseline/render.ts';
import { visible } from './visible.ts';

/** How a run stands to what was known before it, as the page shows it: what is red first. */
export interface BaselineView {
  file: string;
  outcome: string;
  entries: { red: boolean; state: string; about: string; because: string }[];
}

export function baselineView({ file, outcome, entries, unexpected }: BaselineComparison): BaselineView {
  const judged = entries.map((entry) => ({
    red: isRed(entry),
    state: STATES[entry.state],
    about: visible(`${entry.purpose} ${entry.check}`),
    because: visible(
      [`${entry.because} (${entry.ticket}: ${entry.reason})`, MENDING[entry.state] ?? []].flat().join('; '),
    ),
  }));
  const news = unexpected.map(({ purpose, check, message }) => ({
    red: true,
    state: 'NEW FAILURE',
    about: visible(`${purpose} ${check}`),
    because: visible(message),
  }));
  return {
    file: visible(file),
    outcome: OUTCOMES[outcome],
    entries: [...news, ...judged.filter(({ red }) => red), ...judged.filter(({ red }) => !red)],
  };
}
