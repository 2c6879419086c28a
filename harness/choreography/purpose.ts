import type { Check } from '../judge/check.ts';
import type { Given, Step } from './steps.ts';

/** A test purpose, automated: what is given, what is done, what is judged. Data, all of it. */
export interface PurposeDeclaration {
  /** Id from the catalogue. */
  id: string;
  /** Distinguishes the cases of a parameterised purpose, e.g. `481` or `after-1.5s`. */
  variant?: string;
  given: Given;
  when: Step[];
  checks: Check[];
}
