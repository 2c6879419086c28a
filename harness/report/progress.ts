import { createLogUpdate } from 'log-update';
import { now } from '../timeline/clock.ts';
import { paintOutcome, painter } from './paint.ts';
import type { RunProgress } from './progress-events.ts';
import { countsLine, longestWait, progressFrame } from './progress-frame.ts';
import { advance, labelOf, type ProgressState, progressAt } from './progress-state.ts';
import { terminalStyle } from './terminal-style.ts';
import { visible } from './visible.ts';

export interface ProgressDisplay {
  show(event: RunProgress): void;
  /** Leaves the terminal as it was found; also what `finished` does. */
  close(): void;
}

/** How often a living terminal is drawn anew, and how often a log is told that the run is alive. In milliseconds. */
const REDRAW = 250;
const HEARTBEAT = 10_000;

/**
 * Shows a run while it goes on: redrawn in place on a terminal, in plain lines anywhere else.
 * @param shared somebody else writes to the terminal as well
 */
export function showProgress(stream: NodeJS.WriteStream, shared = false): ProgressDisplay {
  return stream.isTTY && !shared ? liveProgress(stream) : plainProgress(stream);
}

function liveProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  const { colour } = terminalStyle(stream);
  const chalk = painter(colour);
  const state = progressAt(now());
  const log = createLogUpdate(stream);
  const draw = () => {
    // The last column stays free: some terminals wrap a line that fills it.
    const room = { width: (stream.columns || 80) - 1, height: (stream.rows || 24) - 1 };
    log(progressFrame(state, now(), room, chalk));
  };
  const timer = setInterval(draw, REDRAW).unref();
  const close = () => {
    clearInterval(timer);
    log.clear();
    log.done();
  };
  return {
    show(event) {
      advance(state, event, now());
      const passing = event.type === 'stage' || (event.type === 'end' && event.verdict === 'pass');
      const line = passing ? '' : lastingLine(event, colour);
      if (line !== '') log.persist(line);
      if (event.type === 'finished') close();
    },
    close,
  };
}

function plainProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  const { colour } = terminalStyle(stream);
  const chalk = painter(colour);
  const state = progressAt(now());
  const say = (line: string) => stream.write(`${line}\n`);
  const timer = setInterval(() => say(heartbeat(state)), HEARTBEAT).unref();
  const heartbeat = (at: ProgressState) =>
    [countsLine(at, now(), chalk), longestWait(at, now())].filter((part) => part !== '').join('; longest wait: ');
  const close = () => clearInterval(timer);
  return {
    show(event) {
      advance(state, event, now());
      const line = event.type === 'begin' ? beginLine(event) : lastingLine(event, colour);
      if (line !== '') say(line);
      if (event.type === 'finished') close();
    },
    close,
  };
}

function beginLine(event: Extract<RunProgress, { type: 'begin' }>): string {
  const label = labelOf(event);
  const caption = event.caption === label ? '' : `  ${visible(event.caption)}`;
  return `begin    ${label}${caption} (${(event.plannedMs / 1000).toFixed(1)} s planned)`;
}

/** What stays on the screen or in the log when the moment is over. Empty for what does not. */
function lastingLine(event: RunProgress, colour: boolean): string {
  const chalk = painter(colour);
  switch (event.type) {
    case 'stage':
      return chalk.dim(visible(event.caption));
    case 'planned':
      return chalk.dim(`${event.cases} cases, about ${(event.plannedMs / 1000).toFixed(0)} s`);
    case 'end': {
      const padding = ' '.repeat(Math.max(0, 6 - event.verdict.length));
      return `${paintOutcome(event.verdict, chalk)}${padding} ${labelOf(event)}  ${visible(event.message)}`;
    }
    case 'note':
      return `${chalk.yellow('note')}     ${visible(event.message)}`;
    case 'begin':
    case 'waiting':
    case 'finished':
    default:
      return '';
  }
}
