import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientStage } from '../choreography/client-stage.ts';
import { CrowdStage, sizeOf } from '../choreography/crowd-stage.ts';
import { nameOf } from '../choreography/declare.ts';
import { FocusStage } from '../choreography/focus-stage.ts';
import { PcscfStage } from '../choreography/pcscf-stage.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { RigStage } from '../choreography/rig-stage.ts';
import type { Stage, StageContext } from '../choreography/stage.ts';
import { TidyStage } from '../choreography/tidy-stage.ts';
import { ixitFor } from '../choreography/joined-client.ts';
import { plannedCaseMs, stepWait } from '../choreography/planned.ts';
import { renderTimeline, TIMELINE } from '../evidence/timeline-file.ts';
import type { CaseVerdict } from '../judge/finding.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { RunningSut } from '../sut/host/host.ts';
import { wallClockOffset } from '../timeline/clock.ts';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import type { LagMonitor } from '../timeline/lag.ts';
import { Recorder } from '../timeline/recorder.ts';
import { judgeCase } from './judge-case.ts';
import { CaseEnded, perform } from './perform.ts';
import { peopleOf } from './weight.ts';

/** What a case may take beyond the waits that it plans: joining, and every step's own limit, none of which is longer. */
const BEYOND_PLAN_MS = 60_000;

/** As many actions of the upper tester as a case has, or a few more: where its maker says how long they take, that is added. */
const ACTIONS = 8;

export interface CaseOutcome {
  declaration: PurposeDeclaration;
  verdict: CaseVerdict;
  durationMs: number;
  plannedMs: number;
  /** Relative to the run's folder. */
  evidence: string;
  /** 1, or more where events fell too close together to be told apart and the case was done again. */
  attempts: number;
  /** The machine had more to do at some moment of the case than it could at once, and the system under test lived through it. */
  busy?: boolean;
  /** ISO 8601: what the times of its timeline count from. */
  beganAt: string;
  /** IP address of the system under test. */
  sutAddress: string;
  /** IP addresses that the case had to itself, and those of systems that spoke with each other; for whoever captured packets. */
  addresses?: { testSide: string[]; systems: string[] };
  /** Its packets were captured. */
  captured?: true;
  /** Set where the test side could not even begin: why. */
  failure?: string;
}

export interface CaseContext {
  sut: RunningSut;
  /** The other systems of a rig. */
  beside?: ReadonlyMap<string, RunningSut>;
  runId: string;
  /** The run's folder. */
  folder: string;
  number: number;
  /** 1 for the first time. */
  attempt: number;
  lag: LagMonitor;
  /** How many people a large group has, where the run says so. */
  scale?: number | undefined;
  /** Aborted when the run is interrupted. */
  signal: AbortSignal;
  /** Called once the initial condition is established, or could not be. */
  onPrepared: () => void;
  /** Told of each act as it begins, the initial condition too, and of the wait that a step is: 0 ms where it is none. */
  onStep: (caption: string, waitMs: number | undefined) => void;
}

