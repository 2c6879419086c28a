import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { adjustmentsFor, prepareCampaign, type PreparedCampaign } from '../campaign/campaign.ts';
import { SutKeeper } from '../campaign/keeper.ts';
import type { CampaignOptions } from '../campaign/options.ts';
import { companionsOf } from '../campaign/rig.ts';
import { type Job, runAll } from '../campaign/schedule.ts';
import type { RunProgress } from '../report/progress-events.ts';
import { openLab } from '../sut/lab.ts';
import { LagMonitor } from '../timeline/lag.ts';
import { declarationOf, EXPLORATION_PURPOSE } from './declaration.ts';
import { drawSchedules } from './generate.ts';
import type { Schedule } from './schedule.ts';
import { shrink } from './shrink.ts';
import { type Trial, Trials, type Violation } from './trials.ts';

export interface ExploreOptions extends Omit<CampaignOptions, 'select' | 'command' | 'transport'> {
  /** How many schedules to try. */
  runs: number;
  /** What they are drawn by: a 32-bit integer. */
  seed: number;
}

/** What came of an exploration. */
export interface Exploration {
  /** Schedules that came to a verdict. */
  tried: number;
  /** Sentences of those that did not. */
  undecided: string[];
  found?: Found;
}

/** A schedule that breaks the invariant. */
export interface Found {
  /** Which one it was, counted from 1. */
  index: number;
  drawn: Schedule;
  /** The simplest that leads to the same. */
  shrunk: Schedule;
  /** How many schedules shrinking tried. */
  tries: number;
  /** Of the shrunk schedule. */
  violation: Violation;
}

/**
 * Rigs that are up side by side: four clients and a relay each, of which most is waiting. More of them come to each
 * other's way while their groups gather.
 */
const RIGS = 16;
const GATHERING = 3;

/** Candidates tried side by side while shrinking: the first that does is taken, so many more would be in vain. */
const SHRINK_WIDTH = 8;

/**
 * Tries schedules of faults until one breaks the invariant, or all have been tried; shrinks the one that does.
 * @throws {UsageError} where what was asked for cannot be done as asked
 */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { runs, seed, out, signal, onProgress } = options;
  const idle = declarationOf({ tablet: false, acts: [] }, 'idle');
  const prepared = await prepareCampaign({ ...options, select: [EXPLORATION_PURPOSE], command: '' }, [idle]);
  const runId = `explore-${randomBytes(3).toString('hex')}`;
  const folder = join(resolve(out), runId);
  await mkdir(folder, { recursive: true });
  const lab = openLab({ runId, host: prepared.host });
  try {
    const { trials, width, possible } = rigsIn(lab, prepared, options, { runId, folder });
    const drawn = drawSchedules(possible, runs, seed);
    onProgress({ type: 'planned', cases: drawn.length, plannedMs: 0 });
    const search = new Search(drawn, trials, { signal, onProgress });
    await search.run(width);
    const { tried, undecided, hit } = search;
    if (!hit) return { tried, undecided };
    return {
      tried,
      undecided,
      found: await shrunk(hit, trials, Math.min(width, SHRINK_WIDTH), { signal, onProgress }),
    };
  } finally {
    await lab.close();
  }
}

function rigsIn(
  lab: ReturnType<typeof openLab>,
  { suts, timers }: PreparedCampaign,
  options: ExploreOptions,
  { runId, folder }: { runId: string; folder: string },
) {
  const keepers = suts.map((sut) => new SutKeeper(lab, sut, adjustmentsFor(sut, options, timers)));
  const keeper = keepers.find(({ descriptor }) => descriptor.role === 'focus')!;
  const companions = companionsOf(lab, keepers, timers);
  const { profile, signal } = options;
  const trials = new Trials({ keeper, companions, runId, folder, profile, lag: new LagMonitor(), signal });
  const width = Math.min(RIGS, ...suts.map(({ ixit }) => ixit.concurrency));
  const { ics } = keeper.descriptor;
  const clientIcs = companions.get('client')?.descriptor.ics ?? {};
  return {
    trials,
    width,
    possible: {
      removal: ics['PC_CF_REMOVE'] !== false && ics['PC_CF_REFER'] !== false,
      tablet: clientIcs['PC_MD'] !== false,
    },
  };
}

interface Watched {
  signal: AbortSignal;
  onProgress: (event: RunProgress) => void;
}

/** Tries schedules side by side until one breaks the invariant. */
class Search {
  tried = 0;
  readonly undecided: string[] = [];
  hit: { index: number; drawn: Schedule; violation: Violation } | undefined;
  readonly #schedules: readonly Schedule[];
  readonly #trials: Trials;
  readonly #watched: Watched;
  readonly #enough = new AbortController();

  constructor(schedules: readonly Schedule[], trials: Trials, watched: Watched) {
    this.#schedules = schedules;
    this.#trials = trials;
    this.#watched = watched;
  }

  async run(width: number): Promise<void> {
    const jobs = this.#schedules.map((schedule, index): Job => ({
      plannedMs: 0,
      weight: 1,
      lane: 'rigs',
      run: (load) => this.#try(schedule, index + 1, () => load.prepared()),
    }));
    const until = AbortSignal.any([this.#watched.signal, this.#enough.signal]);
    await runAll(jobs, { slots: width, preparing: GATHERING, lanes: new Map() }, until);
  }

  async #try(drawn: Schedule, index: number, prepared: () => void): Promise<void> {
    const { onProgress } = this.#watched;
    const name = { id: 'schedule', variant: String(index) };
    onProgress({ type: 'begin', ...name, caption: `schedule ${index}`, plannedMs: 0 });
    const trial = await this.#trials.of(drawn, prepared);
    if (!trial) return;
    onProgress({ type: 'end', ...name, ...verdictOf(trial) });
    if (trial.verdict === 'undecided') this.undecided.push(`schedule ${index}: ${trial.message}`);
    else this.tried += 1;
    if (trial.verdict !== 'violated' || (this.hit && this.hit.index < index)) return;
    this.hit = { index, drawn, violation: trial.violation };
    this.#enough.abort();
  }
}

async function shrunk(
  { index, drawn, violation: first }: NonNullable<Search['hit']>,
  trials: Trials,
  width: number,
  { signal, onProgress }: Watched,
): Promise<Found> {
  const violations = new Map([[JSON.stringify(drawn), first]]);
  let tries = 0;
  const leadsThere = async (candidate: Schedule): Promise<boolean> => {
    const trial = await trials.of(candidate);
    tries += 1;
    onProgress({ type: 'stage', caption: `shrinking: ${tries} simpler schedules tried` });
    if (trial?.verdict !== 'violated' || trial.violation.kind !== first.kind) return false;
    violations.set(JSON.stringify(candidate), trial.violation);
    return true;
  };
  const simplest = await shrink(drawn, leadsThere, { width, signal });
  return { index, drawn, shrunk: simplest, tries, violation: violations.get(JSON.stringify(simplest))! };
}

function verdictOf(trial: Trial): { verdict: 'pass' | 'fail' | 'inconc'; message: string } {
  if (trial.verdict === 'violated') return { verdict: 'fail', message: trial.violation.message };
  return { verdict: trial.verdict === 'sound' ? 'pass' : 'inconc', message: trial.message };
}
