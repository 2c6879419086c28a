import type { Notification, Notified, Subscription } from '../conference-info/subscription.ts';
import type { Shown, Transition } from '../conference-info/roster.ts';
import type { SipEvent } from '../timeline/event.ts';
import type { Departure } from './departures.ts';
import type { Happening } from './leg.ts';
import type { ToldOfDeparture } from './watch.ts';

/**
 * Departures as one row of words, in the order in which {@link unpacked} asks for them: passed on to another thread in a
 * fraction of the time that objects take, which would have each of their names copied.
 */
export type Parcel = (string | number)[];

/** Puts a departure behind those that are in a parcel already. */
export function pack(parcel: Parcel, departure: Departure): void {
  const { callId, group, identity, happenings, at, epoch, until, by, own, others, remains } = departure;
  parcel.push(callId, group, identity, at, epoch, until, by, remains ? 1 : 0, happenings.length);
  for (const happening of happenings) packHappening(parcel, happening);
  for (const watches of [own, others]) {
    parcel.push(watches.length);
    for (const watch of watches) packTold(parcel, watch);
  }
}

function packHappening(parcel: Parcel, { at, seq, fromParticipant, what }: Happening): void {
  parcel.push(at, seq, fromParticipant ? 1 : 0, what.kind);
  if (what.kind === 'sip') parcel.push(what.transport, what.raw);
  else if (what.kind === 'msrp') parcel.push(what.connection, what.raw);
  else if (what.kind === 'tcp') parcel.push(what.connection, what.event);
}

function packTold(parcel: Parcel, { actor, subscribe, departures, subscription }: ToldOfDeparture): void {
  parcel.push(actor);
  packEvent(parcel, subscribe);
  parcel.push(departures.length);
  for (const { user, index, shown, event } of departures) {
    parcel.push(user, index, shown!.by);
    packList(parcel, shown!.statuses);
    packList(parcel, shown!.methods);
    packEvent(parcel, event);
  }
  const { callId, notifications } = subscription ?? { callId: '', notifications: [] };
  parcel.push(callId, notifications.length);
  for (const { event, state, reason } of notifications) {
    parcel.push(state, reason ?? NONE);
    packEvent(parcel, event);
  }
}

function packEvent(parcel: Parcel, { direction, transport, at, seq, raw }: SipEvent): void {
  parcel.push(direction, transport, at, seq, raw);
}

function packList(parcel: Parcel, texts: readonly string[]): void {
  parcel.push(texts.length, ...texts);
}

/** Stands for a reason that is absent: none is written with a space. */
const NONE = ' ';

/** The departures in a parcel, in the order in which they were put there. */
export function unpacked(parcel: Parcel): Departure[] {
  const words = new Words(parcel);
  const departures: Departure[] = [];
  while (!words.areOver) departures.push(unpackDeparture(words));
  return departures;
}

class Words {
  readonly #parcel: Parcel;
  #at = 0;

  constructor(parcel: Parcel) {
    this.#parcel = parcel;
  }

  get areOver(): boolean {
    return this.#at === this.#parcel.length;
  }

  /** The next word, where a text was packed. */
  text(): string {
    return this.#parcel[this.#at++] as string;
  }

  /** The next word, where a number was packed. */
  number(): number {
    return this.#parcel[this.#at++] as number;
  }

  list<T>(read: () => T): T[] {
    const length = this.number();
    const all: T[] = [];
    for (let index = 0; index < length; index++) all.push(read());
    return all;
  }
}

function unpackDeparture(words: Words): Departure {
  return {
    callId: words.text(),
    group: words.text(),
    identity: words.text(),
    at: words.number(),
    epoch: words.number(),
    until: words.number(),
    by: words.text() as Departure['by'],
    remains: words.number() === 1,
    happenings: words.list(() => unpackHappening(words)),
    own: words.list(() => unpackTold(words)),
    others: words.list(() => unpackTold(words)),
  };
}

function unpackHappening(words: Words): Happening {
  const [at, seq, fromParticipant] = [words.number(), words.number(), words.number() === 1];
  return { at, seq, fromParticipant, what: unpackWhat(words) };
}

function unpackWhat(words: Words): Happening['what'] {
  const kind = words.text() as Happening['what']['kind'];
  switch (kind) {
    case 'sip':
      return { kind, transport: words.text() as 'udp' | 'tcp', raw: words.text() };
    case 'msrp':
      return { kind, connection: words.number(), raw: words.text() };
    case 'tcp':
      return { kind, connection: words.number(), event: words.text() as 'open' | 'bound' | 'fin' | 'rst' };
    case 'gap':
      return { kind };
  }
}

function unpackTold(words: Words): ToldOfDeparture {
  const actor = words.text();
  const subscribe = unpackEvent(words, actor);
  const departures = words.list(() => unpackTransition(words, actor));
  const callId = words.text();
  const notifications = words.list(() => unpackNotification(words, actor));
  const subscription: Subscription = { actor, callId, notifications };
  return { actor, subscribe, departures, ...(notifications.length > 0 && { subscription }) };
}

function unpackTransition(words: Words, actor: string): Notified<Transition> {
  return {
    user: words.text(),
    index: words.number(),
    change: 'departure',
    shown: {
      by: words.text() as Shown['by'],
      statuses: words.list(() => words.text()),
      methods: words.list(() => words.text()),
    },
    event: unpackEvent(words, actor),
  };
}

function unpackNotification(words: Words, actor: string): Notification {
  const state = words.text();
  const reason = words.text();
  return { event: unpackEvent(words, actor), state, ...(reason !== NONE && { reason }) };
}

function unpackEvent(words: Words, actor: string): SipEvent {
  return {
    kind: 'sip',
    actor,
    direction: words.text() as SipEvent['direction'],
    transport: words.text() as SipEvent['transport'],
    at: words.number(),
    seq: words.number(),
    raw: words.text(),
  };
}
