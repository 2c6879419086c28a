import type { CaptureRate } from './capture-rate.ts';
import type { MeasuredRun } from './measured-run.ts';
import type { PlainScripts } from './plain-scripts.ts';
import type { Cost, Part } from './process-cost.ts';
import type { ScaleCost } from './scale-cost.ts';
import { percentile } from './waits.ts';

/** What `reports/bench.json` holds. Times are in milliseconds unless their name says otherwise. */
export interface BenchResult {
  schemaVersion: 1;
  at: string;
  machine: { cores: number; model: string; node: string };
  /** How loaded the machine was as the benchmark began: the average number of running processes in the minute before. */
  loadBefore: number;
  smoke: boolean;
  run: {
    command: string;
    host: string;
    timers: string;
    purposes: number;
    cases: number;
    passed: number;
    /** Cases that were done more than once. */
    repeated: number;
    wallMs: number;
    setUpMs: number;
    firstVerdictMs: number;
    writingMs: number;
    /** The longest wait within one step: less than what one purpose waits in all. */
    longestStepMs: number;
    /** All waits of one purpose together. */
    longestWaitMs: number;
    longestWaitOf: string;
    overheadMedianMs: number;
    overheadP95Ms: number;
    cost: Record<Part, Cost>;
    /** Of all parts together. */
    cpuSPerCase: number;
  };
  scripts?: PlainScripts;
  scale: ScaleCost[];
  captures?: CaptureRate;
  bounds: Bound[];
}

/** Something that is to hold, and what was measured. */
export interface Bound {
  what: string;
  measured: number;
  /** `at most` or `at least` this. */
  most?: number;
  least?: number;
  unit: string;
  holds: boolean;
}

export function runResult(measured: MeasuredRun): BenchResult['run'] {
  const { record, report, cases, wallMs, setUpMs, firstVerdictMs, writingMs, cost } = measured;
  const longest = cases.toSorted((a, b) => b.mandatedMs - a.mandatedMs)[0]!;
  const overheads = cases.map(({ overheadMs }) => overheadMs);
  return {
    command: record.run.command,
    host: record.run.host,
    timers: record.run.timers,
    purposes: report.purposes.filter(({ cases: own }) => own.length > 0).length,
    cases: cases.length,
    passed: report.purposes.filter(({ verdict }) => verdict === 'pass').length,
    repeated: cases.filter(({ record: { attempts } }) => attempts > 1).length,
    wallMs,
    setUpMs,
    firstVerdictMs,
    writingMs,
    longestStepMs: report.pace?.longestWait.ms ?? 0,
    longestWaitMs: longest.mandatedMs,
    longestWaitOf: longest.record.id,
    overheadMedianMs: percentile(overheads, 0.5) ?? 0,
    overheadP95Ms: percentile(overheads, 0.95) ?? 0,
    cost,
    cpuSPerCase: (cost.harness.cpuS + cost.sipp.cpuS + cost.sut.cpuS) / cases.length,
  };
}

/**
 * What is aimed at.
 * @param slack by how much a machine with other work may miss a ratio of times; with any, times by themselves are no bounds
 */
export function boundsOf({ run, scripts, scale }: Omit<BenchResult, 'bounds'>, slack = 1): Bound[] {
  const costs = scale.map(({ harnessMs }) => harnessMs);
  const work = (run.wallMs - run.setUpMs - run.writingMs) / run.longestWaitMs;
  return [
    most('first case to last verdict, by the longest wait', work, 1.25 * slack, '×'),
    ...(slack === 1 ? [most('overhead of a case, median', run.overheadMedianMs, 150, 'ms')] : []),
    most('peak memory of the harness', run.cost.harness.peakMb, 600, 'MB'),
    ...(scripts ? [least('faster than plain scripts', scripts.extrapolatedMs / run.wallMs, 20 / slack, '×')] : []),
    ...(costs.length > 1
      ? [most('dearest by cheapest NOTIFY, judged', Math.max(...costs) / Math.min(...costs), 1.2 * slack, '×')]
      : []),
  ];
}

const most = (what: string, measured: number, limit: number, unit: string): Bound => ({
  what,
  measured,
  most: limit,
  unit,
  holds: measured <= limit,
});

const least = (what: string, measured: number, limit: number, unit: string): Bound => ({
  what,
  measured,
  least: limit,
  unit,
  holds: measured >= limit,
});
