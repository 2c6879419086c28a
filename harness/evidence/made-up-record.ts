import { madeUpReport } from '../report/made-up-report.ts';
import type { CaseRecord, RunRecord } from './run-record.ts';

/** The record of a run that never was, for tests: each case is the only one of its purpose. */
export function madeUpRecord(cases: readonly (Partial<CaseRecord> & { id: string })[]): RunRecord {
  const { run, suts, harness } = madeUpReport([]);
  return {
    schemaVersion: 1,
    run,
    suts,
    purposes: cases.map(({ id }) => ({ id, casesDue: 1 })),
    cases: cases.map((parts) => ({
      beganAt: '2026-11-22T12:00:00.000Z',
      sutAddress: '127.0.0.1',
      durationMs: 1200,
      plannedMs: 1000,
      evidence: `evidence/${parts.id}`,
      attempts: 1,
      ...parts,
    })),
    harness,
  };
}
