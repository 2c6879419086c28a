import { sameUser, userKey } from '../conference-info/user.ts';
import { addressOf } from '../sip/address.ts';
import { contactUri, isRequest, readableSipMessage, type SipMessage } from '../sip/message.ts';
import { msrpMediaOfMessage } from '../sip/sdp.ts';
import { callIdIn } from './call-id.ts';
import { DocumentShelf } from './document-shelf.ts';
import { fromParticipant, type Happening, Leg } from './leg.ts';
import type { Connection } from './flows.ts';
import type { Captured, CapturedMsrp, CapturedSip } from './messages.ts';
import { type ToldOfDeparture, Watch } from './watch.ts';

/** One departure, with all that the capture tells of it. */
export interface Departure {
  callId: string;
  group: string;
  /** Of the one that departs. */
  identity: string;
  happenings: Happening[];
  /** Milliseconds since the Unix epoch: of the BYE. */
  at: number;
  /** What the times of a timeline count from: the beginning of the capture. */
  epoch: number;
  /** Up to when it was watched. */
  until: number;
  by: 'participant' | 'focus';
  /** The departing one's own subscriptions, and those of others in the group. */
  own: ToldOfDeparture[];
  others: ToldOfDeparture[];
  /** Whether the same user is in the group by another device, which stays. */
  remains: boolean;
}

/** Timer F of RFC 3261's own timers, and the time for what has to follow. In milliseconds of the capture. */
const WATCHED_MS = 40_000;
/** A dialog that nothing has been heard of for so long has ended unseen. In milliseconds of the capture. */
const SILENT_MS = 4 * 3_600_000;
const LOOK_EVERY = 10_000;
/** Of so many dialogs that began before the capture it is known that they have been counted. */
const MOST_STRANGERS = 4000;
/** A session has two MSRP URIs; who changes them with every offer is not followed for ever. */
const MOST_PATHS = 100;

/** Who is in a group, and who watches it. */
interface Group {
  legs: Set<Leg>;
  watches: Set<Watch>;
}

interface Pending {
  due: number;
  settle(): void;
}

/** Follows every group session of a capture, and hands out each departure once all that follows it has been seen. */
export class DepartureFinder {
  readonly #onDeparture: (departure: Departure) => void;
  readonly #shelf = new DocumentShelf();
  /** By Call-ID. */
  readonly #dialogs = new Map<string, Leg | Watch>();
  /** By {@link userKey} of their URIs; one group may have several. */
  readonly #groups = new Map<string, Group>();
  /** By MSRP URI, with whose it is. */
  readonly #paths = new Map<string, { leg: Leg; ofParticipant: boolean }>();
  /** By connection: the address of the participant of each session on it. */
  readonly #bound = new WeakMap<Connection, Map<Leg, string>>();
  /** In the order of time, since all of them wait equally long. */
  #pending: Pending[] = [];
  #settled = 0;
  #now = 0;
  #seq = 0;
  #taken = 0;
  #epoch: number | undefined;
  /** Departures whose session began before the capture did. */
  strangers = 0;
  /** Sessions that ended and in which nobody said to be a focus: those of two, calls. */
  otherSessions = 0;
  readonly #strange = new Set<string>();

  constructor(onDeparture: (departure: Departure) => void) {
    this.#onDeparture = onDeparture;
  }

  /** How many dialogs are open: what memory depends on. */
  get open(): number {
    return this.#dialogs.size;
  }

