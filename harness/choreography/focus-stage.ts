import { randomUUID } from 'node:crypto';
import { rosterOf } from '../judge/focus/facts.ts';
import { shownUser } from '../conference-info/user.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { inMs } from './duration.ts';
import { Participant } from './participant.ts';
import { pause, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { GatheredGroup, ParticipantName } from './focus-steps.ts';
import { performLeaveStep } from './leave-acts.ts';
import { isLeaveStep } from './leave-steps.ts';
import type { Step } from './steps.ts';
import { traitsFor } from './traits.ts';
import { turnsFor } from './turns.ts';

const NAMES: ParticipantName[] = ['alice', 'bob', 'carol'];

/** How long gathering the group may take on the focus's side, in milliseconds. */
const GATHER_LIMIT_MS = 20_000;
const BYE_LIMIT_MS = 10_000;

/** Alice, Bob and Carol for one focus under test, each with an address, a SIPp process and an MSRP endpoint of their own. */
export class FocusStage implements Stage {
  readonly #context: StageContext;
  readonly #participants = new Map<ParticipantName, Participant>();
  readonly #given: GatheredGroup;
  readonly #names = [...NAMES];
  #departing: ParticipantName = 'carol';

  constructor(context: StageContext) {
    this.#context = context;
    this.#given = context.declaration.given as GatheredGroup;
    if (this.#given.secondDevice) this.#names.push('carol2');
  }

  async prepare(): Promise<void> {
    const { declaration, sut, recorder, folder, runId, number, signal } = this.#context;
    const { ixit } = sut.descriptor;
    const transport = declaration.given.transport ?? ixit.transport;
    const group = ixit.group.replaceAll('{n}', `${runId}-${number}`.toLowerCase()).replaceAll('{address}', sut.address);
    const conversation = { conversationId: randomUUID(), contributionId: randomUUID() };
    for (const name of this.#names) {
      const participant = new Participant({
        name,
        recorder,
        folder,
        group,
        ...conversation,
        transport,
        signal,
        address: sut.testAddress(),
        focus: { address: sut.address, port: ixit.port },
        identity: ixit.identity.replaceAll('{n}', `${String(number).padStart(4, '0')}${userNumber(name)}`),
        dialog: turnsFor(declaration.when, name),
        traits: traitsFor(declaration.when, name),
        anonymous: this.#given.anonymous === name,
        ...(this.#given.refreshed === name && { refresh: ixit.sessionInterval / 1000 }),
      });
      this.#participants.set(name, participant);
    }
    await Promise.all([...this.#participants.values()].map((participant) => participant.open()));
    // One after another, as people join: the first INVITE makes the group.
    for (const participant of this.#participants.values()) await participant.join(GATHER_LIMIT_MS);
    await Promise.all([...this.#participants.values()].map((participant) => participant.subscribe(GATHER_LIMIT_MS)));
    for (const subscriber of NAMES)
      await recorder.waitFor(
        `everybody to be connected in the roster of ${subscriber}`,
        GATHER_LIMIT_MS,
        (event) => isRequestTo(event, subscriber, 'NOTIFY') && this.#everybodyConnected(subscriber),
        signal,
      );
    recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  }

  async perform(step: Step): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    switch (step.step) {
      case 'remove':
        return this.#remove(step.who);
      case 'leave-by':
        this.#departing = step.who;
        return this.#of(step.who).dialog.bye(step.bye ?? {}, 64 * ixit.t1);
      case 'hold':
      case 'observe':
        return pause(inMs(step.duration, ixit), this.#context.signal);
      case 'answer':
        return this.#of(this.#departing).answerBye(step.code);
      case 'repeat-answer':
        return this.#of(this.#departing).repeatAnswer();
      case 'lose':
        return this.#of(step.who).lose();
      case 'post':
        return this.#post(step.who, step.text);
      case 'try-post':
        await this.#of(step.who).post(step.text, 2000);
        return;
      case 'fetch-roster':
        return this.#of(step.who).fetchRoster(ixit.notifyMax);
      case 'await-notified':
        return this.#awaitNotified(step.who);
      default:
        if (isLeaveStep(step))
          return performLeaveStep(step, { participant: (name) => this.#of(name), context: this.#context });
        throw new StepFailure(`a focus has no step called ${step.step}`);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#participants.values()].map((participant) => participant.close()));
  }

  #of(name: ParticipantName): Participant {
    return this.#participants.get(name)!;
  }

  async #remove(who: ParticipantName): Promise<void> {
    const { recorder, signal } = this.#context;
    this.#departing = who;
    this.#of('alice').refer(this.#of(who).identity);
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
    const others = NAMES.filter((name) => name !== who);
    const { lost } = this.#of(who);
    await recorder
      .waitFor(
        'the notifications',
        // Whether the focus finds out by a refused connection or by Timer F is left to it.
        ixit.notifyMax + (lost ? 64 * ixit.t1 : 0),
        (event) =>
          NAMES.some((name) => isRequestTo(event, name, 'NOTIFY')) &&
          (lost || this.#subscriptionEnded(who)) &&
          others.every((name) => this.#knowsDeparture(name, who)),
        signal,
      )
      .catch(tolerateTimeout);
    // A second notification on the heels of the first would be missed otherwise.
    await pause(200, signal);
  }

  #everybodyConnected(subscriber: ParticipantName): boolean {
    return NAMES.every((name) => this.#showsConnected(subscriber, name));
  }

  #knowsDeparture(subscriber: ParticipantName, who: ParticipantName): boolean {
    return !this.#showsConnected(subscriber, who);
  }

  #showsConnected(subscriber: ParticipantName, who: ParticipantName): boolean {
    const roster = rosterOf(this.#context.recorder.events(), subscriber);
    if (this.#given.anonymous !== who) return shownUser(roster, this.#of(who).identity)?.connected === true;
    // Under which name somebody anonymous is shown is the focus's affair.
    return [...roster.users.values()].filter(({ connected }) => connected).length >= NAMES.length;
  }

  #subscriptionEnded(who: ParticipantName): boolean {
    return this.#context.recorder
      .events()
      .some(
        (event) =>
          isRequestTo(event, who, 'NOTIFY') &&
          /^subscription-state\s*:\s*terminated/im.test((event as { raw: string }).raw),
      );
  }
}

/** Devices of one user have one identity. */
const userNumber = (name: ParticipantName): number => NAMES.findIndex((user) => name.startsWith(user)) + 1;

function isRequestTo(event: TimelineEvent, actor: ParticipantName, method: string): boolean {
  if (event.kind !== 'sip' || event.actor !== actor || event.direction !== 'received') return false;
  const message = readableSipOf(event);
  return message?.kind === 'request' && message.method === method;
}
