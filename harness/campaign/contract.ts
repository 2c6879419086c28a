import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leave, sendText, deliver, joined, awaitRelease } from '../choreography/client-steps.ts';
import { seconds } from '../choreography/duration.ts';
import { gathered, leaveBy, post } from '../choreography/focus-steps.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Stage } from '../choreography/stage.ts';
import { answer, captionOf, captionOfGiven, type Step } from '../choreography/steps.ts';
import { renderTimeline, TIMELINE } from '../evidence/timeline-file.ts';
import type { Role } from '../sut/descriptor.ts';
import { Unsupported } from '../sut/upper-tester/upper-tester.ts';
import { upperTesterFault } from '../sut/upper-tester/contract.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { Recorder } from '../timeline/recorder.ts';
import { newStage } from './case.ts';
import { unlessEnded } from './perform.ts';

/** As a purpose would be called: it names the evidence, and is what the upper tester is told. */
export const CONTRACT = 'CONTRACT';

/** Everything a system under test must be able to do before anything it does can be judged. */
const SANITY: Partial<Record<Role, Pick<PurposeDeclaration, 'given' | 'when'>>> = {
  client: {
    given: joined(),
    when: [deliver('contract check'), sendText('contract check', seconds(10)), leave(), answer(200), awaitRelease()],
  },
  focus: { given: gathered(), when: [post('bob', 'contract check'), leaveBy('carol')] },
};

/** A machine that was busy for a moment, or a phone that was still waking up, gets a second chance. */
const ATTEMPTS = 2;

export interface ContractCheckContext {
  runId: string;
  /** The run's folder. */
  folder: string;
  /** `before` or `after` the cases; names the evidence. */
  when: 'before' | 'after';
  /** A number that no case of the run has. */
  number: () => number;
  signal: AbortSignal;
}

/**
 * Whether a system holds the contract that every test rests on: it is there, its upper tester answers and refuses what
 * does not exist, and one plain join, message and leave go through. None of it is judged by the change request.
 * @returns why it does not, in one sentence; `undefined` where it does, or the run was interrupted meanwhile
 */
export async function contractFault(sut: RunningSut, context: ContractCheckContext): Promise<string | undefined> {
  const fault = await upperTesterFault(sut, { ...context, testPurpose: CONTRACT });
  if (fault !== undefined) return fault;
  const sanity = SANITY[sut.descriptor.role];
  if (!sanity) return undefined;
  for (let attempt = 1; ; attempt++) {
    const trouble = await sanityFault({ id: CONTRACT, ...sanity, checks: [] }, sut, context, attempt);
    if (trouble === undefined || context.signal.aborted) return undefined;
    if (attempt === ATTEMPTS) return trouble;
  }
}

async function sanityFault(
  declaration: PurposeDeclaration,
  sut: RunningSut,
  { runId, folder, when, number, signal }: ContractCheckContext,
  attempt: number,
): Promise<string | undefined> {
  const { role, ixit } = sut.descriptor;
  const place = join(folder, 'evidence', `${CONTRACT}-${role}`, attempt > 1 ? `${when}-${attempt}` : when);
  await mkdir(place, { recursive: true });
  const recorder = new Recorder();
  const ending = new AbortController();
  const end = () => ending.abort(new Error('the run was interrupted'));
  signal.addEventListener('abort', end, { once: true });
  void recorder.flooded.then((message) => ending.abort(new Error(message)));
  void sut.exited.then(({ message }) => ending.abort(new Error(message)));
  const stage = newStage({ declaration, sut, recorder, folder: place, runId, number: number(), signal: ending.signal });
  try {
    const stopped = await stepThatFailed(declaration, stage, ending.signal, (step) => captionOf(step, ixit));
    return stopped ?? unheard(role, recorder.events());
  } finally {
    signal.removeEventListener('abort', end);
    await stage.close();
    await Promise.all([
      writeFile(join(place, TIMELINE), renderTimeline(recorder.events())),
      writeFile(join(place, 'sut.log'), sut.output()),
    ]);
  }
}

async function stepThatFailed(
  { given, when }: PurposeDeclaration,
  stage: Stage,
  signal: AbortSignal,
  caption: (step: Step) => string,
): Promise<string | undefined> {
  const acts = [
    { what: captionOfGiven(given), act: () => stage.prepare(), needed: true },
    // Whoever cannot make the user send a message says so, and is not asked to in a purpose either.
    ...when.map((step) => ({ what: caption(step), act: () => stage.perform(step), needed: step.step !== 'send-text' })),
  ];
  for (const { what, act, needed } of acts) {
    try {
      await unlessEnded(act(), signal);
    } catch (error) {
      if (error instanceof Unsupported && !needed) continue;
      return `${what}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return undefined;
}

/** A message that was posted and reached nobody: the steps themselves leave that to a judge. */
function unheard(role: Role, timeline: readonly TimelineEvent[]): string | undefined {
  const reached = (actor?: string): boolean =>
    timeline.some(
      (event) =>
        event.kind === 'msrp' &&
        event.direction === 'received' &&
        event.method === 'SEND' &&
        event.size > 0 &&
        (actor === undefined || event.actor === actor),
    );
  if (role === 'focus') return reached('alice') ? undefined : 'what Bob posted did not reach Alice';
  const sent = timeline.some(
    (event) => event.kind === 'control' && event.action === 'send' && event.phase === 'answer',
  );
  return sent && !reached()
    ? 'the upper tester was told to send a message and said that it did, but none came'
    : undefined;
}