  take(captured: Captured): void {
    this.#epoch ??= captured.at;
    this.#now = Math.max(this.#now, captured.at);
    this.#settle(this.#now);
    if (++this.#taken % LOOK_EVERY === 0) this.#forgetSilent();
    switch (captured.kind) {
      case 'sip':
        return this.#sip(captured);
      case 'msrp':
        return this.#msrp(captured);
      case 'tcp':
        return this.#tcp(captured);
      case 'gap':
        for (const leg of this.#bound.get(captured.connection)?.keys() ?? [])
          this.#add(leg, captured.at, false, { kind: 'gap' });
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.#settle(Infinity);
  }

  #add(leg: Leg, at: number, own: boolean, what: Happening['what']): void {
    leg.add({ at, seq: this.#seq++, fromParticipant: own, what });
  }

  #settle(now: number): void {
    while (this.#settled < this.#pending.length && this.#pending[this.#settled]!.due <= now)
      this.#pending[this.#settled++]!.settle();
    if (this.#settled <= this.#pending.length / 2) return;
    this.#pending = this.#pending.slice(this.#settled);
    this.#settled = 0;
  }

  #later(settle: () => void): void {
    this.#pending.push({ due: this.#now + WATCHED_MS, settle });
  }

  #sip(captured: CapturedSip): void {
    const { octets, at, transport } = captured;
    const callId = callIdIn(octets);
    const known = callId === undefined ? undefined : this.#dialogs.get(callId);
    if (known ? known instanceof Watch && !isNotify(octets) : !mayBegin(octets)) return;
    const message = readableSipMessage(octets.toString('latin1'));
    if (message?.callId === undefined) return;
    const dialog = known ?? this.#begun(captured, message, message.callId);
    const own = dialog && fromParticipant(dialog, captured);
    if (own === undefined) return;
    if (dialog instanceof Leg) {
      this.#add(dialog, at, own, { kind: 'sip', transport, raw: message.raw });
      this.#learn(dialog, message, own, at);
    } else if (dialog && !own && dialog.notified({ at, seq: this.#seq++, transport, message })) {
      this.#later(() => this.#forgetWatch(dialog));
    }
  }

  /** A dialog that begins, or one that ends without our having seen it begin. */
  #begun(captured: CapturedSip, message: SipMessage, callId: string): Leg | Watch | undefined {
    if (message.kind !== 'request') return undefined;
    if (message.method === 'BYE') this.#stranger(callId);
    if (message.toTag !== undefined) return undefined;
    if (message.method === 'INVITE') return this.#joins(captured, message, callId);
    return message.method === 'SUBSCRIBE' && /^conference\b/i.test(message.header('event') ?? '')
      ? this.#subscribes(captured, message, callId)
      : undefined;
  }

  #joins({ source, destination, at }: CapturedSip, message: SipMessage, callId: string): Leg {
    const conference = conferenceOf(message);
    const byFocus = conference !== undefined;
    const [caller, callee] = [identity(message.header('from')), identity(message.header('to'))];
    const leg = new Leg({
      callId,
      group: byFocus ? caller : callee,
      identity: byFocus ? callee : caller,
      participant: byFocus ? destination : source,
      focus: byFocus ? source : destination,
      beganAt: at,
    });
    this.#dialogs.set(callId, leg);
    this.#groupOf(leg.group).legs.add(leg);
    if (byFocus) this.#isIn(leg, conference);
    return leg;
  }

  #subscribes({ source, destination, at, transport }: CapturedSip, message: SipMessage, callId: string): Watch {
    const [group, subscriber] = [identity(message.header('to')), identity(message.header('from'))];
    const { watches } = this.#groupOf(group);
    let same = 0;
    for (const watch of watches) if (watch.identity === subscriber) same++;
    const watch = new Watch(
      {
        callId,
        group,
        identity: subscriber,
        participant: source,
        focus: destination,
        actor: `watcher ${subscriber}${same > 0 ? `, subscription ${same + 1}` : ''}`,
      },
      { at, seq: this.#seq++, transport, message },
      { epoch: this.#epoch!, shelf: this.#shelf },
    );
    this.#dialogs.set(callId, watch);
    watches.add(watch);
    return watch;
  }

  #stranger(callId: string): void {
    if (this.#strange.has(callId)) return;
    this.#strange.add(callId);
    if (this.#strange.size > MOST_STRANGERS) this.#strange.delete(this.#strange.values().next().value!);
    this.strangers++;
  }

  #learn(leg: Leg, message: SipMessage, own: boolean, at: number): void {
    if (message.cseq?.method === 'INVITE') {
      for (const path of msrpMediaOfMessage(message)?.path ?? []) this.#hasPath(leg, path, own);
      const conference = own ? undefined : conferenceOf(message);
      if (conference !== undefined) this.#isIn(leg, conference);
    }
    if (!isRequest(message, 'BYE') || leg.endedAt !== undefined) return;
    leg.ends(at);
    this.#later(() => {
      if (leg.conference === undefined) this.otherSessions++;
      else this.#onDeparture(this.#departureOf(leg, own));
      this.#forgetLeg(leg);
    });
  }

  #hasPath(leg: Leg, path: string, ofParticipant: boolean): void {
    if (leg.paths.size >= MOST_PATHS) return;
    leg.paths.add(path);
    this.#paths.set(path, { leg, ofParticipant });
  }

  #isIn(leg: Leg, conference: string): void {
    leg.conference = conference;
    this.#groupOf(conference).legs.add(leg);
  }

