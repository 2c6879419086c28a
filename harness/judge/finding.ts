import type { Measurements } from './measurements.ts';
import type { Profile, Verdict } from './verdict.ts';

/** What one check has to say under one profile. */
export interface Judgement {
  verdict: Verdict;
  /** One sentence for a reader in a hurry: what was seen, measured where a measure decided. */
  message: string;
  /** `seq` of the two events that decided, in order of time, where two did. */
  deciding?: [number, number];
  /** Milliseconds between the deciding pair. */
  distanceMs?: number;
  /** Bad luck stood in the way, closeness of two events or a busy machine: doing the case again may tell. */
  repeatable?: boolean;
  /** Legal, but worth a reader's knowing. */
  notes?: string[];
}

/** One check of one purpose, under all three profiles. The same id whether it passed or failed. */
export interface Finding {
  /** e.g. `media-retained-until-final`. */
  check: string;
  /** Id of the requirement that the check stands for. */
  requirement: string;
  clause: string;
  /** What the requirement demands, in our words. */
  required: string;
  /** What a breach means for users. */
  consequence: string;
  judgements: Record<Profile, Judgement>;
}

/** What a whole test case came to: its findings and, per profile, the worst of them with the test side's own health. */
export interface CaseVerdict {
  verdicts: Record<Profile, Verdict>;
  findings: Finding[];
  /** Set by the classifier TP-CL-LV-21. */
  classification?: string;
  /** What was measured many times over: in large groups. */
  measurements?: Measurements;
}
