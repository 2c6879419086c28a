/** Deviations that somebody knows of and answers for, as a YAML file has them (`baseline.schema.json`). */
export interface Baseline {
  /** As the file was given on the command line. */
  file: string;
  /** Checks that fail, every time. */
  deviations: BaselineEntry[];
  /** Checks that sometimes fail: neither their failure nor their pass is news. */
  flaky: BaselineEntry[];
}

export interface BaselineEntry {
  /** Id of a test purpose. */
  purpose: string;
  /** Id of a check: of all cases of the purpose, or with `/variant` of one. */
  check: string;
  /** Why this is so, for whoever finds it red one day. */
  reason: string;
  /** Where the work on it is tracked. */
  ticket: string;
  /** ISO 8601 date: the last day on which the entry holds. */
  expires: string;
}
