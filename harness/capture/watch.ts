import { CONFERENCE_INFO_TYPE, type ConferenceInfo } from '../conference-info/document.ts';
import { RosterFollower, type Transition } from '../conference-info/roster.ts';
import {
  isConferenceNotify,
  type Notification,
  type Notified,
  type Subscription,
} from '../conference-info/subscription.ts';
import { userKey } from '../conference-info/user.ts';
import { bodyOfType } from '../sip/body.ts';
import { parseParameterised } from '../sip/header-value.ts';
import type { SipMessage } from '../sip/message.ts';
import type { SipEvent } from '../timeline/event.ts';
import type { DocumentShelf } from './document-shelf.ts';
import type { Ends } from './leg.ts';

/** Twice the time that a departure is watched for: what was told before says nothing of it. In milliseconds. */
const REMEMBERED_MS = 80_000;
/** A retransmission comes within Timer F; so many NOTIFYs do not come in that time. */
const MOST_SEEN = 1000;

/** One message of a conference subscription. */
export interface Told {
  /** Milliseconds since the Unix epoch. */
  at: number;
  seq: number;
  transport: 'udp' | 'tcp';
  message: SipMessage;
}

/** From one moment to another, and the end of what was watched. */
interface Stretch {
  from: number;
  to: number;
  until: number;
}

/** What one subscriber was told of one departure. */
export interface ToldOfDeparture {
  /** The actor that the subscriber is in a timeline. */
  actor: string;
  subscribe: SipEvent;
  /** Of the one that departs. */
  departures: Notified<Transition>[];
  /**
   * As a subscription of a timeline has it, its NOTIFYs without their text; of somebody who stays, only what tells
   * whether it goes on: what ended it, and the last one. Absent where nothing was told.
   */
  subscription?: Subscription;
}

/**
 * Somebody's conference subscription. What it was told is merged as it comes; of the documents nothing is kept but the
 * state they come to, and the departures of the last moments.
 */
export class Watch implements Ends {
  readonly callId: string;
  readonly group: string;
  readonly identity: string;
  /** {@link userKey} of it. */
  readonly user: string;
  readonly participant: string;
  readonly focus: string;
  /** The actor that it is in a timeline: nobody else has the same. */
  readonly actor: string;
  readonly subscribe: SipEvent;
  lastAt: number;
  readonly #epoch: number;
  readonly #shelf: DocumentShelf;
  readonly #follower = new RosterFollower();
  /** Tags of the first NOTIFY: those of a fork are another subscription. */
  #dialog: { written: string; tags: string } | undefined;
  readonly #seen = new Set<number>();
  #notifications: Notification[] = [];
  /** By {@link userKey}. */
  readonly #departures = new Map<string, Notified<Transition>[]>();
  /** In the order of time. */
  #recent: Notified<Transition>[] = [];

  constructor(
    about: Pick<Watch, 'callId' | 'group' | 'identity' | 'participant' | 'focus' | 'actor'>,
    first: Told,
    { epoch, shelf }: { epoch: number; shelf: DocumentShelf },
  ) {
    this.callId = about.callId;
    this.group = about.group;
    this.identity = about.identity;
    this.user = userKey(about.identity);
    this.participant = about.participant;
    this.focus = about.focus;
    this.actor = about.actor;
    this.#epoch = epoch;
    this.#shelf = shelf;
    this.subscribe = { ...this.#event(first, 'sent'), raw: first.message.raw };
    this.lastAt = first.at;
  }

  /** @returns whether that ended the subscription */
  notified(told: Told): boolean {
    const { at, message } = told;
    this.lastAt = at;
    if (message.kind !== 'request' || !isConferenceNotify(message) || !this.#isNew(told)) return false;
    const event = this.#event(told, 'received');
    const { value, parameters } = parseParameterised(message.header('subscription-state') ?? '');
    const reason = parameters.get('reason')?.toLowerCase();
    const xml = bodyOfType(message, CONFERENCE_INFO_TYPE);
    const document = xml === undefined ? undefined : this.#shelf.read(xml);
    const state = value.toLowerCase();
    this.#notifications.push({ event, state, ...(reason === undefined ? {} : { reason }) });
    if (document) this.#take(document, event, message.raw);
    this.#forget(event.at - REMEMBERED_MS);
    return state === 'terminated';
  }

  /**
   * What was told of the departures of one user, from one moment until another, and of the subscription until it was no
   * longer watched: all in milliseconds of the timeline.
   * @param user its {@link userKey}
   * @param stays whether the subscriber is another one
   */
  told(user: string, stays: boolean, { from, to, until }: Stretch): ToldOfDeparture {
    const { actor, callId, subscribe } = this;
    const departures = (this.#departures.get(user) ?? []).filter(({ event: { at } }) => at >= from && at <= to);
    let count = this.#notifications.length;
    while (count > 0 && this.#notifications[count - 1]!.event.at > until) count--;
    const notifications = this.#notifications.filter(
      ({ state }, index) => index < count && (!stays || index === count - 1 || state === 'terminated'),
    );
    return {
      actor,
      subscribe,
      departures,
      ...(count === 0 ? {} : { subscription: { actor, callId, notifications } }),
    };
  }

  #isNew({ seq, message }: Told): boolean {
    if (!this.#isOfDialog(message)) return false;
    const cseq = message.cseq?.number ?? -1 - seq;
    if (this.#seen.has(cseq)) return false;
    this.#seen.add(cseq);
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.values().next().value!);
    return true;
  }

  #isOfDialog(message: SipMessage): boolean {
    const written = `${message.header('to')}\n${message.header('from')}`;
    this.#dialog ??= { written, tags: tagsOf(message) };
    return written === this.#dialog.written || tagsOf(message) === this.#dialog.tags;
  }

  #take(document: ConferenceInfo, event: SipEvent, raw: string): void {
    for (const transition of this.#follower.take(document).transitions) {
      if (transition.change !== 'departure') continue;
      const notified = { ...transition, event: { ...event, raw } };
      const key = userKey(transition.user);
      const known = this.#departures.get(key);
      if (known) known.push(notified);
      else this.#departures.set(key, [notified]);
      this.#recent.push(notified);
    }
  }

  /** The last notification stays, however old: it shows that the subscriber was told at all. */
  #forget(before: number): void {
    let old = 0;
    while (old < this.#notifications.length - 1 && this.#notifications[old]!.event.at < before) old++;
    if (old > 0) this.#notifications = this.#notifications.slice(old);
    let gone = 0;
    for (; gone < this.#recent.length && this.#recent[gone]!.event.at < before; gone++) {
      const key = userKey(this.#recent[gone]!.user);
      const known = this.#departures.get(key)!;
      known.shift();
      if (known.length === 0) this.#departures.delete(key);
    }
    if (gone > 0) this.#recent = this.#recent.slice(gone);
  }

  /** Without its text, which is kept of what tells of a departure only. */
  #event({ at, seq, transport }: Told, direction: SipEvent['direction']): SipEvent {
    return { kind: 'sip', actor: this.actor, direction, transport, at: at - this.#epoch, seq, raw: '' };
  }
}

const tagsOf = ({ toTag, fromTag }: SipMessage): string => `${toTag}\n${fromTag}`;
