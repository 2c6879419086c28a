import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import { corpus } from '../../fixtures/hostile/corpus.ts';
import type { Ending, Hostile } from '../../fixtures/hostile/hostile.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import type { CampaignOptions } from '../campaign/options.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Report } from '../report/report.ts';
import { runningSipps } from '../sipp/children.ts';
import { describeHostile } from './descriptor.ts';

/** The plainest purpose of each role: whatever goes wrong in it goes wrong everywhere. */
const PLAIN = { client: 'TP-CL-LV-01', focus: 'TP-CF-LV-02', pcscf: 'TP-PC-RL-01' } as const;

/** Purposes that a sound system is put to afterwards, in the same process. */
const NEXT = ['TP-CL-LV-01', 'TP-CL-LV-10', 'TP-CF-LV-02'];

/** Each is a system, up to four SIPp processes, and a share of two cores. */
const AT_ONCE = 45;

/** What came to another end than expected among so many that starve each other is tried once more among so few. */
const AT_ONCE_AGAIN = 2;

/** What no crowd excuses. */
const INEXCUSABLE: readonly HostileOutcome['end'][] = ['pass', 'crash'];

/** What became of the test of one hostile system. */
export interface HostileOutcome {
  name: string;
  role: Hostile['role'];
  purpose: string;
  does: string;
  /** `pass`, and `none` for a purpose that was not run and not refused either, are what must not be. */
  end: Ending | 'pass' | 'none' | 'crash';
  /** What the report says of it. */
  sentence: string;
  durationMs: number;
  /** What is wrong with that, where something is. */
  complaint?: string;
}

export interface Ordeal {
  outcomes: HostileOutcome[];
  /** Process ids of the SIPps that were still there when all was over; there must be none. */
  sippsLeft: number[];
  /** Verdicts of the reference systems in the same process, when all was over. */
  afterwards: Record<string, Verdict>;
  /** Of this process, in MiB. */
  peakMemoryMiB: number;
  durationMs: number;
}

/** A refusal takes two attempts at joining; a purpose its waits, and its contract before and after. */
export const LIMIT_MS = 120_000;

/**
 * Puts the suite to every hostile system, side by side in this process, and then to sound ones.
 * @param out folder for descriptions and reports
 */
export async function runOrdeal(names: readonly string[], out: string, signal: AbortSignal): Promise<Ordeal> {
  const began = performance.now();
  mkdirSync(out, { recursive: true });
  const attempt = (name: string): Promise<HostileOutcome> => oneOf(name, corpus.get(name)!, out, signal);
  const first = await pMap(names, attempt, { concurrency: AT_ONCE });
  const outcomes = await pMap(
    first,
    (outcome) =>
      outcome.complaint === undefined || INEXCUSABLE.includes(outcome.end) ? outcome : attempt(outcome.name),
    { concurrency: AT_ONCE_AGAIN },
  );
  const sound = await runCampaign({ ...plainOptions(out, signal), suts: REFERENCE_SYSTEMS, select: NEXT });
  return {
    outcomes,
    sippsLeft: runningSipps(),
    afterwards: Object.fromEntries(sound.purposes.map(({ id, verdict }) => [id, verdict])),
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    durationMs: Math.round(performance.now() - began),
  };
}

const plainOptions = (out: string, signal: AbortSignal): Omit<CampaignOptions, 'suts' | 'select'> => ({
  profile: 'cr',
  host: 'process',
  timers: 'scaled',
  out,
  command: 'npm run hostile',
  onProgress: () => {},
  signal,
});

export const purposeFor = ({ role, purpose }: Hostile): string => purpose ?? PLAIN[role];

async function oneOf(name: string, hostile: Hostile, out: string, signal: AbortSignal): Promise<HostileOutcome> {
  const { role, does } = hostile;
  const purpose = purposeFor(hostile);
  const began = performance.now();
  let found: Pick<HostileOutcome, 'end' | 'sentence'>;
  try {
    const file = describeHostile(name, hostile, out);
    const options = { ...plainOptions(join(out, name), signal), suts: [file], select: [purpose] };
    found = endOf(await runCampaign(options), purpose);
  } catch (error) {
    found = { end: 'crash', sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const durationMs = Math.round(performance.now() - began);
  const complaint = complaintOf(hostile, { ...found, durationMs });
  return { name, role, purpose, does, ...found, durationMs, ...(complaint !== undefined && { complaint }) };
}

function endOf(report: Report, purpose: string): Pick<HostileOutcome, 'end' | 'sentence'> {
  const [refusal] = report.harness.filter(({ severity }) => severity === 'error');
  const found = report.purposes.find(({ id }) => id === purpose);
  if (found?.run !== true) return { end: refusal ? 'untestable' : 'none', sentence: refusal?.message ?? '' };
  const deciding = found.checks.filter(({ verdict }) => verdict === found.verdict).map(({ message }) => message);
  return { end: found.verdict, sentence: deciding.join('; ') };
}

function complaintOf(
  { ends, says }: Hostile,
  { end, sentence, durationMs }: Pick<HostileOutcome, 'end' | 'sentence' | 'durationMs'>,
): string | undefined {
  if (!(ends as readonly string[]).includes(end)) return `ended with ${end}, expected ${ends.join(' or ')}`;
  if (!says.test(sentence)) return `said "${sentence}", expected ${says}`;
  if (durationMs > LIMIT_MS) return `took ${Math.round(durationMs / 1000)} s, expected ${LIMIT_MS / 1000} s at most`;
  return undefined;
}
