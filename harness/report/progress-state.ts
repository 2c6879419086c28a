import type { Verdict } from '../judge/verdict.ts';
import type { CaseName, RunProgress } from './progress-events.ts';

/** What is known of a run while it goes on. Times are milliseconds on the clock that the events were taken with. */
export interface ProgressState {
  startedAt: number;
  /** What goes on outside of any case. */
  stage?: string;
  plan?: { cases: number; plannedMs: number; at: number };
  running: Map<string, RunningCase>;
  ended: Record<Verdict, number>;
}

export interface RunningCase {
  label: string;
  caption: string;
  beganAt: number;
  plannedMs: number;
  wait?: { caption: string; since: number; limitMs: number | undefined };
}

export const labelOf = ({ id, variant }: CaseName): string => (variant === undefined ? id : `${id}/${variant}`);

export const progressAt = (startedAt: number): ProgressState => ({
  startedAt,
  running: new Map(),
  ended: { none: 0, pass: 0, inconc: 0, fail: 0, error: 0 },
});

/** Takes one event into the state. @param now the moment of the event. */
export function advance(state: ProgressState, event: RunProgress, now: number): void {
  switch (event.type) {
    case 'stage':
      state.stage = event.caption;
      break;
    case 'planned':
      state.plan = { cases: event.cases, plannedMs: event.plannedMs, at: now };
      break;
    case 'begin': {
      delete state.stage;
      const { caption, plannedMs } = event;
      state.running.set(labelOf(event), { label: labelOf(event), caption, beganAt: now, plannedMs });
      break;
    }
    case 'waiting': {
      const running = state.running.get(labelOf(event));
      if (running) running.wait = { caption: event.caption, since: now, limitMs: event.untilMs };
      break;
    }
    case 'end':
      state.running.delete(labelOf(event));
      state.ended[event.verdict]++;
      break;
    case 'note':
    case 'finished':
      break;
  }
}

export const endedCases = (state: ProgressState): number => Object.values(state.ended).reduce((sum, n) => sum + n, 0);

/** Milliseconds to the end as far as the plan tells; no less than what any running case still has before it. */
export function remainingMs(state: ProgressState, now: number): number | undefined {
  if (!state.plan) return undefined;
  const planned = state.plan.at + state.plan.plannedMs - now;
  const running = [...state.running.values()].map(({ beganAt, plannedMs }) => beganAt + plannedMs - now);
  return Math.max(0, planned, ...running);
}
