import { addressOf } from '../sip/address.ts';
import { isRequest, parseSipMessage, type SipMessage, SipSyntaxError } from '../sip/message.ts';
import { msrpMediaOfMessage } from '../sip/sdp.ts';
import { type Ends, fromParticipant, type Happening } from './leg.ts';
import type { Captured } from './messages.ts';

/** Somebody's part in a group session: one INVITE dialog. */
export interface Leg extends Ends {
  callId: string;
  group: string;
  /** Identity of the participant, as its INVITE has it. */
  identity: string;
  /** Milliseconds since the Unix epoch. */
  beganAt: number;
  happenings: Happening[];
}

/** Somebody's conference subscription. */
export interface Watch extends Ends {
  callId: string;
  group: string;
  identity: string;
  happenings: Happening[];
}

/** One departure, with all that the capture tells of it. */
export interface Departure {
  leg: Leg;
  /** Milliseconds since the Unix epoch: of the BYE. */
  at: number;
  /** What the times of a timeline count from: the beginning of the capture. */
  epoch: number;
  /** Up to when it was watched. */
  until: number;
  by: 'participant' | 'focus';
  /** The departing one's own subscriptions, and those of others in the group. */
  own: Watch[];
  others: Watch[];
}

/** Timer F of RFC 3261's own timers, and the time for what has to follow. In milliseconds of the capture. */
const WATCHED_MS = 40_000;
/** Of one dialog so much is kept; a dialog that goes on and on tells nothing new of its end. */
const MOST_HAPPENINGS = 4000;

type Message<K extends Captured['kind']> = Extract<Captured, { kind: K }>;

interface Pending {
  due: number;
  settle(): void;
}

/** Follows every group session of a capture, and hands out each departure once all that follows it has been seen. */
export class DepartureFinder {
  readonly #onDeparture: (departure: Departure) => void;
  readonly #legs = new Map<string, Leg>();
  readonly #watches = new Map<string, Watch>();
  readonly #groups = new Map<string, Set<Watch>>();
  /** By MSRP URI, with whose it is. */
  readonly #paths = new Map<string, { leg: Leg; ofParticipant: boolean }>();
  readonly #connections = new Map<number, { openedAt: number; opener: string; legs: Map<Leg, string> }>();
  readonly #departing = new Set<Leg>();
  /** In the order of time, since all of them wait equally long. */
  #pending: Pending[] = [];
  #now = 0;
  #seq = 0;
  #epoch: number | undefined;
  /** Departures whose session began before the capture did. */
  strangers = 0;
  readonly #strange = new Set<string>();

  constructor(onDeparture: (departure: Departure) => void) {
    this.#onDeparture = onDeparture;
  }

  /** How many dialogs are open: what memory depends on. */
  get open(): number {
    return this.#legs.size + this.#watches.size;
  }

