import { inMs, timerF } from './duration.ts';
import type { ParticipantName } from './focus-steps.ts';
import { performLeaveStep } from './leave-acts.ts';
import { isLeaveStep } from './leave-steps.ts';
import type { Participant, SentRefer } from './participant.ts';
import { performRemovalStep } from './removal-acts.ts';
import { isRemovalStep, type ReferForm } from './removal-steps.ts';
import { pause, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { Step } from './steps.ts';
import { isRequestTo, TestGroup } from './test-group.ts';
import { performWatchStep } from './watch-acts.ts';
import { isWatchStep } from './watch-steps.ts';

const BYE_LIMIT_MS = 10_000;

/** The people of a group around one focus under test, and what they do. */
export class FocusStage implements Stage {
  readonly #context: StageContext;
  readonly #group: TestGroup;
  /** Those who were removed or left, the last one last. */
  readonly #departing: ParticipantName[] = [];
  readonly #refers: SentRefer[] = [];

  constructor(context: StageContext) {
    this.#context = context;
    this.#group = new TestGroup(context);
  }

  async prepare(): Promise<void> {
    await this.#group.gather();
    this.#context.recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  async perform(step: Step): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    switch (step.step) {
      case 'remove':
        return this.#remove(step.who, step);
      case 'leave-by':
        this.#departing.push(step.who);
        return this.#of(step.who).dialog.bye(step.bye ?? {}, inMs(step.limit ?? timerF, ixit));
      case 'hold':
      case 'observe':
        return pause(inMs(step.duration, ixit), this.#context.signal);
      case 'answer':
        return this.#of(this.#lastDeparting()).answerBye(step.code);
      case 'repeat-answer':
        return this.#of(this.#lastDeparting()).repeatAnswer();
      case 'lose':
        return this.#of(step.who).lose();
      case 'post':
        return this.#post(step.who, step.text);
      case 'try-post':
        await this.#of(step.who).post(step.text, 2000);
        return;
      case 'fetch-roster':
        return this.#of(step.who).watch.fetch(ixit.notifyMax);
      case 'await-notified':
        return this.#awaitNotified(step.who);
      default:
        return this.#performSpecial(step);
    }
  }

  /** A focus may answer a REFER after it has sent the BYE that the REFER asks for. */
  async settle(): Promise<void> {
    const timerFMs = inMs(timerF, this.#context.sut.descriptor.ixit);
    await Promise.all(this.#refers.map((refer) => refer.answered(timerFMs).catch(tolerateTimeout)));
  }

  async close(): Promise<void> {
    await this.#group.close();
  }

  async #performSpecial(step: Step): Promise<void> {
    const scene = { participant: (name: ParticipantName) => this.#of(name), context: this.#context };
    if (isLeaveStep(step)) return performLeaveStep(step, scene);
    if (isWatchStep(step)) return performWatchStep(step, scene);
    if (isRemovalStep(step))
      return performRemovalStep(step, {
        ...scene,
        group: this.#group,
        departing: (who) => this.#departing.push(...who),
      });
    throw new StepFailure(`a focus has no step called ${step.step}`);
  }

  #of(name: ParticipantName): Participant {
    return this.#group.of(name);
  }

  #lastDeparting(): ParticipantName {
    return this.#departing.at(-1) ?? 'carol';
  }

  async #remove(who: ParticipantName, form: ReferForm): Promise<void> {
    const { recorder, signal } = this.#context;
    this.#departing.push(who);
    this.#refers.push(this.#of('alice').refer(this.#group.identityOf(who), form));
    if (this.#of(who).lost) return;
    await recorder.waitFor(`the BYE to ${who}`, BYE_LIMIT_MS, (event) => isRequestTo(event, who, 'BYE'), signal);
  }

  async #post(who: ParticipantName, text: string): Promise<void> {
    const { recorder, signal } = this.#context;
    const from = recorder.now();
    await this.#of(who).post(text, 5000);
    // What Alice receives shows that the focus was relaying at that time: only then does it mean anything that Carol gets nothing.
    await recorder
      .waitFor(
        'the message to reach Alice',
        3000,
        (event) =>
          event.kind === 'msrp' &&
          event.actor === 'alice' &&
          event.direction === 'received' &&
          event.size > 0 &&
          event.at >= from,
        signal,
      )
      .catch(tolerateTimeout);
  }

  /** Ends as soon as everybody knows, for a prompt focus must not cost a lab the whole limit. */
  async #awaitNotified(who: ParticipantName): Promise<void> {
    const { recorder, signal, sut } = this.#context;
    const { ixit } = sut.descriptor;
    const { watchers } = this.#group;
    const { lost } = this.#of(who);
    const others = watchers.filter((name) => name !== who && !this.#departing.includes(name));
    const toldOfItsEnd = watchers.includes(who) && !lost;
    await recorder
      .waitFor(
        'the notifications',
        // Whether the focus finds out by a refused connection or by Timer F is left to it.
        ixit.notifyMax + (lost ? 64 * ixit.t1 : 0),
        (event) =>
          watchers.some((name) => isRequestTo(event, name, 'NOTIFY')) &&
          (!toldOfItsEnd || this.#group.subscriptionEnded(who)) &&
          others.every((name) => this.#group.knowsDeparture(name, who)),
        signal,
      )
      .catch(tolerateTimeout);
    // A second notification on the heels of the first would be missed otherwise.
    await pause(200, signal);
  }
}
