import type { ConferenceInfo, EndpointInfo, UserInfo } from './document.ts';

/** What a subscriber knows after the documents so far (RFC 4575 §4.2: documents amend one another). */
export interface Roster {
  version: number | undefined;
  userCount: number | undefined;
  active: boolean | undefined;
  /** By entity, as the documents write it. */
  users: ReadonlyMap<string, RosterUser>;
}

export interface RosterUser {
  entity: string;
  endpoints: ReadonlyMap<string, RosterEndpoint>;
  /** At least one endpoint is in the conference. */
  connected: boolean;
}

export type RosterEndpoint = Omit<EndpointInfo, 'state'>;

/** How a user was shown when it stopped being connected. */
export interface Shown {
  /** `absent`: a full list does not have it any more; `deleted`: by the state of user or endpoint; else by its status. */
  by: 'absent' | 'deleted' | 'status';
  /** Statuses of the endpoints that are left, in order. */
  statuses: string[];
  /** disconnection-methods of the endpoints that are left, in order. */
  methods: string[];
}

/** A user starts or stops being connected in the merged state. */
export interface Transition {
  /** Entity, as the documents write it. */
  user: string;
  /** Position of the document that did it, in the order of arrival. */
  index: number;
  change: 'arrival' | 'departure';
  /** Only of a departure. */
  shown?: Shown;
}

/** Something about the sequence of documents that RFC 4575 §4 does not provide for. */
export interface Anomaly {
  index: number;
  kind:
    | 'no-version'
    /** A partial document that does not follow the one before it: something was lost. */
    | 'gap'
    /** The same version again. */
    | 'repeated'
    /** A lower version than before: late, or not counted as it should be. */
    | 'regression'
    /** A partial document, before any full one. */
    | 'partial-first'
    /** The users of a partial document are not said to be a partial list, but are meant as one. */
    | 'users-state-missing';
  expected?: number;
  version?: number;
}

export interface RosterHistory {
  /** After the last document. */
  roster: Roster;
  transitions: Transition[];
  anomalies: Anomaly[];
}

export const EMPTY_ROSTER: Roster = { version: undefined, userCount: undefined, active: undefined, users: new Map() };

/**
 * Statuses of one that is in the conference. `disconnecting` is among them: a BYE was sent, the departure is still to
 * come (RFC 4575 §5.7.3).
 */
const IN_CONFERENCE = new Set(['connected', 'disconnecting', 'on-hold', 'muted-via-focus']);

/**
 * Follows the documents of one subscription, in the order of their arrival. A full document sets the state anew; a
 * partial one that comes late takes its place in the order of versions, unless a full one has overtaken it.
 */
export function followRoster(documents: readonly ConferenceInfo[]): RosterHistory {
  const follower = new RosterFollower();
  const taken = documents.map((document) => follower.take(document));
  return {
    roster: follower.roster,
    transitions: taken.flatMap(({ transitions }) => transitions),
    anomalies: taken.flatMap(({ anomalies }) => anomalies),
  };
}

/** So many partial documents are kept for one that comes late; one that comes later still is overtaken. */
const MOST_APPLIED = 1000;

/** As {@link followRoster}, document by document. */
export class RosterFollower {
  #roster = EMPTY_ROSTER;
  #index = 0;
  /** What the kept documents amend: nothing, where the first of them is a full one. */
  #base = EMPTY_ROSTER;
  /** The last full document and what amends it, by rising version. */
  #applied: ConferenceInfo[] = [];

  /** After the last document. */
  get roster(): Roster {
    return this.#roster;
  }

