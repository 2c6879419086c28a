import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignOptions } from '../campaign/options.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import type { Judgement } from '../judge/finding.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Report, Summary } from '../report/report.ts';
import { type Disturbance, disturb } from './disturbance.ts';

export interface SoakOptions extends Disturbance {
  runs: number;
  timers: 'scaled' | 'rfc3261';
  select: string[];
  out: string;
  signal: AbortSignal;
  onRun: (run: SoakRun) => void;
}

/** A purpose that conformant systems did not pass. */
export interface Deviation {
  purpose: string;
  check: string;
  verdict: Verdict;
  message: string;
  /** Whether the message says that the machine, and not the system, stood in the way. */
  explained: boolean;
}

export interface SoakRun {
  number: number;
  id: string;
  durationMs: number;
  summary: Summary;
  deviations: Deviation[];
  /** What the run says of its own test side, notes included. */
  harness: string[];
}

/** Makes one run after another, with all reference systems as local processes, under whatever disturbs them. */
export async function soak({
  runs,
  timers,
  select,
  out,
  signal,
  onRun,
  ...disturbance
}: SoakOptions): Promise<SoakRun[]> {
  const made: SoakRun[] = [];
  const still = await disturb(disturbance);
  try {
    for (let number = 1; number <= runs && !signal.aborted; number++) {
      const options: CampaignOptions = {
        suts: ALL_REFERENCE_SYSTEMS,
        select,
        profile: 'cr',
        host: 'process',
        timers,
        out,
        command: 'npm run soak',
        onProgress: () => {},
        signal,
      };
      const run = summaryOf(number, await runCampaign(options));
      made.push(run);
      onRun(run);
    }
  } finally {
    still();
  }
  return made;
}

export function summaryOf(number: number, report: Report): SoakRun {
  const { id, durationMs } = report.run;
  return {
    number,
    id,
    durationMs,
    summary: report.summary,
    deviations: deviationsOf(report),
    harness: report.harness.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

function deviationsOf({ purposes, run: { profile } }: Report): Deviation[] {
  return purposes
    .filter(({ verdict, notApplicable }) => verdict !== 'pass' && notApplicable === undefined)
    .flatMap(({ id, run, checks }) => {
      if (!run) return [{ purpose: id, check: '', verdict: 'none', message: 'was not run', explained: false } as const];
      return checks
        .filter(({ verdict, message }) => !['pass', 'none'].includes(verdict) && !message.startsWith('not judged: '))
        .map(({ id: check, verdict, message, judgements }) => ({
          purpose: id,
          check,
          verdict,
          message,
          explained: verdict !== 'fail' && isExplained(judgements[profile]),
        }));
    });
}

/** What is open for bad luck alone is marked so by its judge; the rest must tell of the machine in words. */
const isExplained = ({ repeatable, message }: Judgement): boolean =>
  repeatable === true || /too busy|ms late|was late|stood still|waited for a processor|too close to/.test(message);