  #departureOf(leg: Leg, own: boolean): Departure {
    const at = leg.endedAt!;
    const groups = this.#groupsOf(leg);
    const watches = new Set(groups.flatMap((group) => [...group.watches]));
    const ofSameUser = ({ user, identity }: Leg | Watch): boolean =>
      user === leg.user && sameUser(identity, leg.identity);
    const same = [...new Set(groups.flatMap((group) => [...group.legs]))].filter(
      (other) => other !== leg && ofSameUser(other),
    );
    const rejoinedAt = Math.min(...same.map(({ beganAt }) => beganAt).filter((beganAt) => beganAt >= at));
    const epoch = this.#epoch!;
    const until = Math.min(this.#now, at + WATCHED_MS);
    const told = { from: leg.beganAt - epoch, to: Math.min(until, rejoinedAt) - epoch, until: until - epoch };
    const [ownWatches, others]: [ToldOfDeparture[], ToldOfDeparture[]] = [[], []];
    for (const watch of watches) {
      const stays = !ofSameUser(watch);
      (stays ? others : ownWatches).push(watch.told(leg.user, stays, told));
    }
    return {
      callId: leg.callId,
      group: leg.group,
      identity: leg.identity,
      happenings: leg.happenings,
      at,
      epoch,
      until,
      by: own ? 'participant' : 'focus',
      own: ownWatches,
      others,
      remains: same.some(({ beganAt, endedAt }) => beganAt < at && endedAt === undefined),
    };
  }

  #groupOf(uri: string): Group {
    const key = userKey(uri);
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = { legs: new Set(), watches: new Set() }));
    return group;
  }

  #groupsOf({ group, conference }: Leg): Group[] {
    const uris = [group, ...(conference === undefined ? [] : [conference])];
    return [...new Set(uris.map((uri) => this.#groupOf(uri)))];
  }

  #forgetLeg(leg: Leg): void {
    this.#dialogs.delete(leg.callId);
    for (const uri of [leg.group, leg.conference]) if (uri !== undefined) this.#leaveGroup(uri, leg);
    for (const path of leg.paths) if (this.#paths.get(path)?.leg === leg) this.#paths.delete(path);
    for (const connection of leg.connections) this.#bound.get(connection)?.delete(leg);
  }

  #forgetWatch(watch: Watch): void {
    this.#dialogs.delete(watch.callId);
    this.#leaveGroup(watch.group, watch);
  }

  #leaveGroup(uri: string, one: Leg | Watch): void {
    const group = this.#groupOf(uri);
    if (one instanceof Leg) group.legs.delete(one);
    else group.watches.delete(one);
    if (group.legs.size + group.watches.size === 0) this.#groups.delete(userKey(uri));
  }

  #forgetSilent(): void {
    for (const dialog of this.#dialogs.values()) {
      if (this.#now - dialog.lastAt < SILENT_MS) continue;
      if (dialog instanceof Leg) this.#forgetLeg(dialog);
      else this.#forgetWatch(dialog);
    }
  }

  #msrp(captured: CapturedMsrp): void {
    const { at, connection, framed } = captured;
    const { paths, octets } = framed;
    const from = this.#paths.get(paths.from);
    const to = from ?? this.#paths.get(paths.to);
    if (!to) return;
    const own = from ? from.ofParticipant : !to.ofParticipant;
    this.#bind(to.leg, captured, own);
    this.#add(to.leg, at, own, { kind: 'msrp', connection: connection.id, raw: octets.toString('latin1') });
  }

  /** From its first message on, a connection is that of the session. */
  #bind(leg: Leg, { at, connection, source, destination }: CapturedMsrp, own: boolean): void {
    let bound = this.#bound.get(connection);
    if (!bound) this.#bound.set(connection, (bound = new Map()));
    if (bound.has(leg)) return;
    const participant = own ? source : destination;
    bound.set(leg, participant);
    leg.connections.add(connection);
    const { id, openedAt, opener } = connection;
    this.#add(leg, openedAt, opener === participant, { kind: 'tcp', connection: id, event: 'open' });
    this.#add(leg, at, own, { kind: 'tcp', connection: id, event: 'bound' });
  }

  #tcp({ at, connection, source, event }: Extract<Captured, { kind: 'tcp' }>): void {
    for (const [leg, participant] of this.#bound.get(connection) ?? [])
      this.#add(leg, at, source === participant, { kind: 'tcp', connection: connection.id, event });
  }
}

const [INVITE, SUBSCRIBE, BYE] = ['INVITE ', 'SUBSCRIBE ', 'BYE '];

const isNotify = (octets: Buffer): boolean => octets.toString('latin1', 0, 7) === 'NOTIFY ';

/** Whether a message outside of all known dialogs may begin one, or end one that began unseen. */
function mayBegin(octets: Buffer): boolean {
  const start = octets.toString('latin1', 0, SUBSCRIBE.length);
  return start.startsWith(INVITE) || start.startsWith(BYE) || start === SUBSCRIBE;
}

/** URI of the conference, where the sender says by its Contact that it is a focus (RFC 4579 §5.1). */
function conferenceOf(message: SipMessage): string | undefined {
  const contact = message.header('contact');
  if (contact === undefined || !/;\s*isfocus\b/i.test(contact)) return undefined;
  return identity(contactUri(message));
}

const identity = (header: string | undefined): string => {
  try {
    return header === undefined ? '' : addressOf(header);
  } catch {
    return header ?? '';
  }
};