  take(document: ConferenceInfo): Pick<RosterHistory, 'transitions' | 'anomalies'> {
    const index = this.#index++;
    const before = this.#roster;
    const anomalies: Anomaly[] = [];
    const anomaly = sequenceAnomaly(document, before, this.#applied);
    if (anomaly) anomalies.push({ index, ...anomaly });
    if (isUnstatedPartialList(document)) anomalies.push({ index, kind: 'users-state-missing' });
    this.#apply(document);
    return { transitions: compare(before, this.#roster, document).map((change) => ({ ...change, index })), anomalies };
  }

  #apply(document: ConferenceInfo): void {
    if (document.state === 'full') {
      this.#base = EMPTY_ROSTER;
      this.#applied = [document];
      this.#roster = anew(document);
    } else if (isLate(document, this.#roster)) {
      this.#applied = insertByVersion(this.#applied, document, this.#base.version);
      this.#roster = this.#applied.reduce(merge, this.#base);
    } else {
      this.#applied.push(document);
      this.#roster = merge(this.#roster, document);
    }
    if (this.#applied.length <= MOST_APPLIED) return;
    const settled = this.#applied.splice(0, MOST_APPLIED / 2);
    this.#base = settled.reduce(merge, this.#base);
  }
}

/** What one document, that comes in its turn, makes of what a subscriber knows. */
export function amendRoster(before: Roster, document: ConferenceInfo): { roster: Roster; transitions: Transition[] } {
  const roster = merge(document.state === 'full' ? EMPTY_ROSTER : before, document);
  return { roster, transitions: compare(before, roster, document).map((change) => ({ ...change, index: 0 })) };
}

/** The roster after the documents, where nothing else about them matters. */
export const rosterAfter = (documents: readonly ConferenceInfo[]): Roster => followRoster(documents).roster;

function sequenceAnomaly(
  document: ConferenceInfo,
  roster: Roster,
  applied: readonly ConferenceInfo[],
): Omit<Anomaly, 'index'> | undefined {
  const { version } = document;
  if (version === undefined) return { kind: 'no-version' };
  if (applied.length === 0 && document.state !== 'full') return { kind: 'partial-first', version };
  if (roster.version === undefined) return undefined;
  const expected = roster.version + 1;
  if (version === roster.version) return { kind: 'repeated', expected, version };
  if (version < roster.version) return { kind: 'regression', expected, version };
  return version > expected && document.state !== 'full' ? { kind: 'gap', expected, version } : undefined;
}

/** By document: who is told the same knows the same, and it is worked out once. */
const stated = new WeakMap<ConferenceInfo, Roster>();

/** What a full document states. */
function anew(document: ConferenceInfo): Roster {
  let roster = stated.get(document);
  if (!roster) stated.set(document, (roster = merge(EMPTY_ROSTER, document)));
  return roster;
}

const isLate = (document: ConferenceInfo, roster: Roster): boolean =>
  document.version !== undefined && roster.version !== undefined && document.version <= roster.version;

/**
 * A late document before the full one that the state rests on says nothing any more, nor does one that is known.
 * @param settled version up to which nothing is taken any more
 */
function insertByVersion(
  applied: readonly ConferenceInfo[],
  late: ConferenceInfo,
  settled: number | undefined,
): ConferenceInfo[] {
  const version = late.version!;
  const [base] = applied;
  const first = base?.state === 'full' ? base.version : settled;
  const overtaken = first !== undefined && version <= first;
  if (overtaken || applied.some((document) => document.version === version)) return [...applied];
  const place = applied.findIndex((document) => document.version !== undefined && document.version > version);
  return applied.toSpliced(place < 0 ? applied.length : place, 0, late);
}

function merge(roster: Roster, document: ConferenceInfo): Roster {
  const deleted = document.state === 'deleted';
  return {
    version: document.version ?? roster.version,
    userCount: document.userCount ?? roster.userCount,
    active: document.active ?? roster.active,
    users: deleted ? new Map() : mergeUsers(roster.users, document),
  };
}

function mergeUsers(known: Roster['users'], document: ConferenceInfo): Roster['users'] {
  if (!document.users) return known;
  const { state, users: told } = document.users;
  if (state === 'deleted') return new Map();
  const amends = state === 'partial' || isUnstatedPartialList(document);
  const users = new Map(amends ? known : []);
  for (const user of told) {
    if (user.state === 'deleted') users.delete(user.entity);
    else users.set(user.entity, mergeUser(users.get(user.entity), user));
  }
  return users;
}

/**
 * By the schema a list without state is a full one, which would let everybody else depart. A partial document whose
 * list holds users that are themselves partial or deleted cannot mean that.
 */
const isUnstatedPartialList = ({ state, users }: ConferenceInfo): boolean =>
  state === 'partial' && users !== undefined && !users.stated && users.users.some((user) => user.state !== 'full');

function mergeUser(known: RosterUser | undefined, told: UserInfo): RosterUser {
  const endpoints = new Map(told.state === 'partial' ? known?.endpoints : undefined);
  for (const endpoint of told.endpoints) {
    const { entity, state } = endpoint;
    if (state === 'deleted') endpoints.delete(entity);
    else if (state === 'partial') endpoints.set(entity, amendEndpoint(endpoints.get(entity), withoutState(endpoint)));
    else endpoints.set(entity, withoutState(endpoint));
  }
  let connected = false;
  for (const endpoint of endpoints.values()) connected ||= isInConference(endpoint);
  return { entity: told.entity, endpoints, connected };
}

const withoutState = ({ state: _told, ...endpoint }: EndpointInfo): RosterEndpoint => endpoint;

/** One that is told to be connected again has no longer a way in which it was disconnected. */
function amendEndpoint(known: RosterEndpoint | undefined, told: RosterEndpoint): RosterEndpoint {
  const amended = { ...known, ...told };
  if (told.disconnectionMethod === undefined && told.status !== undefined && isInConference(told))
    delete amended.disconnectionMethod;
  return amended;
}

const isInConference = ({ status }: RosterEndpoint): boolean => status !== undefined && IN_CONFERENCE.has(status);

type Change = Omit<Transition, 'index'>;

/**
 * By roster: those who knew the same before and are told the same see the same change. What was known before is not kept
 * for it, since that would keep what was known before that, and so on to the beginning.
 */
const compared = new WeakMap<
  Roster,
  { before: WeakRef<Roster>; document: ConferenceInfo; changes: readonly Change[] }
>();

function compare(before: Roster, after: Roster, document: ConferenceInfo): readonly Change[] {
  const known = compared.get(after);
  if (known?.before.deref() === before && known.document === document) return known.changes;
  const changes = changesBetween(before, after, document);
  compared.set(after, { before: new WeakRef(before), document, changes });
  return changes;
}

function changesBetween(before: Roster, after: Roster, document: ConferenceInfo): Change[] {
  const transitions: Change[] = [];
  for (const [user, { connected }] of before.users)
    if (connected && !after.users.get(user)?.connected)
      transitions.push({ user, change: 'departure', shown: shownAs(user, after, document) });
  for (const [user, { connected }] of after.users)
    if (connected && !before.users.get(user)?.connected) transitions.push({ user, change: 'arrival' });
  return transitions;
}

function shownAs(entity: string, after: Roster, document: ConferenceInfo): Shown {
  const user = after.users.get(entity);
  const told = document.users?.users.find((candidate) => candidate.entity === entity);
  const endpoints = [...(user?.endpoints.values() ?? [])];
  const deleted =
    told?.state === 'deleted' || (endpoints.length === 0 && told?.endpoints.some(({ state }) => state === 'deleted'));
  return {
    by: deleted ? 'deleted' : user ? 'status' : 'absent',
    statuses: endpoints.flatMap(({ status }) => status ?? []),
    methods: endpoints.flatMap(({ disconnectionMethod }) => disconnectionMethod ?? []),
  };
}
