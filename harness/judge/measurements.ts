/** How something that was measured many times is spread, in milliseconds: by nearest rank, nothing left out. */
export interface Distribution {
  what: string;
  unit: 'ms';
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** What a case measured, beside its verdict. */
export interface Measurements {
  distributions: Distribution[];
  /** How often what happened, by its name. */
  counts: Record<string, number>;
}

/** `undefined` where nothing was measured. */
export function distributionOf(what: string, values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!);
  return { what, unit: 'ms', count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

/** For the message of a finding. */
export const spokenDistribution = ({ p50, p95, p99, max }: Distribution): string =>
  `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`;

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
