import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseOutcome, runCase } from '../campaign/case.ts';
import { decidingMessage } from '../campaign/outcome.ts';
import type { SutKeeper } from '../campaign/keeper.ts';
import { type Companions, systemsFor } from '../campaign/rig.ts';
import { readTimeline } from '../evidence/stored-run.ts';
import type { Profile } from '../judge/verdict.ts';
import type { LagMonitor } from '../timeline/lag.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { declarationOf } from './declaration.ts';
import type { Schedule } from './schedule.ts';

/** What one schedule came to. */
export type Trial =
  | { verdict: 'sound'; message: string }
  | { verdict: 'violated'; violation: Violation }
  /** Twice in a row nothing could be said. */
  | { verdict: 'undecided'; message: string };

/** The invariant does not hold. */
export interface Violation {
  /** In what manner: two violations of one kind are the same for shrinking. */
  kind: string;
  /** The sentence of the check. */
  message: string;
  timeline: TimelineEvent[];
}

export interface TrialContext {
  /** Of the focus, which is what a rig is counted to. */
  keeper: SutKeeper;
  companions: Companions;
  runId: string;
  folder: string;
  profile: Profile;
  lag: LagMonitor;
  signal: AbortSignal;
}

/** A rig that was not ready, or a machine that was late, gets another chance. */
const MOST_ATTEMPTS = 2;

/** Tries schedules on one set of systems, each in a group of its own, as many side by side as its user likes. */
export class Trials {
  readonly #context: TrialContext;
  #number = 0;

  constructor(context: TrialContext) {
    this.#context = context;
  }

  /**
   * Tries one schedule. `undefined` where the run was interrupted.
   * @param onPrepared told when the group has come together, or could not
   */
  async of(schedule: Schedule, onPrepared: () => void = () => {}): Promise<Trial | undefined> {
    let trial: Trial | undefined;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      trial = await this.#once(schedule, onPrepared);
      if (trial?.verdict !== 'undecided') break;
    }
    return trial;
  }

  async #once(schedule: Schedule, onPrepared: () => void): Promise<Trial | undefined> {
    const { keeper, companions, runId, folder, profile, lag, signal } = this.#context;
    const number = ++this.#number;
    const declaration = declarationOf(schedule, String(number));
    const outcome = await runCase(declaration, {
      ...(await systemsFor(declaration, keeper, companions)),
      runId,
      folder,
      number,
      attempt: 1,
      lag,
      signal,
      onPrepared,
      onStep: () => {},
    });
    if (!outcome) return undefined;
    const evidence = join(folder, outcome.evidence);
    try {
      return await this.#trialOf(outcome, profile);
    } finally {
      await rm(evidence, { recursive: true, force: true });
    }
  }

  async #trialOf(outcome: CaseOutcome, profile: Profile): Promise<Trial> {
    const verdict = outcome.verdict.verdicts[profile];
    const message = decidingMessage(outcome.verdict, profile);
    if (verdict === 'pass') return { verdict: 'sound', message };
    if (verdict !== 'fail') return { verdict: 'undecided', message };
    const timeline = await readTimeline(this.#context.folder, outcome);
    return { verdict: 'violated', violation: { kind: kindOf(message), message, timeline } };
  }
}

/** The sentence of a violation says what it is before the colon, and who suffers it behind. */
const kindOf = (message: string): string => message.split(':', 1)[0]!;
