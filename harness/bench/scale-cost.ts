import { join } from 'node:path';
import { judgeCase } from '../campaign/judge-case.ts';
import type { HostKind } from '../sut/host/host.ts';
import { measuredRun } from './measured-run.ts';

/** What NOTIFYs cost in a group of that size. */
export interface ScaleCost {
  participants: number;
  notifies: number;
  /** Processor time of the harness per NOTIFY: taken in, understood, written down, judged; without its start. */
  harnessMs: number;
  /** Of that, reading the timeline's facts and coming to verdicts under three profiles. */
  judgingMs: number;
  verdict: string;
}

/** One departure is told in two. */
const NOTIFIES_EACH = 2;

/** What so many runs in one process cost the harness without NOTIFYs, in seconds of processor. */
export type IdleCost = (runs: number) => number;

/** @param most how many runs it will be asked about at most; more than one */
export async function idleCost(most: number, host: HostKind, out: string): Promise<IdleCost> {
  const of = async (runs: number): Promise<number> => {
    const words = ['--select', 'TP-CF-LV-01', '--host', host, '--repeat', String(runs)];
    return (await measuredRun(words, join(out, `idle-${runs}`))).cost.harness.cpuS;
  };
  const [one, all] = [await of(1), await of(most)];
  return (runs) => one + (runs - 1) * ((all - one) / (most - 1));
}

/** How often a group of that size has to be told of a departure, until there are so many NOTIFYs. */
export const runsFor = (notifies: number, participants: number): number =>
  Math.ceil(notifies / (NOTIFIES_EACH * participants));

/** The cheapest of so many counts: the first one compiles, and in others the machine has other work. */
const JUDGINGS = 12;

/**
 * Has the focus tell a large group of a departure, again and again, and divides what it costs by the NOTIFYs.
 */
export async function scaleCost(
  { participants, runs }: { participants: number; runs: number },
  host: HostKind,
  idle: IdleCost,
  out: string,
): Promise<ScaleCost> {
  const selected = ['--select', 'TP-CF-SC-01', '--scale', String(participants), '--host', host];
  const words = [...selected, '--repeat', String(runs)];
  const { cases, cost, record, report } = await measuredRun(words, join(out, `scale-${participants}`));
  const [{ declaration, timeline }] = cases as [(typeof cases)[number]];
  const notifies = timeline.filter(({ kind }) => kind === 'notice').length;
  const { ixit } = record.suts.find(({ role }) => role === 'focus')!;
  const took = Array.from({ length: JUDGINGS }, () => {
    // Facts are remembered by timeline: a copy has none yet.
    const copy = [...timeline];
    const began = process.cpuUsage();
    judgeCase(declaration, { timeline: copy, ixit });
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
  return {
    participants,
    notifies: runs * notifies,
    harnessMs: (1000 * Math.max(0, cost.harness.cpuS - idle(runs))) / (runs * notifies),
    judgingMs: Math.min(...took) / notifies,
    verdict: report.purposes[0]!.verdict,
  };
}
