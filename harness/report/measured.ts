import type { Distribution, Measurements } from '../judge/measurements.ts';
import type { PurposeReport, Report } from './report.ts';
import { visible } from './visible.ts';

/** What one case measured, by its name. */
export interface Measured {
  purpose: string;
  /** The purpose, and the variant where there is one. */
  name: string;
  measurements: Measurements;
}

/** Every case that measured anything, in the order of the report. */
export const measuredIn = (report: Pick<Report, 'purposes'>): Measured[] => report.purposes.flatMap(measuredBy);

export const measuredBy = ({ id, cases }: PurposeReport): Measured[] =>
  cases.flatMap(({ variant, measurements }) =>
    measurements ? [{ purpose: id, name: variant === undefined ? id : `${id}/${variant}`, measurements }] : [],
  );

/** The percentiles of a distribution, from the least to the greatest: what a table has columns for. */
export const RANKS = ['p50', 'p95', 'p99', 'max'] as const satisfies (keyof Distribution)[];

/** In one line, for where there is no room for a table. */
export function spokenMeasurements({ distributions, counts }: Measurements): string {
  const spread = distributions.map(
    (one) => `${one.what} (${one.count}): ${RANKS.map((rank) => `${rank} ${one[rank]} ${one.unit}`).join(', ')}`,
  );
  const counted = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return visible([...spread, ...(counted.length > 0 ? [counted.join(', ')] : [])].join('; '));
}
