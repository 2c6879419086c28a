import { conformanceOf } from '../report/conformance.ts';
import type { Report } from '../report/report.ts';

/** What the command line ends with. */
export const EXIT = {
  conformant: 0,
  /** A breach was found. */
  notConformant: 1,
  /** Wrong usage; nothing was run. */
  usage: 2,
  /** No breach, but something could not be found out, or the fault is the test system's own. */
  undecided: 3,
  /** As a shell reports a program that SIGINT ended. */
  interrupted: 130,
} as const;

const BY_BASELINE = { held: EXIT.conformant, broken: EXIT.notConformant, undecided: EXIT.undecided };

/**
 * Never {@link EXIT.conformant} for a run in which nothing came to a verdict. Where the run was held against a baseline,
 * that decides: a known deviation stops nobody, and one that is gone without a word does.
 */
export function exitCodeOf(report: Report): number {
  if (report.run.interrupted) return EXIT.interrupted;
  if (report.baseline) return BY_BASELINE[report.baseline.outcome];
  switch (conformanceOf(report)) {
    case 'conformant':
      return EXIT.conformant;
    case 'not-conformant':
      return EXIT.notConformant;
    case 'undecided':
    case 'nothing-run':
    default:
      return EXIT.undecided;
  }
}

/** Of several runs: an interruption, else a breach, else what was not decided. */
export const worstCode = (codes: readonly number[]): number =>
  [EXIT.interrupted, EXIT.notConformant, EXIT.undecided].find((code) => codes.includes(code)) ?? EXIT.conformant;
