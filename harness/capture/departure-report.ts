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

/** What some departures, one after the other, came to. */
export interface JudgedPart {
  departures: DepartureReport[];
  checks: CheckCounts;
}

/** Judges departures, in their order. Pure: where that is done makes no difference. */
export function judgePart(departures: readonly Departure[], profile: Profile): JudgedPart {
  const part: JudgedPart = { departures: [], checks: {} };
  for (const departure of departures)
    for (const one of judgeDeparture(departure)) part.departures.push(entered(one, part.checks, profile));
  return part;
}

/** Adds what some departures came to, behind what those before them did. */
export function append(whole: JudgedPart, { departures, checks }: JudgedPart): void {
  for (const one of departures) whole.departures.push(one);
  for (const [check, found] of Object.entries(checks)) {
    const counts = (whole.checks[check] ??= {});
    for (const [verdict, count] of Object.entries(found) as [Verdict, number][])
      counts[verdict] = (counts[verdict] ?? 0) + count;
  }
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
