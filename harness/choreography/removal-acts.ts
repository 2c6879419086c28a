import { BUFFERS_WORTH } from '../judge/focus/delivery.ts';
import { referOutcome } from '../judge/focus/refer.ts';
import { openGroupControl } from '../sut/upper-tester/group-control.ts';
import type { ParticipantName } from './focus-steps.ts';
import type { LeaveScene } from './leave-acts.ts';
import type { RemovalStep } from './removal-steps.ts';
import { tolerateTimeout } from './stage.ts';
import { isRequestTo, type TestGroup } from './test-group.ts';

/** What the acts of removal need of their stage. */
export interface RemovalScene extends LeaveScene {
  group: TestGroup;
  /** To be told who is on the way out. */
  readonly departing: (who: readonly ParticipantName[]) => void;
}

/** Octets of a message that many of are posted, and of all of them. */
const MESSAGE = 60_000;
const FLOOD = BUFFERS_WORTH + 4 * 1024 * 1024;

/** How long the focus may take to accept one of them, in milliseconds. */
const TAKEN_WITHIN_MS = 5000;

/** How long the BYEs may take that follow upon an accepted REFER, in milliseconds. */
const BYE_LIMIT_MS = 5000;

/** Performs one step of the vocabulary of removals. */
export async function performRemovalStep(step: RemovalStep, scene: RemovalScene): Promise<void> {
  const { participant, group, departing, context } = scene;
  const { recorder, signal, sut } = context;
  const { ixit } = sut.descriptor;
  switch (step.step) {
    case 'ask-removal':
      departing([step.who]);
      await participant(step.by)
        .refer(group.identityOf(step.who), step)
        .answered(64 * ixit.t1)
        .catch(tolerateTimeout);
      return;
    case 'remove-several':
      return removeSeveral(step.whom, scene);
    case 'answer-as':
      // A BYE that did not come is for the judge.
      if (recorder.events().some((event) => isRequestTo(event, step.who, 'BYE')))
        await participant(step.who).answerBye(step.code);
      return;
    case 'stall-reading':
      return participant(step.who).stallReading();
    case 'resume-reading':
      return participant(step.who).resumeReading();
    case 'flood':
      return flood(scene);
    case 'end-session': {
      const { declaration, runId } = context;
      const control = openGroupControl(sut, 'focus', recorder, { testPurpose: declaration.id, runId, signal });
      return control.end(group.identity);
    }
    case 'await-refer-outcome':
      await recorder
        .waitFor(
          'the outcome of the REFER',
          ixit.notifyMax,
          (event) => isRequestTo(event, 'alice', 'NOTIFY') && (referOutcome(recorder.events()) ?? 100) >= 200,
          signal,
        )
        .catch(tolerateTimeout);
      return;
    case 'await-byes':
      await awaitByes(step.whom, scene);
  }
}

/** Ends early where the focus takes no more, as one may that waits for the slowest of its participants. */
async function flood({ participant, context: { recorder, signal } }: RemovalScene): Promise<void> {
  const bob = participant('bob');
  let posted = 0;
  while (posted < FLOOD && !signal.aborted && (await bob.post('x'.repeat(MESSAGE), TAKEN_WITHIN_MS))) posted += MESSAGE;
  recorder.record({ kind: 'mark', mark: 'queue-filled', detail: String(posted) });
}

async function removeSeveral(whom: readonly ParticipantName[], scene: RemovalScene): Promise<void> {
  const { participant, group, departing, context } = scene;
  departing(whom);
  const sent = participant('alice').referSeveral(whom.map((name) => group.identityOf(name)));
  const answer = await sent.answered(64 * context.sut.descriptor.ixit.t1);
  if (answer.kind === 'response' && answer.status < 300) await awaitByes(whom, scene);
}

async function awaitByes(
  whom: readonly ParticipantName[],
  { context: { recorder, signal } }: RemovalScene,
): Promise<void> {
  await Promise.all(
    whom.map((name) =>
      recorder
        .waitFor(`the BYE to ${name}`, BYE_LIMIT_MS, (event) => isRequestTo(event, name, 'BYE'), signal)
        .catch(tolerateTimeout),
    ),
  );
}
