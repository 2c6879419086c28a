import type { TimelineEvent } from '../timeline/event.ts';
import { WaitTimeout } from '../timeline/recorder.ts';
import { callOfBye } from './call-of-bye.ts';
import { CrowdMembers, type Member } from './crowd-members.ts';
import type { Crowd } from './crowd-steps.ts';
import { inMs } from './duration.ts';
import { recipientList } from './recipient-list.ts';
import { pause, type Stage, type StageContext, StepFailure, tolerateTimeout } from './stage.ts';
import type { Step } from './steps.ts';

/** As many as the purposes are written for. */
export const USUAL_SIZE = 100;

/** How long everybody may take to be told of everybody, in milliseconds for each that joins. */
const GATHER_LIMIT_MS = 300;

const BYE_LIMIT_MS = 10_000;

/** How many there are in a large group: as the purpose says, as the run says, or as usual. */
export const sizeOf = ({ size }: Crowd, scale: number | undefined): number => size ?? scale ?? USUAL_SIZE;

/** A large group for one focus under test. */
export class CrowdStage implements Stage {
  readonly #context: StageContext;
  readonly #given: Crowd;
  readonly #size: number;
  readonly #members: CrowdMembers;
  /** Who has left or been removed, and who is dead. */
  readonly #gone = new Set<string>();
  readonly #dead = new Set<string>();
  /** What each subscriber has been told. */
  readonly #told = new Map<string, { connected: number; departed: Set<string>; ended: boolean }>();
  readonly #deaf: () => void;

  constructor(context: StageContext) {
    this.#context = context;
    this.#given = context.declaration.given as Crowd;
    this.#size = sizeOf(this.#given, context.scale);
    this.#members = new CrowdMembers(context, this.#given);
    this.#deaf = context.recorder.listen((event) => this.#hear(event));
  }

