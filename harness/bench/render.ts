import Table from 'cli-table3';
import type { BenchResult } from './result.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
const mb = (value: number): string => `${Math.round(value)} MB`;

/** One table for people. */
export function renderBench({ run, scripts, scale, captures, bounds, machine }: BenchResult): string {
  const { harness, sipp, sut } = run.cost;
  const rows: [string, string][] = [
    ['machine', `${machine.cores} cores, ${machine.model}, Node ${machine.node}`],
    ['run', `${run.purposes} purposes, ${run.cases} cases, ${run.passed} passed (${run.host}, timers ${run.timers})`],
    ['wall time', `${seconds(run.wallMs)}, of that ${seconds(run.setUpMs)} set-up, ${seconds(run.writingMs)} writing`],
    ['longest demanded wait', `${seconds(run.longestWaitMs)} (${run.longestWaitOf})`],
    ['first verdict after', seconds(run.firstVerdictMs)],
    ['overhead of a case', `median ${ms(run.overheadMedianMs)}, p95 ${ms(run.overheadP95Ms)}`],
    ['done more than once', `${run.repeated} cases`],
    ['processor, a case', `${(1000 * run.cpuSPerCase).toFixed(0)} ms`],
    ['· harness', `${harness.cpuS.toFixed(1)} s, peak ${mb(harness.peakMb)}`],
    ['· SIPp', `${sipp.cpuS.toFixed(1)} s, peak ${mb(sipp.peakMb)} together`],
    ['· systems under test', `${sut.cpuS.toFixed(1)} s, peak ${mb(sut.peakMb)} together`],
  ];
  if (scripts)
    rows.push([
      'plain SIPp scripts',
      `${seconds(scripts.extrapolatedMs)} for ${scripts.cases} cases, from ${scripts.sampled} in ${seconds(scripts.sampleMs)}`,
    ]);
  for (const { participants, notifies, harnessMs, judgingMs, verdict } of scale)
    rows.push([
      `NOTIFY, ${participants} people`,
      `${ms(judgingMs)} judging, ${ms(harnessMs)} in all; ${notifies} NOTIFYs, ${verdict}`,
    ]);
  if (captures) rows.push(['judge, captures', `${captures.packetsPerS} packets/s of ${captures.packets}`]);
  for (const { what, measured, most, least, unit, holds } of bounds)
    rows.push([
      `${holds ? '✓' : '✗'} ${what}`,
      `${measured.toFixed(2)} ${unit}, ${most === undefined ? `at least ${least!.toFixed(2)}` : `at most ${most.toFixed(2)}`}`,
    ]);
  const table = new Table({ style: { head: [], border: [] } });
  table.push(...rows);
  return `${table.toString()}\n`;
}
