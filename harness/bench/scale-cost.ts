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

/** The cheapest of so many counts: the first one compiles, and in others the machine has other work. */
const JUDGINGS = 12;

/**
 * Has the focus tell a large group of one departure, and divides what it costs by the NOTIFYs.
 * @param idleS processor seconds that the harness needs for a run without NOTIFYs
 */
export async function scaleCost(participants: number, host: HostKind, idleS: number, out: string): Promise<ScaleCost> {
  const words = ['--select', 'TP-CF-SC-01', '--scale', String(participants), '--host', host];
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
    notifies,
    harnessMs: (1000 * Math.max(0, cost.harness.cpuS - idleS)) / notifies,
    judgingMs: Math.min(...took) / notifies,
    verdict: report.purposes[0]!.verdict,
  };
}