  take(captured: Captured): void {
    this.#epoch ??= captured.at;
    this.#now = Math.max(this.#now, captured.at);
    this.#settle(this.#now);
    switch (captured.kind) {
      case 'sip':
        return this.#sip(captured);
      case 'msrp':
        return this.#msrp(captured);
      case 'tcp':
        return this.#tcp(captured);
      case 'gap':
        for (const leg of this.#connections.get(captured.connection)?.legs.keys() ?? [])
          this.#add(leg, { at: captured.at, fromParticipant: false, what: { kind: 'gap' } });
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.#settle(Infinity);
  }

  #add({ happenings }: Leg | Watch, happening: Omit<Happening, 'seq' | 'seen'>): void {
    if (happenings.length < MOST_HAPPENINGS) happenings.push({ ...happening, seq: this.#seq++, seen: new Map() });
  }

  #settle(now: number): void {
    let settled = 0;
    while (settled < this.#pending.length && this.#pending[settled]!.due <= now) this.#pending[settled++]!.settle();
    if (settled > 0) this.#pending = this.#pending.slice(settled);
  }

  #sip(captured: Message<'sip'>): void {
    const message = readable(captured.raw);
    const callId = message?.callId;
    if (!message || callId === undefined) return;
    const known = this.#legs.get(callId) ?? this.#watches.get(callId) ?? this.#begun(captured, message, callId);
    if (!known) return;
    const own = fromParticipant(known, captured);
    if (own === undefined) return;
    const { at, transport, raw } = captured;
    this.#add(known, { at, fromParticipant: own, what: { kind: 'sip', transport, raw } });
    if (this.#legs.get(callId) === known) this.#learn(known as Leg, message, own, at);
    else this.#watched(known, message);
  }

  /** A dialog that begins, or one that ends without our having seen it begin. */
  #begun(captured: Message<'sip'>, message: SipMessage, callId: string): Leg | Watch | undefined {
    if (message.kind !== 'request') return undefined;
    const { source, destination, at } = captured;
    const [from, to] = [message.header('from'), message.header('to')].map(identity) as [string, string];
    if (message.method === 'INVITE' && message.toTag === undefined) {
      const byFocus = /;\s*isfocus\b/i.test(message.header('contact') ?? '');
      const leg: Leg = {
        callId,
        group: byFocus ? from : to,
        identity: byFocus ? to : from,
        participant: byFocus ? destination : source,
        focus: byFocus ? source : destination,
        beganAt: at,
        happenings: [],
      };
      this.#legs.set(callId, leg);
      return leg;
    }
    if (
      message.method === 'SUBSCRIBE' &&
      message.toTag === undefined &&
      /^conference\b/i.test(message.header('event') ?? '')
    ) {
      const watch: Watch = {
        callId,
        group: to,
        identity: from,
        participant: source,
        focus: destination,
        happenings: [],
      };
      this.#watches.set(callId, watch);
      const group = this.#groups.get(to) ?? new Set();
      this.#groups.set(to, group.add(watch));
      return watch;
    }
    if (message.method === 'BYE' && !this.#strange.has(callId)) {
      this.#strange.add(callId);
      if (this.#strange.size > MOST_HAPPENINGS) this.#strange.delete(this.#strange.values().next().value!);
      this.strangers++;
    }
    return undefined;
  }

  #learn(leg: Leg, message: SipMessage, own: boolean, at: number): void {
    if (message.cseq?.method === 'INVITE')
      for (const path of msrpMediaOfMessage(message)?.path ?? []) this.#paths.set(path, { leg, ofParticipant: own });
    if (!isRequest(message, 'BYE') || this.#departing.has(leg)) return;
    this.#departing.add(leg);
    this.#pending.push({
      due: at + WATCHED_MS,
      settle: () => {
        const watches = [...(this.#groups.get(leg.group) ?? [])];
        this.#onDeparture({
          leg,
          at,
          epoch: this.#epoch!,
          until: Math.min(this.#now, at + WATCHED_MS),
          by: own ? 'participant' : 'focus',
          own: watches.filter((watch) => watch.identity === leg.identity),
          others: watches.filter((watch) => watch.identity !== leg.identity),
        });
        this.#forget(leg);
      },
    });
  }

  #forget(leg: Leg): void {
    this.#legs.delete(leg.callId);
    this.#departing.delete(leg);
    for (const [path, { leg: owner }] of this.#paths) if (owner === leg) this.#paths.delete(path);
    for (const [id, { legs }] of this.#connections)
      if (legs.delete(leg) && legs.size === 0) this.#connections.delete(id);
  }

  #watched(watch: Watch, message: SipMessage): void {
    if (!isRequest(message, 'NOTIFY')) return;
    if (/state="?full"?/i.test(message.body.slice(0, 1000))) forgetBefore(watch, this.#now - 2 * WATCHED_MS);
    if (!/^terminated\b/i.test(message.header('subscription-state') ?? '')) return;
    this.#pending.push({
      due: this.#now + WATCHED_MS,
      settle: () => {
        this.#watches.delete(watch.callId);
        const group = this.#groups.get(watch.group);
        group?.delete(watch);
        if (group?.size === 0) this.#groups.delete(watch.group);
      },
    });
  }

  #msrp(captured: Message<'msrp'>): void {
    const { at, connection, message, octets } = captured;
    const from = this.#paths.get(message.fromPath[0] ?? '');
    const to = this.#paths.get(message.toPath[0] ?? '');
    const leg = from?.leg ?? to?.leg;
    if (!leg) return;
    const own = from ? from.ofParticipant : !to!.ofParticipant;
    this.#bind(leg, captured, own);
    this.#add(leg, {
      at,
      fromParticipant: own,
      what: { kind: 'msrp', connection, message, octets: Buffer.from(octets) },
    });
  }

  /** From its first message on, a connection is that of the session. */
  #bind(leg: Leg, { at, connection, source, destination }: Message<'msrp'>, own: boolean): void {
    const known = this.#connections.get(connection) ?? { openedAt: at, opener: source, legs: new Map<Leg, string>() };
    this.#connections.set(connection, known);
    if (known.legs.has(leg)) return;
    const participant = own ? source : destination;
    known.legs.set(leg, participant);
    const opened = known.opener === participant;
    this.#add(leg, { at: known.openedAt, fromParticipant: opened, what: { kind: 'tcp', connection, event: 'open' } });
    this.#add(leg, { at, fromParticipant: own, what: { kind: 'tcp', connection, event: 'bound' } });
  }

  #tcp({ at, connection, source, event }: Message<'tcp'>): void {
    if (event === 'open') {
      this.#connections.set(connection, { openedAt: at, opener: source, legs: new Map() });
      return;
    }
    for (const [leg, participant] of this.#connections.get(connection)?.legs ?? [])
      this.#add(leg, { at, fromParticipant: source === participant, what: { kind: 'tcp', connection, event } });
  }
}

/** What was told before a full list is in it; the beginning of the subscription stays. */
function forgetBefore(watch: Watch, limit: number): void {
  const fulls = watch.happenings.flatMap(({ at, what }, index) =>
    at < limit && what.kind === 'sip' && /state="?full"?/i.test(what.raw) ? [index] : [],
  );
  const last = fulls.at(-1);
  if (last === undefined || last < 3) return;
  watch.happenings = [...watch.happenings.slice(0, 2), ...watch.happenings.slice(last)];
}

const identity = (header: string | undefined): string => {
  try {
    return header === undefined ? '' : addressOf(header);
  } catch {
    return header ?? '';
  }
};

function readable(raw: string): SipMessage | undefined {
  try {
    return parseSipMessage(raw);
  } catch (error) {
    if (error instanceof SipSyntaxError) return undefined;
    throw error;
  }
}
