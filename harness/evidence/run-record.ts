import type { Baseline } from '../baseline/baseline.ts';
import type { Report, SutIdentification } from '../report/report.ts';
import { validatorOf } from './schema.ts';

/**
 * `evidence/run.json`: all that a verdict needs besides the timelines. Nothing in it is a verdict; together with the
 * timelines and the suite's checks it gives the report again, without the system under test.
 */
export interface RunRecord {
  schemaVersion: 1;
  run: Report['run'];
  suts: SutIdentification[];
  /** What was selected, in the order of the report. */
  purposes: SelectedPurpose[];
  /** Every case that ended, in the order of the report. */
  cases: CaseRecord[];
  harness: Report['harness'];
  /** The known deviations that the run was held against, where it was. */
  baseline?: Baseline;
}

export interface SelectedPurpose {
  id: string;
  /** How many cases it has in this run. */
  casesDue: number;
  /** Why it does not apply, where it does not. */
  notApplicable?: string;
}

export interface CaseRecord {
  id: string;
  variant?: string;
  /** ISO 8601: what the times of its timeline count from. */
  beganAt: string;
  /** IP address of the system under test. */
  sutAddress: string;
  durationMs: number;
  plannedMs: number;
  /** Folder, relative to the run's; empty where the case could not even begin. */
  evidence: string;
  attempts: number;
  /** Its packets were captured; absent where they were synthesised only. */
  captured?: true;
  /** Set where the test side could not even begin: why. */
  failure?: string;
}

/** Where the record lies in a run's folder. */
export const RUN_RECORD = 'evidence/run.json';

/** A stored run that cannot be read as one. The message is one line. */
export class EvidenceError extends Error {
  override name = 'EvidenceError';
}

export const renderRunRecord = (record: RunRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** @throws {EvidenceError} where the text is no run record */
export function parseRunRecord(text: string): RunRecord {
  const value = parsed(text);
  const complaint = complaintAbout(value);
  if (complaint !== undefined) throw new EvidenceError(`${RUN_RECORD}: ${complaint}`);
  return value as RunRecord;
}

const complaintAbout = validatorOf(new URL('run-record.schema.json', import.meta.url));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceError(`${RUN_RECORD} is not JSON`);
  }
}
