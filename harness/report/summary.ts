import { outcomeOf } from './outcome.ts';
import type { PurposeReport, Summary } from './report.ts';

/** Counts outcomes under the gating profile. */
export function summarise(purposes: readonly PurposeReport[]): Summary {
  const outcomes = purposes.map(outcomeOf);
  const count = (...wanted: string[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
  return {
    selected: purposes.length,
    pass: count('pass'),
    fail: count('fail'),
    inconc: count('inconc'),
    error: count('error'),
    notApplicable: count('not-applicable'),
    notRun: count('not-run', 'none'),
  };
}

/** The counts as people write them: `31 selected: 29 pass, 1 fail, 1 inconc`. Zeros are left out, but for `pass`. */
export function summaryLine(summary: Summary): string {
  const parts: [number, string][] = [
    [summary.pass, 'pass'],
    [summary.fail, 'fail'],
    [summary.inconc, 'inconc'],
    [summary.error, 'error'],
    [summary.notApplicable, 'not applicable'],
    [summary.notRun, 'not run'],
  ];
  const shown = parts
    .filter(([count, name]) => count > 0 || name === 'pass')
    .map(([count, name]) => `${count} ${name}`);
  return `${summary.selected} selected: ${shown.join(', ')}`;
}
