import { type Outcome, OUTCOME_NAMES, outcomeOf, OUTCOMES } from './outcome.ts';
import { paintOutcome, painter } from './paint.ts';
import type { Report } from './report.ts';
import { summaryLine } from './summary.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { visible } from './visible.ts';

/** How often one purpose came to what, in runs that were the same. */
export interface Spread {
  id: string;
  outcomes: Partial<Record<Outcome, number>>;
  /** It came to more than one thing. */
  unstable: boolean;
}

export function spreadOf(reports: readonly Report[]): Spread[] {
  const all = reports.flatMap(({ purposes }) =>
    purposes.map((purpose) => ({ id: purpose.id, outcome: outcomeOf(purpose) })),
  );
  return [...Map.groupBy(all, ({ id }) => id)].map(([id, own]) => {
    const counted = OUTCOMES.map((outcome) => [outcome, own.filter((one) => one.outcome === outcome).length] as const);
    const outcomes = Object.fromEntries(counted.filter(([, count]) => count > 0));
    return { id, outcomes, unstable: Object.keys(outcomes).length > 1 };
  });
}

/** One line for every purpose, and one for every run. */
export function renderSpread(
  reports: readonly Report[],
  folderOf: (report: Report) => string,
  style: TerminalStyle,
): string {
  const chalk = painter(style.colour);
  const spreads = spreadOf(reports);
  const width = Math.max(0, ...spreads.map(({ id }) => id.length));
  const lines = spreads.map(({ id, outcomes, unstable }) => {
    const counts = OUTCOMES.filter((outcome) => outcomes[outcome] !== undefined).map(
      (outcome) => `${outcomes[outcome]} ${paintOutcome(outcome, chalk)}`,
    );
    return `${id.padEnd(width)}  ${counts.join(', ')}${unstable ? chalk.yellow('  not the same every time') : ''}`;
  });
  const runs = reports.flatMap((report) => [
    `${chalk.dim('report')} ${folderOf(report)}/report.html  ${summaryLine(report.summary)}`,
    ...troubleIn(report).map((trouble) => `    ${trouble}`),
  ]);
  const unstable = spreads.filter((spread) => spread.unstable).length;
  const closing = `${reports.length} runs: ${unstable === 0 ? 'every purpose came to the same each time' : `${unstable} of ${spreads.length} purposes came to different things`}`;
  return `${[...lines, '', ...runs, closing].join('\n')}\n`;
}

/** Why a run is not to be trusted, or why its system was not judged at all: a line each. */
export const troubleIn = ({ harness }: Report): string[] =>
  harness
    .filter(({ severity }) => severity !== 'note')
    .map(({ severity, message }) => `test system, ${severity}: ${visible(message)}`);

/** Several systems, one column each, one line for every purpose that any of them was put to. */
export function renderMatrix(reports: readonly Report[], style: TerminalStyle): string {
  const chalk = painter(style.colour);
  const titles = reports.map(({ suts }) => suts.map(({ product, version }) => `${product} ${version}`).join(' and '));
  const ids = [...new Set(reports.flatMap(({ purposes }) => purposes.map(({ id }) => id)))].toSorted();
  const idWidth = Math.max(12, ...ids.map((id) => id.length));
  const widths = titles.map((title) =>
    Math.max(title.length, ...OUTCOMES.map((outcome) => OUTCOME_NAMES[outcome].name.length + 2)),
  );
  const line = (first: string, cells: readonly string[]) =>
    `${[first.padEnd(idWidth), ...cells].join('  ').trimEnd()}\n`;
  const cell = (report: Report, id: string, width: number): string => {
    const purpose = report.purposes.find((one) => one.id === id);
    if (!purpose) return ' '.repeat(width);
    const outcome = outcomeOf(purpose);
    const { name, sign } = OUTCOME_NAMES[outcome];
    return paintOutcome(outcome, chalk) + ' '.repeat(width - name.length - sign.length - 1);
  };
  return [
    line(
      '',
      titles.map((title, i) => chalk.bold(title.padEnd(widths[i]!))),
    ),
    ...ids.map((id) =>
      line(
        id,
        reports.map((report, i) => cell(report, id, widths[i]!)),
      ),
    ),
  ].join('');
}
