/** One thing that a run may need of this machine, and how it is. */
export interface Symptom {
  /** Stable, in kebab case: other programs read it. */
  id: string;
  /** `missing` stands in the way of a run; `limited` takes something away from it. */
  state: 'good' | 'limited' | 'missing';
  /** What was found, in a few words. */
  found: string;
  /** What to do or to type about it; absent where nothing is to be done. */
  mend?: string;
}
