import { randomUUID } from 'node:crypto';
import { conferenceSubscriptions } from '../conference-info/subscription.ts';
import { shownUser } from '../conference-info/user.ts';
import { rosterOf } from '../judge/focus/facts.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { bracketed } from '../sip/transport.ts';
import { outboundProxyOf, sipPlaceOf } from '../sut/sip-place.ts';
import type { SipEvent, TimelineEvent } from '../timeline/event.ts';
import type { GatheredGroup, ParticipantName } from './focus-steps.ts';
import { Participant } from './participant.ts';
import type { StageContext } from './stage.ts';
import { traitsFor } from './traits.ts';
import { turnsFor } from './turns.ts';

/** How long gathering the group may take on the focus's side, in milliseconds. */
const GATHER_LIMIT_MS = 20_000;

/** Whoever may play a part; the place is the number in the identity, one for all devices of a user. */
const USERS: ParticipantName[] = ['alice', 'bob', 'carol', 'dave'];

/** The people of one case, each with an address, a SIPp process and an MSRP endpoint of their own, and what they know. */
export class TestGroup {
  /** Those in the group, by their devices, in the order in which they join. */
  readonly members: readonly ParticipantName[];
  /** Those of them who subscribe. */
  readonly watchers: readonly ParticipantName[];
  readonly #context: StageContext;
  readonly #given: GatheredGroup;
  readonly #participants = new Map<ParticipantName, Participant>();

  constructor(context: StageContext) {
    this.#context = context;
    this.#given = context.declaration.given as GatheredGroup;
    const { members = ['alice', 'bob', 'carol'], secondDevice, watchers } = this.#given;
    this.members = [...members, ...(secondDevice ? (['carol2'] as const) : [])];
    this.watchers = watchers ?? this.members;
  }

  /** Everybody joins and subscribes; resolves when all who watch have been told that all are there. */
  async gather(): Promise<void> {
    const { recorder, signal } = this.#context;
    this.#invent();
    await Promise.all([...this.#participants.values()].map((participant) => participant.open()));
    // One after another, as people join: the first INVITE makes the group.
    for (const name of this.members) await this.of(name).join(GATHER_LIMIT_MS);
    await Promise.all(this.watchers.map((name) => this.of(name).watch.subscribe(GATHER_LIMIT_MS)));
    for (const watcher of this.watchers)
      await recorder.waitFor(
        `everybody to be connected in the roster of ${watcher}`,
        GATHER_LIMIT_MS,
        (event) => isRequestTo(event, watcher, 'NOTIFY') && this.#everybodyConnected(watcher),
        signal,
      );
  }

  /** @throws Error for somebody who plays no part in this case */
  of(name: ParticipantName): Participant {
    const participant = this.#participants.get(name);
    if (!participant) throw new Error(`${name} plays no part here`);
    return participant;
  }

  /** The public identity of anybody, in the group or not. */
  identityOf(name: ParticipantName): string {
    const { sut, number } = this.#context;
    const user = USERS.indexOf(name.replace(/\d+$/, '') as ParticipantName) + 1;
    return sut.descriptor.ixit.identity.replaceAll('{n}', `${String(number).padStart(4, '0')}${user}`);
  }

  /** Whether a watcher has been told that somebody is not, or no longer, connected. */
  knowsDeparture(watcher: ParticipantName, who: ParticipantName): boolean {
    return !this.#showsConnected(watcher, who);
  }

  /** Whether somebody who watched has been told that this is over. */
  subscriptionEnded(who: ParticipantName): boolean {
    const events = this.#context.recorder
      .events()
      .filter((event): event is SipEvent => event.kind === 'sip' && event.actor === who);
    return conferenceSubscriptions(events)[0]?.notifications.some(({ state }) => state === 'terminated') ?? false;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#participants.values()].map((participant) => participant.close()));
  }

  /** The Group Session Identity. */
  get identity(): string {
    const { sut, runId, number } = this.#context;
    const { group } = sut.descriptor.ixit;
    return group.replaceAll('{n}', `${runId}-${number}`.toLowerCase()).replaceAll('{address}', bracketed(sut.address));
  }

  #invent(): void {
    const { declaration, sut, recorder, folder, signal } = this.#context;
    const { ixit } = sut.descriptor;
    const { transport = ixit.transport, anonymous, refreshed, outsiders = [] } = this.#given;
    const outboundProxy = outboundProxyOf(sut);
    const conversation = { conversationId: randomUUID(), contributionId: randomUUID() };
    for (const name of [...this.members, ...outsiders]) {
      const { claims, ...traits } = traitsFor(declaration.when, name);
      const participant = new Participant({
        name,
        recorder,
        folder,
        group: this.identity,
        ...conversation,
        transport,
        signal,
        sut,
        place: sut.testPlace(transport),
        focus: sipPlaceOf(sut, transport),
        ...(outboundProxy && { outboundProxy }),
        identity: this.identityOf(name),
        dialog: turnsFor(declaration.when, name),
        traits: { ...traits, ...(claims && { referrer: this.identityOf(claims) }) },
        anonymous: anonymous === name,
        ...(refreshed === name && { refresh: ixit.sessionInterval / 1000 }),
      });
      this.#participants.set(name, participant);
    }
  }

  /** How many people are in the group, whatever their devices. */
  get #users(): number {
    return new Set(this.members.map((name) => this.identityOf(name))).size;
  }

  #everybodyConnected(watcher: ParticipantName): boolean {
    return this.members.every((name) => this.#showsConnected(watcher, name));
  }

  #showsConnected(watcher: ParticipantName, who: ParticipantName): boolean {
    const roster = rosterOf(this.#context.recorder.events(), watcher);
    if (this.#given.anonymous !== who) return shownUser(roster, this.identityOf(who))?.connected === true;
    // Under which name somebody anonymous is shown is the focus's affair.
    return [...roster.users.values()].filter(({ connected }) => connected).length >= this.#users;
  }
}

export function isRequestTo(event: TimelineEvent, actor: string, method: string): boolean {
  if (event.kind !== 'sip' || event.actor !== actor || event.direction !== 'received') return false;
  const message = readableSipOf(event);
  return message?.kind === 'request' && message.method === method;
}
