import { availableParallelism } from 'node:os';
import { plannedCaseMs } from '../choreography/planned.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { nameOf } from '../choreography/declare.ts';
import type { Profile, Verdict } from '../judge/verdict.ts';
import type { RunProgress } from '../report/progress-events.ts';
import type { LagMonitor } from '../timeline/lag.ts';
import { type CaseOutcome, runCase } from './case.ts';
import { failedToRun } from './judge-case.ts';
import { decidingMessage } from './outcome.ts';
import type { SutKeeper } from './keeper.ts';
import { type Companions, systemsFor } from './rig.ts';
import type { Load } from './load.ts';
import { type Job, type Limits, runAll } from './schedule.ts';
import { calmOf, processesOf, secondLookCalmOf, settlingMsOf } from './weight.ts';

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
  /** What may go on side by side, where other legs run at the same time. */
  limits?: Pick<Limits, 'slots' | 'preparing'>;
  signal: AbortSignal;
  onProgress: (event: RunProgress) => void;
  onOutcome: (leg: Leg, outcome: CaseOutcome) => void;
}

/** How many SIPp processes may wait side by side. A waiting one takes a five-hundredth of a core, and 2 MB of its own. */
export const SIPP_SLOTS = 250;

/** A prompt system may react in the very instant in which a response is sent; it will not do so every time. */
const MOST_ATTEMPTS = 3;

/**
 * Starting SIPp and joining a group is work for both sides: more of it at once than there are processors brings no case
 * forward, and makes everybody's timers late.
 */
const PREPARING = Math.max(2, Math.min(4, availableParallelism()));

/** How many cases are looked at again; more that stay open are no bad luck, and would be again. */
const MOST_SECOND_LOOKS = 12;

let caseNumber = 0;

/** One case of one leg, and what it has come to so far. */
interface Turn {
  leg: Leg;
  declaration: PurposeDeclaration;
  outcome?: CaseOutcome;
}

/**
 * Performs all cases of all legs, side by side as far as the machine and each system's `concurrency` allow. The few
 * that a busy machine left open get a second look when it is quiet, amid the long waits of what still runs or at the end.
 * Nothing that has a verdict is repeated.
 */
export async function runLegs(legs: readonly Leg[], context: LegContext): Promise<void> {
  const turns = legs.flatMap((leg) => leg.cases.map((declaration): Turn => ({ leg, declaration })));
  let open = 0;
  const again = new Set<Turn>();
  const secondLook = (turn: Turn): Job => ({
    ...jobOf(turn, context),
    calm: secondLookCalmOf(turn.declaration, turn.leg.keeper.ixit, context.scale),
    run: async (load) => {
      if (open <= MOST_SECOND_LOOKS) await runTurn(turn, context, load);
      again.delete(turn);
      conclude(turn, context);
    },
  });
  const jobs = turns.map((turn): Job => ({
    ...jobOf(turn, context),
    run: async (load) => {
      await runTurn(turn, context, load);
      if (!turn.outcome?.busy || !isOpen(turn.outcome, context.profile)) return conclude(turn, context);
      const { id, variant } = turn.declaration;
      context.onProgress({ type: 'waiting', id, variant, caption: 'the machine was busy: again when it is quiet' });
      open++;
      again.add(turn);
      return secondLook(turn);
    },
  }));
  const lanes = new Map(legs.map((leg) => [leg.name, leg.keeper.descriptor.ixit.concurrency]));
  const limits = context.limits ?? { slots: SIPP_SLOTS, preparing: PREPARING };
  await runAll(jobs, { ...limits, lanes }, context.signal);
  for (const turn of again) conclude(turn, context);
}

/** What a case asks of the machine. */
const jobOf = ({ leg, declaration }: Turn, { scale }: LegContext): Omit<Job, 'run'> => ({
  plannedMs: plannedCaseMs(declaration, leg.keeper.ixit),
  weight: processesOf(declaration),
  calm: calmOf(declaration, leg.keeper.ixit, scale),
  settlingMs: settlingMsOf(declaration, scale),
  lane: leg.name,
});

function conclude({ leg, declaration: { id, variant }, outcome }: Turn, context: LegContext): void {
  const { profile, onOutcome, onProgress } = context;
  if (!outcome) return;
  onOutcome(leg, outcome);
  const message = decidingMessage(outcome.verdict, profile);
  onProgress({ type: 'end', id, variant, verdict: outcome.verdict.verdicts[profile], message });
}

/** Leaves in the turn what the case came to; what it came to earlier stays where the run is interrupted. */
async function runTurn(turn: Turn, context: LegContext, load: Load): Promise<void> {
  const { leg, declaration } = turn;
  const { runId, profile, lag, signal, onProgress } = context;
  const name = { id: declaration.id, variant: declaration.variant };
  const planned = plannedCaseMs(declaration, leg.keeper.ixit);
  const done = turn.outcome?.attempts ?? 0;
  onProgress({ type: 'begin', ...name, caption: nameOf(declaration), plannedMs: planned });
  try {
    for (let attempt = done + 1; attempt <= done + MOST_ATTEMPTS; attempt++) {
      const outcome = await runCase(declaration, {
        ...(await systemsFor(declaration, leg.keeper, leg.companions)),
        runId,
        folder: context.folderOf(leg),
        number: ++caseNumber,
        attempt,
        lag,
        scale: context.scale,
        signal,
        onPrepared: () => load.prepared(),
        onStep: (caption, untilMs) => {
          load.waits(untilMs ?? 0);
          onProgress({ type: 'waiting', ...name, caption, untilMs });
        },
      });
      if (!outcome) return;
      turn.outcome = outcome;
      if (!isRepeatable(outcome, profile)) return;
    }
  } catch (error) {
    if (!signal.aborted) turn.outcome = failedToRun(declaration, planned, new Date(), error);
  }
}

const open = (verdict: Verdict): boolean => verdict === 'inconc' || verdict === 'error';

const isOpen = ({ verdict: { verdicts } }: CaseOutcome, profile: Profile): boolean => open(verdicts[profile]);

/** Nothing but bad luck stands in the way of a verdict. */
function isRepeatable(outcome: CaseOutcome, profile: Profile): boolean {
  return (
    isOpen(outcome, profile) &&
    outcome.verdict.findings.every(({ judgements: { [profile]: own } }) => !open(own.verdict) || own.repeatable)
  );
}
