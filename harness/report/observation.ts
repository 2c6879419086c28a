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
      return purpose.checks.find((check) => check.requirement !== '')?.message ?? '';
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

/** Remarks that stand beside the verdict: what the other profiles make of a failure, and the judge's notes. */
export function remarksOn(purpose: PurposeReport, report: Report): string[] {
  const notes = purpose.checks.flatMap((check) => check.judgements[report.run.profile].notes ?? []);
  return [...deviationOf(purpose, report), ...new Set(notes)];
}

/** Says of a failure that RFC 3261 permits that it is one. */
export function deviationOf({ verdicts }: PurposeReport, { run }: Report): string[] {
  const permitted = run.profile === 'cr' && verdicts.cr === 'fail' && verdicts.harmonised === 'pass';
  return permitted ? ['deviates from the letter of the change request; RFC 3261 §15.1.1 permits this'] : [];
}

/** The other profiles that see a check otherwise than the gating one does. */
export const dissenting = (check: CheckReport, gate: Profile): Profile[] =>
  PROFILES.filter((profile) => check.judgements[profile].verdict !== check.judgements[gate].verdict);

const labelled = ({ variant, message }: CheckReport): string =>
  variant === undefined ? message : `${variant}: ${message}`;
