import type { BaselineComparison } from '../baseline/compare.ts';
import type { Finding } from '../judge/finding.ts';
import type { Measurements } from '../judge/measurements.ts';
import type { Profile, Verdict } from '../judge/verdict.ts';
import type { Ixit } from '../sut/descriptor.ts';

/** `report.json`: everything that any renderer shows. Times are ISO 8601; durations are milliseconds. */
export interface Report {
  schemaVersion: 1;
  run: {
    id: string;
    startedAt: string;
    finishedAt: string;
    durationMs: number;
    suite: SuiteIdentification;
    /** The gating profile: `verdict` of a purpose is the verdict under this one. */
    profile: Profile;
    timers: 'rfc3261' | 'scaled';
    host: 'container' | 'process' | 'address';
    /** The command that repeats this run. */
    command: string;
    interrupted: boolean;
    /** Which part of the run this is, from 1, where it was done in several. */
    shard?: { index: number; of: number };
  };
  suts: SutIdentification[];
  summary: Summary;
  /** Absent where nothing had to be waited for. */
  pace?: Pace;
  purposes: PurposeReport[];
  /** Findings about the test side that belong to no single purpose. */
  harness: { severity: 'note' | 'inconc' | 'error'; message: string }[];
  /** How the run stands to a list of known deviations, where one was given. No verdict depends on it. */
  baseline?: BaselineComparison;
}

/** How long a run took beside the longest single wait that the protocol demands of any of its cases. */
export interface PaceOf {
  durationMs: number;
  longestWait: LongestWait;
  /** The duration in units of that wait. */
  ratio: number;
}

/** Of the whole run, and where purposes that take minutes are part of it, of the run as it was without them. */
export interface Pace extends PaceOf {
  apart?: {
    /** The purposes that take minutes. */
    purposes: string[];
    /** Until the last of the other cases had ended. */
    without: PaceOf;
  };
}

export interface LongestWait {
  ms: number;
  /** The step that waits, in words. */
  what: string;
  purpose: string;
  variant?: string;
}

/** What tested. */
export interface SuiteIdentification {
  name: string;
  version: string;
  node: string;
  sipp: string;
  /** SHA-256 over catalogue, suites, scenarios and harness, in hexadecimal. */
  digest: string;
}

export interface SutIdentification {
  role: 'client' | 'focus' | 'pcscf';
  descriptor: string;
  vendor: string;
  product: string;
  version: string;
  host: 'container' | 'process' | 'address';
  /** Image id, command line or address, as the host has it. */
  build: string;
  /** SHA-256 of the descriptor file, in hexadecimal. */
  descriptorDigest: string;
  /** Implementation conformance statement: the answers that were given. */
  ics: Record<string, boolean>;
  /** Extra information for testing, with the timers that the system ran with. */
  ixit: Ixit;
  defect?: string;
  behaviour?: string;
}

export interface Summary {
  selected: number;
  pass: number;
  fail: number;
  inconc: number;
  error: number;
  notApplicable: number;
  /** Selected and applicable, but not brought to a verdict. `selected` is the sum of all the others. */
  notRun: number;
}

export interface PurposeReport {
  id: string;
  role: string;
  group: string;
  purpose: string;
  requirements: string[];
  /** Selected but never begun, or begun and not finished, when the run was interrupted. */
  run: boolean;
  notApplicable?: string;
  /** Under the gating profile. */
  verdict: Verdict;
  verdicts: Record<Profile, Verdict>;
  classification?: string;
  checks: CheckReport[];
  cases: CaseReport[];
}

/** One check under the gating profile; all three are in `judgements`. */
export interface CheckReport extends Finding {
  /** `<check>` or `<check>/<variant>`. */
  id: string;
  variant?: string;
  verdict: Verdict;
  message: string;
}

export interface CaseReport {
  variant?: string;
  verdicts: Record<Profile, Verdict>;
  durationMs: number;
  /** The part of the duration that the protocol's own timers and windows make unavoidable. */
  plannedMs: number;
  /** Folder of this case's evidence, relative to the report; empty where the case could not even begin. */
  evidence: string;
  /** How what was measured many times is spread, and how often what happened; only of large groups. */
  measurements?: Measurements;
  /** More than 1 where two events fell too close together to be told apart and the case was done again. */
  attempts: number;
  /** Its packets were captured; absent where they were synthesised only. */
  captured?: true;
}