/** Runs one case and judges it. `undefined` where the run was interrupted before it ended. */
export async function runCase(declaration: PurposeDeclaration, context: CaseContext): Promise<CaseOutcome | undefined> {
  const { sut, beside, runId, folder, number, attempt, lag, scale, signal, onPrepared, onStep } = context;
  const ixit = ixitFor(declaration.given, sut.descriptor.ixit);
  const evidence = join('evidence', nameOf(declaration), ...(attempt > 1 ? [`attempt-${attempt}`] : []));
  const place = join(folder, evidence);
  await mkdir(place, { recursive: true });

  const recorder = new Recorder(peopleOf(declaration, ixit, scale));
  const beganAt = new Date(recorder.startedAt + wallClockOffset()).toISOString();
  const unwatch = lag.watch(recorder);
  const ending = new AbortController();
  const planned = plannedCaseMs(declaration, sut.descriptor.ixit);
  const limitMs =
    planned + BEYOND_PLAN_MS + gatheringMs(declaration, scale) + ACTIONS * (sut.descriptor.upperTester?.limit ?? 0);
  const limit = setTimeout(() => {
    recorder.record({
      kind: 'harness',
      event: 'time-limit',
      severity: 'inconc',
      message: `the case had not ended after its limit of ${limitMs} ms`,
    });
    ending.abort(new CaseEnded('the time of the case was up'));
  }, limitMs);
  const interrupted = () => ending.abort(new CaseEnded('the run was interrupted'));
  signal.addEventListener('abort', interrupted, { once: true });
  void recorder.flooded.then((message) => ending.abort(new CaseEnded(message)));
  void sut.exited.then(({ message }) => {
    recorder.record({
      kind: 'harness',
      event: 'sut-exit',
      severity: 'inconc',
      message: `the system under test ended: ${message}`,
    });
    ending.abort(new CaseEnded('the system under test ended'));
  });

  const testSide = new Set<string>();
  const stage = newStage({
    declaration,
    sut: withIxit(sut, ixit, (address) => testSide.add(address)),
    ...(beside && { beside }),
    recorder,
    folder: place,
    runId,
    number,
    ...(scale !== undefined && { scale }),
    signal: ending.signal,
  });
  try {
    await perform(declaration, stage, recorder, ixit, ending.signal, (caption, index) => {
      if (index === 1) onPrepared();
      onStep(caption, index === 0 ? undefined : stepWait(declaration, index - 1, ixit).ms);
    });
    recorder.record({ kind: 'mark', mark: 'observation-ended' });
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', interrupted);
    await stage.close();
    unwatch();
  }
  const ended = recorder.now();
  if (signal.aborted) return undefined;

  const timeline = recorder.events();
  await Promise.all([
    writeFile(join(place, TIMELINE), renderTimeline(timeline)),
    writeFile(join(place, 'sut.log'), sut.output()),
  ]);
  return {
    declaration,
    verdict: judgeCase(declaration, { timeline, ixit: sut.descriptor.ixit }),
    durationMs: Math.round(ended),
    plannedMs: planned,
    evidence,
    attempts: attempt,
    busy: tells(timeline, 'lag', 'pressure') && !tells(timeline, 'sut-exit'),
    beganAt,
    sutAddress: sut.address,
    addresses: {
      testSide: [...testSide],
      systems: beside ? [sut, ...beside.values()].map(({ address }) => address) : [],
    },
  };
}

const tells = (timeline: readonly TimelineEvent[], ...what: EventOf<'harness'>['event'][]): boolean =>
  timeline.some((event) => event.kind === 'harness' && what.includes(event.event));

/**
 * A system as a case sees it that gives it other timers.
 * @param onAddress told each address that the case asks for
 */
const withIxit = (sut: RunningSut, ixit: Ixit, onAddress: (address: string) => void): RunningSut => ({
  host: sut.host,
  build: sut.build,
  address: sut.address,
  controlPort: sut.controlPort,
  exited: sut.exited,
  descriptor: { ...sut.descriptor, ixit },
  testPlace: (transport) => {
    const place = sut.testPlace(transport);
    onAddress(place.address);
    return place;
  },
  tls: () => sut.tls(),
  ...(sut.policyFunction && { policyFunction: sut.policyFunction }),
  output: () => sut.output(),
  stop: () => sut.stop(),
});

/** The test side for one case, by what the case is given. */
export const newStage = (context: StageContext): Stage => new TidyStage(stageFor(context));

function stageFor(context: StageContext): Stage {
  const { given } = context.declaration;
  if (given.given === 'crowd') return new CrowdStage(context);
  if (given.role === 'rig') return new RigStage(context, given);
  if (given.role === 'pcscf') return new PcscfStage(context);
  return given.role === 'client' ? new ClientStage(context, given) : new FocusStage(context);
}

/** What a large group may take to come together, beyond what a small one takes, in milliseconds. */
const gatheringMs = ({ given }: PurposeDeclaration, scale: number | undefined): number =>
  given.given === 'crowd' ? 300 * sizeOf(given, scale) : 0;
