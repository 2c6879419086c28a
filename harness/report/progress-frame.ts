import type { ChalkInstance } from 'chalk';
import type { Verdict } from '../judge/verdict.ts';
import { paintOutcome } from './paint.ts';
import { endedCases, type ProgressState, remainingMs, type RunningCase } from './progress-state.ts';
import { visible } from './visible.ts';

/**
 * What a terminal shows of a run at one moment: a line of counts and one line for every case that runs.
 * @param room how much of the terminal may be used, in columns and lines
 */
export function progressFrame(
  state: ProgressState,
  now: number,
  room: { width: number; height: number },
  chalk: ChalkInstance,
): string {
  const spinner = SPINNER[Math.floor(now / 100) % SPINNER.length];
  const cases = [...state.running.values()];
  const shown = cases.length > room.height - 2 ? cases.slice(0, Math.max(0, room.height - 3)) : cases;
  const labelWidth = Math.max(...shown.map((one) => one.label.length), 0);
  return [
    `${chalk.cyan(spinner)} ${countsLine(state, now, chalk)}`,
    ...(state.stage === undefined ? [] : [`  ${fitted(visible(state.stage), room.width - 2)}`]),
    ...shown.map((one) => caseLine(one, labelWidth, now, room.width, chalk)),
    ...(shown.length < cases.length ? [chalk.dim(`  and ${cases.length - shown.length} more`)] : []),
  ].join('\n');
}

/** How far the run is, in one line that also stands alone in a log. */
export function countsLine(state: ProgressState, now: number, chalk: ChalkInstance): string {
  const left = remainingMs(state, now);
  const verdicts = SHOWN.filter((verdict) => state.ended[verdict] > 0);
  return [
    state.plan ? `${endedCases(state)}/${state.plan.cases} done` : 'preparing',
    ...verdicts.map((verdict) => `${state.ended[verdict]} ${paintOutcome(verdict, chalk)}`),
    ...(state.running.size > 0 ? [`${state.running.size} running`] : []),
    `${clock(Math.floor((now - state.startedAt) / 1000))} elapsed`,
    ...(left === undefined ? [] : [left > 0 ? `about ${clock(Math.ceil(left / 1000))} to go` : 'ending']),
  ].join(chalk.dim(' · '));
}

/** The wait that will keep the run longest, for a log that has room for one. */
export function longestWait(state: ProgressState, now: number): string {
  const waits = [...state.running.values()].filter((one) => one.wait?.limitMs !== undefined);
  const longest = waits.toSorted((a, b) => waitLeft(b, now) - waitLeft(a, now))[0];
  return longest?.wait ? `${longest.label}: ${visible(longest.wait.caption)}, ${waitTimes(longest.wait, now)}` : '';
}

function caseLine(one: RunningCase, labelWidth: number, now: number, width: number, chalk: ChalkInstance): string {
  const label = visible(one.label).padEnd(labelWidth);
  const times = one.wait ? waitTimes(one.wait, now) : seconds(now - one.beganAt);
  const bar = one.wait?.limitMs === undefined ? ' '.repeat(BAR) : barOf((now - one.wait.since) / one.wait.limitMs);
  const taken = 2 + labelWidth + 2 + BAR + 1 + TIMES + 2;
  const caption = fitted(visible(one.wait?.caption ?? one.caption), width - taken);
  return `  ${chalk.bold(label)}  ${chalk.cyan(bar)} ${times.padStart(TIMES)}  ${chalk.dim(caption)}`;
}

const waitTimes = (wait: NonNullable<RunningCase['wait']>, now: number): string => {
  const waited = now - wait.since;
  return wait.limitMs === undefined
    ? seconds(waited)
    : `${seconds(Math.min(waited, wait.limitMs))} of ${seconds(wait.limitMs)}`;
};

const waitLeft = ({ wait }: RunningCase, now: number): number => (wait ? wait.since + (wait.limitMs ?? 0) - now : 0);

const seconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)} s`;

const clock = (wholeSeconds: number): string =>
  `${Math.floor(wholeSeconds / 60)}:${String(wholeSeconds % 60).padStart(2, '0')}`;

function barOf(share: number): string {
  const filled = Math.round(BAR * Math.min(1, Math.max(0, share)));
  return '━'.repeat(filled) + '╌'.repeat(BAR - filled);
}

function fitted(text: string, width: number): string {
  if (width < 2) return '';
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

const SHOWN: Verdict[] = ['pass', 'fail', 'inconc', 'error', 'none'];
const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const BAR = 10;
const TIMES = '120.0 s of 120.0 s'.length;
