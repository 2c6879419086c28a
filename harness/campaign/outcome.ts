import { purpose } from '../../catalogue/index.ts';
import type { CaseVerdict } from '../judge/finding.ts';
import { type Profile, PROFILES, type Verdict, worst } from '../judge/verdict.ts';
import type { CheckReport, PurposeReport } from '../report/report.ts';
import type { CaseOutcome } from './case.ts';

/** The message of the finding that made the verdict what it is. */
export function decidingMessage({ findings, verdicts }: CaseVerdict, profile: Profile): string {
  const decided = findings.filter((finding) => finding.judgements[profile].verdict === verdicts[profile]);
  const own = decided.find((finding) => finding.requirement !== '') ?? decided[0];
  return own?.judgements[profile].message ?? '';
}

/** One purpose of the report out of all its cases; no cases: it was selected and not run, or not applicable. */
export function purposeReport(
  id: string,
  outcomes: readonly CaseOutcome[],
  profile: Profile,
  { casesDue, notApplicable }: { casesDue: number; notApplicable?: string | undefined },
): PurposeReport {
  const row = purpose(id);
  const run = notApplicable === undefined && outcomes.length === casesDue;
  const verdictsOf = (p: Profile): Verdict => worst(outcomes.map((outcome) => outcome.verdict.verdicts[p]));
  const verdicts = Object.fromEntries(PROFILES.map((p) => [p, verdictsOf(p)])) as Record<Profile, Verdict>;
  const classification = outcomes.map((outcome) => outcome.verdict.classification).find((found) => found !== undefined);
  return {
    id,
    role: row.role,
    group: row.group,
    purpose: row.purpose,
    requirements: row.requirements,
    run,
    ...(notApplicable === undefined ? {} : { notApplicable }),
    verdict: verdicts[profile],
    verdicts,
    ...(classification === undefined ? {} : { classification }),
    checks: outcomes.flatMap((outcome) => checkReports(outcome, profile)),
    cases: outcomes.map(({ declaration, verdict, durationMs, plannedMs, evidence, attempts, captured }) => ({
      ...(declaration.variant === undefined ? {} : { variant: declaration.variant }),
      verdicts: verdict.verdicts,
      durationMs,
      plannedMs,
      evidence,
      attempts,
      ...(captured && { captured }),
      ...(verdict.measurements && { measurements: verdict.measurements }),
    })),
  };
}

const checkReports = ({ declaration: { variant }, verdict }: CaseOutcome, profile: Profile): CheckReport[] =>
  verdict.findings.map((finding) => ({
    ...finding,
    id: variant === undefined ? finding.check : `${finding.check}/${variant}`,
    ...(variant === undefined ? {} : { variant }),
    verdict: finding.judgements[profile].verdict,
    message: finding.judgements[profile].message,
  }));
