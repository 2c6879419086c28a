/** How the time that a run took stands to the waits that the protocol asks for, which no test system can make shorter. */
import { nameOf } from '../choreography/declare.ts';
import { waitsOf } from '../choreography/planned.ts';
import type { RunRecord } from '../evidence/run-record.ts';
import type { LongestWait, Pace, PaceOf } from '../report/report.ts';
import { purposes } from '../../catalogue/index.ts';
import type { CaseOutcome } from './case.ts';

/** Purposes whose rows ask for minutes: what a run is like is told without them as well. */
const MINUTES_LONG: readonly string[] = ['TP-CL-TO-11', 'TP-CF-SC-05'];

/** `undefined` where no case had to wait for anything. */
export function paceOf(
  { run, suts }: Pick<RunRecord, 'run' | 'suts'>,
  outcomes: readonly CaseOutcome[],
): Pace | undefined {
  const whole = against(run.durationMs, longestWait(outcomes, suts));
  if (!whole) return undefined;
  const apart = MINUTES_LONG.filter((id) => outcomes.some(({ declaration }) => declaration.id === id));
  if (apart.length === 0) return whole;
  const others = outcomes.filter(({ declaration }) => !apart.includes(declaration.id));
  const without = against(lastEnd(others) - Date.parse(run.startedAt), longestWait(others, suts));
  return without ? { ...whole, apart: { purposes: apart, without } } : whole;
}

const against = (durationMs: number, wait: LongestWait | undefined): PaceOf | undefined =>
  wait && { durationMs, longestWait: wait, ratio: Math.round((100 * durationMs) / wait.ms) / 100 };

/** The longest single wait of any case, with the timers that its system ran with; of several, that of the first by name. */
function longestWait(outcomes: readonly CaseOutcome[], suts: RunRecord['suts']): LongestWait | undefined {
  let longest: LongestWait | undefined;
  const byName = outcomes.toSorted((a, b) => nameOf(a.declaration).localeCompare(nameOf(b.declaration), 'en'));
  for (const { declaration } of byName) {
    const { id, variant } = declaration;
    const ixit = suts.find(({ role }) => role === purposes.get(id)?.role)?.ixit;
    if (!ixit) continue;
    for (const { ms, what } of waitsOf(declaration, ixit))
      if (ms > (longest?.ms ?? 0)) longest = { ms, what, purpose: id, ...(variant === undefined ? {} : { variant }) };
  }
  return longest;
}

const lastEnd = (outcomes: readonly CaseOutcome[]): number =>
  Math.max(0, ...outcomes.map(({ beganAt, durationMs }) => Date.parse(beganAt) + durationMs));
