import { purposes as catalogued } from '../../catalogue/index.ts';
import { compareWithBaseline } from '../baseline/compare.ts';
import type { RunRecord } from '../evidence/run-record.ts';
import type { Profile } from '../judge/verdict.ts';
import type { Report } from '../report/report.ts';
import { summarise } from '../report/summary.ts';
import type { CaseOutcome } from './case.ts';
import { purposeReport } from './outcome.ts';
import { paceOf } from './pace.ts';

/**
 * The report of a run from its record and its judged cases. Pure, and the only way to a report: a run that is judged
 * again from its evidence takes it as well.
 * @param profile the gating one; the run's own unless the evidence is read under another
 */
export function reportOf(
  record: RunRecord,
  outcomes: readonly CaseOutcome[],
  profile: Profile = record.run.profile,
): Report {
  const purposes = record.purposes.map(({ id, ...due }) =>
    purposeReport(id, outcomes.filter((outcome) => outcome.declaration.id === id).toSorted(byVariant), profile, due),
  );
  const pace = paceOf(record, outcomes);
  const report: Report = {
    schemaVersion: 1,
    run: { ...record.run, profile },
    suts: record.suts,
    summary: summarise(purposes),
    ...(pace && { pace }),
    purposes,
    harness: record.harness,
  };
  if (record.baseline) report.baseline = compareWithBaseline(report, record.baseline, (id) => catalogued.has(id));
  return report;
}

const byVariant = (a: CaseOutcome, b: CaseOutcome): number =>
  (a.declaration.variant ?? '').localeCompare(b.declaration.variant ?? '', 'en', { numeric: true });
