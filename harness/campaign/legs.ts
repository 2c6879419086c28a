import { plannedCaseMs } from '../choreography/steps.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { nameOf } from '../choreography/declare.ts';
import type { Profile, Verdict } from '../judge/verdict.ts';
import type { RunProgress } from '../report/progress-events.ts';
import type { LagMonitor } from '../timeline/lag.ts';
import { type CaseOutcome, processesOf, runCase } from './case.ts';
import { failedToRun } from './judge-case.ts';
import { decidingMessage } from './outcome.ts';
import type { SutKeeper } from './keeper.ts';
import { type Companions, systemsFor } from './rig.ts';
import { type Job, runAll } from './schedule.ts';

/** The cases that one system under test is put to, as it stands. */
export interface Leg {
  /** Distinguishes the legs of a run: the role, or the defect that is switched on. */
  name: string;
  keeper: SutKeeper;
  cases: PurposeDeclaration[];
  /** The other systems of the run, for the cases that need several. */
  companions?: Companions;
}

export interface LegContext {
  runId: string;
  /** Each leg writes to a folder of its own below this one where there are several. */
  folderOf: (leg: Leg) => string;
  profile: Profile;
  lag: LagMonitor;
  /** How many people a large group has, where the run says so. */
  scale?: number | undefined;
  signal: AbortSignal;
  onProgress: (event: RunProgress) => void;
  onOutcome: (leg: Leg, outcome: CaseOutcome) => void;
}

/**
 * How many SIPp processes may wait side by side. A waiting one takes about a hundredth of a core; beyond some eighty the
 * events of all of them get later by milliseconds.
 */
export const SIPP_SLOTS = 72;

/** A prompt system may react in the very instant in which a response is sent; it will not do so every time. */
const MOST_ATTEMPTS = 3;

/** Starting SIPp and joining a group is work for both sides; more of it at once makes each other's timers late. */
const PREPARING = 4;

let caseNumber = 0;

/** Performs all cases of all legs, side by side as far as the machine and each system's `concurrency` allow. */
export async function runLegs(legs: readonly Leg[], context: LegContext): Promise<void> {
  const jobs = legs.flatMap((leg) =>
    leg.cases.map((declaration): Job => ({
      plannedMs: plannedCaseMs(declaration.when, leg.keeper.ixit),
      weight: processesOf(declaration),
      lane: leg.name,
      run: (prepared) => runOne(leg, declaration, context, prepared),
    })),
  );
  const lanes = new Map(legs.map((leg) => [leg.name, leg.keeper.descriptor.ixit.concurrency]));
  await runAll(jobs, { slots: SIPP_SLOTS, preparing: PREPARING, lanes }, context.signal);
}

async function runOne(
  leg: Leg,
  declaration: PurposeDeclaration,
  context: LegContext,
  prepared: () => void,
): Promise<void> {
  const { runId, profile, lag, signal, onProgress, onOutcome } = context;
  const name = { id: declaration.id, variant: declaration.variant };
  const planned = plannedCaseMs(declaration.when, leg.keeper.ixit);
  onProgress({ type: 'begin', ...name, caption: nameOf(declaration), plannedMs: planned });
  let outcome: CaseOutcome | undefined;
  try {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      outcome = await runCase(declaration, {
        ...(await systemsFor(declaration, leg.keeper, leg.companions)),
        runId,
        folder: context.folderOf(leg),
        number: ++caseNumber,
        attempt,
        lag,
        scale: context.scale,
        signal,
        onPrepared: prepared,
        onStep: (caption, untilMs) => onProgress({ type: 'waiting', ...name, caption, untilMs }),
      });
      if (!outcome || !isRepeatable(outcome, profile)) break;
    }
  } catch (error) {
    outcome = signal.aborted ? undefined : failedToRun(declaration, planned, new Date(), error);
  }
  if (!outcome) return;
  onOutcome(leg, outcome);
  onProgress({
    type: 'end',
    ...name,
    verdict: outcome.verdict.verdicts[profile],
    message: decidingMessage(outcome.verdict, profile),
  });
}

/** Nothing but bad luck stands in the way of a verdict. */
function isRepeatable({ verdict: { verdicts, findings } }: CaseOutcome, profile: Profile): boolean {
  const open = (verdict: Verdict) => verdict === 'inconc' || verdict === 'error';
  return (
    open(verdicts[profile]) &&
    findings.every(({ judgements: { [profile]: own } }) => !open(own.verdict) || own.repeatable === true)
  );
}
