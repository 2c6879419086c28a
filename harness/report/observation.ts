import { PROFILES, type Profile } from '../judge/verdict.ts';
import { outcomeOf, whyNotApplicable } from './outcome.ts';
import type { CheckReport, PurposeReport, Report } from './report.ts';

/** The check that decided under the gating profile: the first that is as bad as the whole. */
export const decidingCheck = (purpose: PurposeReport): CheckReport | undefined =>
  purpose.checks.find((check) => check.verdict === purpose.verdict);

/** The one line of a campaign table that says what was seen. */
export function observationOf(purpose: PurposeReport, report: Report): string {
  switch (outcomeOf(purpose)) {
    case 'not-applicable':
      return whyNotApplicable(purpose, report);
    case 'not-run':
      return report.run.interrupted ? 'the run was interrupted before this ended' : 'was not brought to an end';
    case 'none':
      return 'ran, but nothing was judged';
    case 'pass':
      return purpose.classification ? `class ${purpose.classification}` : '';
    case 'fail':
    case 'inconc':
    case 'error':
    default:
      return whatDecided(purpose);
  }
}

function whatDecided(purpose: PurposeReport): string {
  const deciding = decidingCheck(purpose);
  if (!deciding) return 'no check was made';
  // Where the test side decided, all that could not be judged agrees with it and adds nothing.
  const alike = deciding.requirement === '' ? [] : purpose.checks.filter((check) => check.verdict === purpose.verdict);
  const others = alike.length - 1;
  return others > 0 ? `${labelled(deciding)} (and ${others} more)` : labelled(deciding);
}

/** Remarks that stand beside the verdict: notes of the judge, and what the other profiles make of a failure. */
export function remarksOn(purpose: PurposeReport, report: Report): string[] {
  const { profile } = report.run;
  const notes = purpose.checks.flatMap((check) => check.judgements[profile].notes ?? []);
  if (profile === 'cr' && purpose.verdicts.cr === 'fail' && purpose.verdicts.harmonised === 'pass')
    notes.push('deviates from the letter of the change request; RFC 3261 §15.1.1 permits this');
  return [...new Set(notes)];
}

/** The other profiles that see a check otherwise than the gating one does. */
export const dissenting = (check: CheckReport, gate: Profile): Profile[] =>
  PROFILES.filter((profile) => check.judgements[profile].verdict !== check.judgements[gate].verdict);

const labelled = ({ variant, message }: CheckReport): string =>
  variant === undefined ? message : `${variant}: ${message}`;
