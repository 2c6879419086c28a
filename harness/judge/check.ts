import type { TimelineEvent } from '../timeline/event.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { Judgement } from './finding.ts';
import type { Profile } from './verdict.ts';

/** All that a check may look at. */
export interface Evidence {
  /** In the order of time. */
  timeline: readonly TimelineEvent[];
  ixit: Ixit;
}

/**
 * One question to the evidence. `judge` is pure: the same evidence and profile give the same judgement, always and
 * everywhere; it neither waits nor reads a clock. One that does not name `profile` is asked once for all profiles.
 */
export interface Check {
  /** In kebab case, the same whether it passes or fails. */
  id: string;
  /** Id of the requirement that it stands for. */
  requirement: string;
  title: string;
  /** What is demanded, in our words. */
  required: string;
  /** What users suffer where it is breached. */
  consequence: string;
  judge(evidence: Evidence, profile: Profile): Judgement;
  /** Set where it takes note of what no rule forbids, and so can fail nobody: why not. */
  takesNote?: string;
}

/** The same question, asked on behalf of another requirement that demands the same. */
export const standingFor = (requirement: string, check: Check): Check => ({ ...check, requirement });
