/**
 * TTCN-3's verdicts in their order: a later one overwrites an earlier one, never the other way round
 * (ES 201 873-1 §24.1). `fail` says that the evidence shows a breach; `inconc` that we could not find out;
 * `error` that the fault is the test system's.
 */
export const VERDICTS = ['none', 'pass', 'inconc', 'fail', 'error'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const worst = (verdicts: Iterable<Verdict>): Verdict => {
  let result: Verdict = 'none';
  for (const verdict of verdicts) if (VERDICTS.indexOf(verdict) > VERDICTS.indexOf(result)) result = verdict;
  return result;
};

/** The three readings of one trace. `cr`: the change request to the letter; `harmonised`: with RFC 3261 §15.1.1; `pre-cr`: the old text. */
export const PROFILES = ['cr', 'harmonised', 'pre-cr'] as const;
export type Profile = (typeof PROFILES)[number];
