import { PROFILES, type Profile } from '../judge/verdict.ts';
import { outcomeOf, whyNotApplicable } from './outcome.ts';
import type { CheckReport, PurposeReport, Report } from './report.ts';

/** The check that decided under the gating profile: the first that is as bad as the whole. None where the test side decided. */
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
  const decisive = purpose.checks.filter((check) => check.verdict === purpose.verdict);
  const troubled = purpose.cases.filter((one) => one.trouble !== undefined);
  const [first = 'no check was made', ...others] =
    decisive.length > 0
      ? decisive.map(({ variant, message }) => labelled(variant, message))
      : troubled.map(({ variant, trouble }) => labelled(variant, trouble ?? ''));
  return others.length > 0 ? `${first} (and ${others.length} more)` : first;
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

const labelled = (variant: string | undefined, text: string): string =>
  variant === undefined ? text : `${variant}: ${text}`;
