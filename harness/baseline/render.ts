import { painter } from '../report/paint.ts';
import type { TerminalStyle } from '../report/terminal-style.ts';
import { visible } from '../report/visible.ts';
import { type BaselineComparison, type EntryState, isRed, type JudgedEntry } from './compare.ts';

/** How the state of an entry is written for people; what is red, in capitals. */
export const STATES: Record<EntryState, string> = {
  known: 'known deviation',
  flaky: 'known to be flaky',
  undecided: 'known deviation, not decided',
  'not-run': 'not run',
  'unexpected-pass': 'UNEXPECTED PASS',
  expired: 'EXPIRED',
  stale: 'STALE',
};

/** What makes a red entry green. */
export const MENDING: Partial<Record<EntryState, string>> = {
  'unexpected-pass': 'remove the entry',
  expired: 'mend the deviation, or give the entry another day',
  stale: 'remove the entry',
};

/** How a run stands to its baseline, for people. */
export const OUTCOMES = {
  held: 'HELD: everything is as the baseline says',
  broken: 'BROKEN',
  undecided: 'NOT DECIDED: nothing contradicts the baseline, but not everything came to a verdict',
} as const;

/** How a run stands to its baseline, for a terminal: what is red with what mends it, then the rest in counts. */
export function renderComparison(comparison: BaselineComparison, style: TerminalStyle): string {
  const chalk = painter(style.colour);
  const { entries, unexpected, outcome, file } = comparison;
  const red = [
    ...unexpected.map(({ purpose, check, message }) => `NEW FAILURE ${purpose} ${check}: ${visible(message)}`),
    ...entries.filter(isRed).map(describe),
  ];
  const paint = { held: chalk.green, broken: chalk.red, undecided: chalk.yellow };
  const lines = [
    `${chalk.dim('baseline')} ${visible(file)}: ${paint[outcome].bold(OUTCOMES[outcome])}`,
    ...red.map((line) => `    ${chalk.red('✗')} ${line}`),
    ...entries.filter(({ state }) => state === 'known').map((entry) => `    ${chalk.dim(describe(entry))}`),
  ];
  const counts = [...Map.groupBy(entries, ({ state }) => state)].map(([state, of]) => `${of.length} ${STATES[state]}`);
  if (counts.length > 0) lines.push(`    ${counts.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function describe({ state, purpose, check, because, reason, ticket }: JudgedEntry): string {
  const mending = MENDING[state] === undefined ? '' : `; ${MENDING[state]}`;
  return visible(`${STATES[state]} ${purpose} ${check}: ${because} (${ticket}: ${reason})${mending}`, 400);
}
