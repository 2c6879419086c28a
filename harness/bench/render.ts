import Table from 'cli-table3';
import type { BenchResult } from './result.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
const mb = (value: number): string => `${Math.round(value)} MB`;

/** One table for people. */
export function renderBench(result: BenchResult): string {
  const table = new Table({ style: { head: [], border: [] } });
  table.push(...rowsOf(result));
  return `${table.toString()}\n`;
}

const BEGIN = '<!-- measured -->';
const END = '<!-- end of what was measured -->';

/**
 * A document with its figures renewed: what stands between the two marks in it.
 * @throws Error where the document lacks them
 */
export function withFigures(document: string, result: BenchResult): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document has no place for figures: expected ${BEGIN} and ${END}`);
  const rows = rowsOf(result).map(([what, figure]) => `| ${what} | ${figure} |`);
  const load = result.loadBefore < 0.5 ? 'nothing else was running' : `load ${result.loadBefore.toFixed(1)} before it`;
  const when = `Measured on ${result.at.slice(0, 10)}, ${load}.`;
  const figures = ['', when, '', '| what | figure |', '|---|---|', ...rows, ''].join('\n');
  return `${document.slice(0, begin)}${BEGIN}\n${figures}\n${document.slice(end)}`;
}

function rowsOf({ run, scripts, scale, captures, bounds, machine }: BenchResult): [string, string][] {
  const { harness, sipp, sut } = run.cost;
  const rows: [string, string][] = [
    ['machine', `${machine.cores} cores, ${machine.model}, Node ${machine.node}`],
    ['run', `${run.purposes} purposes, ${run.cases} cases, ${run.passed} passed (${run.host}, timers ${run.timers})`],
    ['wall time', `${seconds(run.wallMs)}, of that ${seconds(run.setUpMs)} set-up, ${seconds(run.writingMs)} writing`],
    [
      'longest demanded wait',
      `${seconds(run.longestWaitMs)} in one purpose (${run.longestWaitOf}), ${seconds(run.longestStepMs)} in one step`,
    ],
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
  if (captures) {
    const tshark =
      captures.againstTshark === undefined ? '' : `; ${captures.againstTshark.toFixed(1)} × as fast as tshark reads`;
    rows.push(['judge, captures', `${captures.packetsPerS} packets/s of ${captures.packets}${tshark}`]);
  }
  for (const { what, measured, most, least, unit, holds } of bounds)
    rows.push([
      `${holds ? '✓' : '✗'} ${what}`,
      `${measured.toFixed(2)} ${unit}, ${most === undefined ? `at least ${least!.toFixed(2)}` : `at most ${most.toFixed(2)}`}`,
    ]);
  return rows;
}
