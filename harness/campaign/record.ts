import type { Baseline } from '../baseline/baseline.ts';
import type { CaseRecord, RunRecord, SelectedPurpose } from '../evidence/run-record.ts';
import type { CaseOutcome } from './case.ts';
import type { Selection } from './select.ts';

/** What is kept of a run so that it can be judged again. */
export function recordOf(
  about: Pick<RunRecord, 'run' | 'suts' | 'harness'>,
  selection: Selection,
  outcomes: readonly CaseOutcome[],
  baseline?: Baseline,
): RunRecord {
  return {
    schemaVersion: 1,
    run: about.run,
    suts: about.suts,
    purposes: selected(selection),
    cases: outcomes.map(caseRecord).toSorted(byName),
    harness: about.harness,
    ...(baseline === undefined ? {} : { baseline }),
  };
}

function selected({ cases, notApplicable }: Selection): SelectedPurpose[] {
  const ids = [...new Set([...cases.map((c) => c.declaration.id), ...notApplicable.keys()])].toSorted();
  return ids.map((id) => {
    const reason = notApplicable.get(id);
    const casesDue = cases.filter((c) => c.declaration.id === id).length;
    return { id, casesDue, ...(reason === undefined ? {} : { notApplicable: reason }) };
  });
}

function caseRecord({
  declaration: { id, variant },
  verdict: _judged,
  addresses: _cut,
  ...rest
}: CaseOutcome): CaseRecord {
  return { id, ...(variant === undefined ? {} : { variant }), ...rest };
}

const byName = (a: CaseRecord, b: CaseRecord): number =>
  a.id.localeCompare(b.id, 'en') || (a.variant ?? '').localeCompare(b.variant ?? '', 'en', { numeric: true });
