import { decidingMessage } from '../campaign/outcome.ts';
import { type Profile, type Verdict, VERDICTS } from '../judge/verdict.ts';
import type { Departure } from './departures.ts';
import { judgeDeparture, type JudgedDeparture } from './judge-departure.ts';

export interface DepartureReport extends Omit<JudgedDeparture, 'verdict' | 'timeline'> {
  verdicts: Record<Profile, Verdict>;
  /** What decided under the gating profile. */
  message: string;
  /** Checks that did not pass under it, and why. */
  findings: { check: string; requirement: string; verdict: Verdict; message: string }[];
}

/** By check, how many departures came to each verdict under the gating profile. */
export type CheckCounts = Record<string, Partial<Record<Verdict, number>>>;

/** What departures came to, in the order in which they were settled. */
export interface JudgedDepartures {
  departures: DepartureReport[];
  checks: CheckCounts;
}

/** Judges a departure, and enters what both sides of it came to. */
export function enterDeparture(into: JudgedDepartures, departure: Departure, profile: Profile): void {
  for (const one of judgeDeparture(departure)) into.departures.push(entered(one, into.checks, profile));
}

function entered(
  { verdict, timeline: _evidence, ...about }: JudgedDeparture,
  checks: CheckCounts,
  profile: Profile,
): DepartureReport {
  for (const { check, requirement, judgements } of verdict.findings) {
    if (requirement === '') continue;
    const counts = (checks[`${about.role}: ${check}`] ??= {});
    const { verdict: found } = judgements[profile];
    counts[found] = (counts[found] ?? 0) + 1;
  }
  return {
    ...about,
    verdicts: verdict.verdicts,
    message: decidingMessage(verdict, profile),
    findings: verdict.findings.flatMap(({ check, requirement, judgements }) => {
      const { verdict: found, message } = judgements[profile];
      return VERDICTS.indexOf(found) > VERDICTS.indexOf('pass')
        ? [{ check, requirement, verdict: found, message }]
        : [];
    }),
  };
}
