import { type ConferenceInfo, parseConferenceInfo } from '../conference-info/document.ts';
import { amendRoster, type Anomaly, EMPTY_ROSTER, type Roster, type Transition } from '../conference-info/roster.ts';

/** What one document changed in what a subscriber knows. */
export interface Read {
  version?: number;
  /** How many users are connected in the merged state. */
  connected: number;
  arrivals: string[];
  departures: { user: string; methods: string[] }[];
  anomalies: Anomaly['kind'][];
}

/**
 * The documents of many subscriptions to one group. Hundreds of subscribers are told the same in the same order: what a
 * text says, and what it changes in a state, is found out once, and only versions are each subscriber's own.
 */
export class DocumentReader {
  readonly #documents = new Map<string, ConferenceInfo>();
  readonly #amended = new WeakMap<Roster, WeakMap<ConferenceInfo, Amended>>();

  /** A subscriber that knows nothing yet. */
  follow(): FollowedRoster {
    return new FollowedRoster(this);
  }

  /** @throws ConferenceInfoError where the text cannot be read */
  parse(text: string): { document: ConferenceInfo; version: number | undefined } {
    const [written, number] = /<(?:\w+:)?conference-info\b[^>]*?\sversion\s*=\s*["'](\d+)["']/.exec(text) ?? [];
    if (written === undefined) return { document: this.#read(text, text), version: undefined };
    const same = text.replace(written, written.replace(/\d+(["'])$/, '0$1'));
    return { document: this.#read(same, text), version: Number(number) };
  }

  amend(roster: Roster, document: ConferenceInfo): Amended {
    const known = this.#amended.get(roster) ?? new WeakMap<ConferenceInfo, Amended>();
    this.#amended.set(roster, known);
    const amended = known.get(document) ?? amend(roster, document);
    known.set(document, amended);
    return amended;
  }

  #read(key: string, text: string): ConferenceInfo {
    const document = this.#documents.get(key) ?? parseConferenceInfo(text);
    this.#documents.delete(key);
    this.#documents.set(key, document);
    // Who is told late is told something of the last moments.
    if (this.#documents.size > MOST_DOCUMENTS) this.#documents.delete(this.#documents.keys().next().value!);
    return document;
  }
}

/** How many texts are kept for those who are told the same later. */
const MOST_DOCUMENTS = 200;

interface Amended {
  roster: Roster;
  connected: number;
  transitions: Transition[];
}

function amend(before: Roster, document: ConferenceInfo): Amended {
  const { roster, transitions } = amendRoster(before, document);
  return { roster, transitions, connected: [...roster.users.values()].filter((user) => user.connected).length };
}

/** What one subscriber knows. */
export class FollowedRoster {
  readonly #reader: DocumentReader;
  #roster = EMPTY_ROSTER;
  #version: number | undefined;

  constructor(reader: DocumentReader) {
    this.#reader = reader;
  }

  /** Whether no document has come yet. */
  get isNew(): boolean {
    return this.#roster === EMPTY_ROSTER;
  }

  /** @throws ConferenceInfoError where the document cannot be read */
  take(text: string): Read {
    const { document, version } = this.#reader.parse(text);
    const anomaly = this.#anomaly(document, version);
    const { roster, transitions, connected } = this.#reader.amend(this.#roster, document);
    this.#roster = roster;
    this.#version = Math.max(version ?? 0, this.#version ?? 0);
    return {
      ...(version !== undefined && { version }),
      connected,
      arrivals: transitions.filter(({ change }) => change === 'arrival').map(({ user }) => user),
      departures: transitions
        .filter(({ change }) => change === 'departure')
        .map(({ user, shown }) => ({ user, methods: shown?.methods ?? [] })),
      anomalies: anomaly ? [anomaly] : [],
    };
  }

  /** The subscription is over: who is in the group is not kept any more, for hundreds may come and go. */
  end(): void {
    this.#roster = { ...this.#roster, users: new Map() };
  }

  /** By RFC 4575 §4.1: each version is higher than the last, that of a partial document by one. */
  #anomaly({ state }: ConferenceInfo, version: number | undefined): Anomaly['kind'] | undefined {
    if (version === undefined) return 'no-version';
    if (this.#version === undefined) return state === 'full' ? undefined : 'partial-first';
    if (version === this.#version) return 'repeated';
    if (version < this.#version) return 'regression';
    return version > this.#version + 1 && state !== 'full' ? 'gap' : undefined;
  }
}
