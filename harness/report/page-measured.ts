import type { Distribution } from '../judge/measurements.ts';
import { measuredIn, RANKS } from './measured.ts';
import type { Report } from './report.ts';
import { inAddress, visible } from './visible.ts';

/** What one case measured, as the page shows it. */
export interface MeasuredView {
  name: string;
  anchor: string;
  distributions: { what: string; count: number; ranks: string[]; picture: string }[];
  /** `amiss`: somebody was told too early, twice or not at all. */
  counts: { what: string; count: number; amiss: boolean }[];
}

export const measuredViews = (report: Report): MeasuredView[] =>
  measuredIn(report).map(({ purpose, name, measurements: { distributions, counts } }) => ({
    name: visible(name),
    anchor: inAddress(purpose),
    distributions: distributions.map((one) => ({
      what: visible(one.what),
      count: one.count,
      ranks: RANKS.map((rank) => `${one[rank]} ${one.unit}`),
      picture: pictureOf(one),
    })),
    counts: Object.entries(counts).map(([what, count]) => ({
      what: visible(what),
      count,
      amiss: count > 0 && AMISS.has(what),
    })),
  }));

/** As the judge calls what must not happen. */
const AMISS: ReadonlySet<string> = new Set(['too early', 'missing', 'doubled']);

const WIDTH = 180;
const HEIGHT = 14;

/**
 * A bar from nothing to the greatest value: half of all lie in its darkest part, all but the slowest hundredth before its
 * faintest. It says nothing that the numbers beside it do not, and is hidden from screen readers.
 */
function pictureOf(distribution: Distribution): string {
  const { max } = distribution;
  if (max <= 0) return '';
  const ends = [0, ...RANKS.map((rank) => Math.round((distribution[rank] / max) * WIDTH))];
  const parts = RANKS.map(
    (rank, index) =>
      `<rect x="${ends[index]}" width="${ends[index + 1]! - ends[index]!}" height="${HEIGHT}" class="${rank}"/>`,
  );
  return `<svg class="spread" aria-hidden="true" focusable="false" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">${parts.join('')}</svg>`;
}
