import { outcomeOf } from './outcome.ts';
import type { Report } from './report.ts';

/**
 * What the run as a whole says of the systems under test, under the gating profile. `undecided`: no breach was seen,
 * but something could not be found out. `nothing-run`: not one purpose came to a verdict.
 */
export type Conformance = 'conformant' | 'not-conformant' | 'undecided' | 'nothing-run';

export function conformanceOf(report: Report): Conformance {
  const outcomes = report.purposes.map(outcomeOf).filter((outcome) => outcome !== 'not-applicable');
  if (outcomes.includes('fail')) return 'not-conformant';
  if (outcomes.every((outcome) => outcome === 'not-run')) return 'nothing-run';
  const sound = report.harness.every((finding) => finding.severity === 'note');
  return sound && outcomes.every((outcome) => outcome === 'pass') ? 'conformant' : 'undecided';
}

/** The status as a heading. */
export const STATUS_NAMES: Record<Conformance, string> = {
  conformant: 'CONFORMANT',
  'not-conformant': 'NOT CONFORMANT',
  undecided: 'NOT DECIDED',
  'nothing-run': 'NOTHING RUN',
};

/** The status in one sentence, for a reader who reads nothing else. */
export function conformanceSentence(report: Report): string {
  const { profile } = report.run;
  const { pass, fail } = report.summary;
  switch (conformanceOf(report)) {
    case 'conformant':
      return `Every purpose that was selected and applies passed under the profile ${profile} (${pass}).`;
    case 'not-conformant':
      return `${purposes(fail)} found a breach of the profile ${profile}.`;
    case 'nothing-run':
      return 'No purpose came to a verdict; nothing can be said of the systems under test.';
    case 'undecided':
    default:
      return `No breach of the profile ${profile} was found, but the run does not show conformance: ${obstacles(report)}.`;
  }
}

function obstacles({ summary: { inconc, error, notRun } }: Report): string {
  const named = [
    inconc ? `${inconc} inconclusive` : '',
    error ? `${error} with an error of the test system` : '',
    notRun ? `${notRun} without a verdict` : '',
  ].filter((obstacle) => obstacle !== '');
  return named.length > 0 ? named.join(', ') : 'the test system itself was not sound';
}

const purposes = (count: number): string => (count === 1 ? 'One purpose' : `${count} purposes`);