  async prepare(): Promise<void> {
    const { recorder } = this.#context;
    await this.#members.open();
    await this.#members.gather(this.#size);
    await this.#members.subscribeAll();
    await this.#until('everybody to be connected in every roster', this.#size * GATHER_LIMIT_MS, () =>
      this.#members.all.every(({ identity }) => this.#told.get(identity)?.connected === this.#size),
    );
    const dead = this.#members.all.slice(1).slice(0, Math.min(this.#given.dead, Math.floor(this.#size / 2)));
    this.#members.fallSilent(dead);
    for (const { identity } of dead) this.#dead.add(identity);
    recorder.record({ kind: 'mark', mark: 'preamble-reached' });
    if (dead.length > 0)
      recorder.record({ kind: 'mark', mark: 'watchers-dead', detail: dead.map(({ identity }) => identity).join(' ') });
  }

  async perform(step: Step): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    switch (step.step) {
      case 'remove-one':
        return this.#remove(this.#members.all.slice(-1));
      case 'answer-late':
        return this.#members.answerLate();
      case 'remove-listed':
        return this.#remove(this.#members.all.slice(-Math.min(step.count, Math.floor(this.#size / 2))));
      case 'leave-together':
        return this.#leaveTogether(Math.max(1, Math.round(this.#size * step.share)), inMs(step.within, ixit));
      case 'end-large-session':
        this.#depart(this.#members.all);
        return this.#members.refer({ 'Refer-To': `<${this.#members.group};method=BYE>` }, '', 64 * ixit.t1);
      case 'churn':
        return this.#churn(1000 / step.perSecond, inMs(step.duration, ixit));
      case 'await-told':
        return this.#until('the notifications', inMs(step.limit, ixit), () => this.#everybodyKnows()).catch(
          tolerateTimeout,
        );
      case 'observe':
      case 'hold':
        return pause(inMs(step.duration, ixit), this.#context.signal);
      default:
        throw new StepFailure(`a large group has no step called ${step.step}`);
    }
  }

  async close(): Promise<void> {
    await this.#members.close();
    this.#deaf();
  }

  /** By a REFER of the first, with a list where it is about several; ends with the BYEs on the wire. */
  async #remove(whom: readonly Member[]): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    this.#depart(whom);
    const identities = whom.map(({ identity }) => identity);
    const { headers, body } =
      whom.length === 1
        ? { headers: { 'Refer-To': `<${identities[0]};method=BYE>` }, body: '' }
        : { headers: LISTED, body: recipientList(identities) };
    await this.#members.refer(headers, body, 64 * ixit.t1);
    const due = new Set(whom.map(({ callId }) => callId));
    for (const event of this.#context.recorder.events()) due.delete(callOfBye(event) ?? '');
    await this.#until(
      'the BYEs',
      BYE_LIMIT_MS,
      () => due.size === 0,
      (event) => due.delete(callOfBye(event) ?? ''),
    ).catch(tolerateTimeout);
  }

  async #leaveTogether(count: number, withinMs: number): Promise<void> {
    const { ixit } = this.#context.sut.descriptor;
    const leaving = this.#members.all.slice(-count);
    this.#depart(leaving);
    const began = performance.now();
    const leaves: Promise<void>[] = [];
    for (const [index, member] of leaving.entries()) {
      const early = (index * withinMs) / count - (performance.now() - began);
      if (early > 1) await pause(early, this.#context.signal);
      leaves.push(awaitedLater(this.#members.leave(member, 64 * ixit.t1)));
    }
    await Promise.all(leaves);
  }

  /** In turn one joins, and the one that has been there longest of those leaves; none waits for another. */
  async #churn(everyMs: number, durationMs: number): Promise<void> {
    const { sut, signal } = this.#context;
    const began = performance.now();
    const present: Member[] = [];
    const acts: Promise<void>[] = [];
    for (let tick = 0; tick * everyMs < durationMs; tick++) {
      await pause(Math.max(0, tick * everyMs - (performance.now() - began)), signal);
      const leaver = tick % 2 === 1 ? present.shift() : undefined;
      acts.push(awaitedLater(leaver ? this.#leave(leaver, 64 * sut.descriptor.ixit.t1) : this.#arrive(present)));
    }
    await Promise.all(acts);
    await Promise.all(present.map((member) => this.#leave(member, 64 * sut.descriptor.ixit.t1)));
  }

  #leave(member: Member, limitMs: number): Promise<void> {
    this.#depart([member]);
    return this.#members.leave(member, limitMs);
  }

  async #arrive(present: Member[]): Promise<void> {
    const member = await this.#members.join();
    await this.#members.subscribe(member);
    present.push(member);
  }

  #depart(members: readonly Member[]): void {
    for (const { identity } of members) this.#gone.add(identity);
  }

  #hear(event: TimelineEvent): void {
    if (event.kind !== 'notice') return;
    const known = this.#told.get(event.subscriber) ?? { connected: 0, departed: new Set(), ended: false };
    known.connected = event.connected ?? known.connected;
    known.ended ||= event.state === 'terminated';
    for (const { user } of event.departures ?? []) known.departed.add(user);
    this.#told.set(event.subscriber, known);
  }

  #everybodyKnows(): boolean {
    return this.#members.all.every(({ identity }) => {
      if (this.#dead.has(identity)) return true;
      const known = this.#told.get(identity);
      if (this.#gone.has(identity)) return known?.ended === true;
      return [...this.#gone].every((user) => known?.departed.has(user));
    });
  }

  /** Looks whenever something has happened, but not for each of thousands of events. */
  #until(
    what: string,
    limitMs: number,
    reached: () => boolean,
    hear: (event: TimelineEvent) => void = () => {},
  ): Promise<void> {
    const { recorder, signal } = this.#context;
    return new Promise((resolve, reject) => {
      let look: NodeJS.Timeout | undefined;
      const settle = (act: () => void) => {
        clearTimeout(limit);
        clearTimeout(look);
        stop();
        signal.removeEventListener('abort', aborted);
        act();
      };
      const aborted = () => settle(() => reject(signal.reason as Error));
      const stop = recorder.listen((event) => {
        hear(event);
        look ??= setTimeout(() => {
          look = undefined;
          if (reached()) settle(resolve);
        }, LOOK_AFTER_MS);
      });
      const limit = setTimeout(
        () => settle(() => reject(new WaitTimeout(`waited ${limitMs} ms for ${what}, which did not come`))),
        limitMs,
      );
      if (signal.aborted) aborted();
      else if (reached()) settle(resolve);
      else signal.addEventListener('abort', aborted, { once: true });
    });
  }
}

/** What fails before somebody awaits it is nobody's yet, and would end the process. */
function awaitedLater<T>(act: Promise<T>): Promise<T> {
  act.catch(() => {});
  return act;
}

/** What a REFER says of the list in its body (RFC 5368 §5). */
const LISTED = {
  'Refer-To': '<cid:removed@crowd.invalid>',
  Require: 'multiple-refer, norefersub',
  'Content-Type': 'application/resource-lists+xml',
  'Content-Disposition': 'recipient-list',
  'Content-ID': '<removed@crowd.invalid>',
};

/** How long after something has happened it is looked at what everybody knows by then, in milliseconds. */
const LOOK_AFTER_MS = 25;
