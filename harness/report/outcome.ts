import type { Profile } from '../judge/verdict.ts';
import type { PurposeReport, Report } from './report.ts';

/**
 * What became of a selected test purpose: its verdict under the gating profile or the reason why it has none.
 * `not-applicable`: an ICS answer, or the gating profile itself, asks nothing of this system. `none`: it ran, and
 * nothing was judged, which is nobody's pass.
 */
export const OUTCOMES = ['pass', 'fail', 'inconc', 'error', 'not-applicable', 'not-run', 'none'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function outcomeOf(purpose: PurposeReport): Outcome {
  if (purpose.notApplicable !== undefined) return 'not-applicable';
  // A breach that one case has shown stands, whatever the cases that did not end would have shown.
  if (!purpose.run) return purpose.verdict === 'fail' ? 'fail' : 'not-run';
  if (purpose.verdict !== 'none') return purpose.verdict;
  return judgedElsewhere(purpose) ? 'not-applicable' : 'none';
}

/** The same under any one profile. */
export const outcomeUnder = (purpose: PurposeReport, profile: Profile): Outcome =>
  outcomeOf({ ...purpose, verdict: purpose.verdicts[profile] });

/** Why a purpose with the outcome `not-applicable` is so, in words. */
export function whyNotApplicable(purpose: PurposeReport, report: Report): string {
  return purpose.notApplicable ?? `the profile ${report.run.profile} asks nothing here`;
}

/** A profile that asks nothing of anybody gives no verdict where another profile gives one. */
const judgedElsewhere = (purpose: PurposeReport): boolean =>
  Object.values(purpose.verdicts).some((verdict) => verdict !== 'none');

/** How an outcome is written for people. The sign tells outcomes apart where there is no colour. */
export const OUTCOME_NAMES: Record<Outcome, { name: string; sign: string }> = {
  pass: { name: 'PASS', sign: '✓' },
  fail: { name: 'FAIL', sign: '✗' },
  inconc: { name: 'INCONC', sign: '?' },
  error: { name: 'ERROR', sign: '!' },
  'not-applicable': { name: 'N/A', sign: '–' },
  'not-run': { name: 'NOT RUN', sign: '○' },
  none: { name: 'NONE', sign: '·' },
};
