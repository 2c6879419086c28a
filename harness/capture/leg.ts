import { userKey } from '../conference-info/user.ts';
import { LEFT_SESSION } from '../judge/client/facts.ts';
import { decodeWhole } from '../msrp/decoder.ts';
import { transcript } from '../msrp/evidence.ts';
import { headerOf, type MsrpMessage } from '../msrp/message.ts';
import { parseSipMessage, type SipMessage } from '../sip/message.ts';
import { asRead } from '../sip/of-event.ts';
import type { MsrpEvent, ProbePurpose, TimelineEvent } from '../timeline/event.ts';
import type { Connection } from './flows.ts';

/** The addresses between which a dialog runs. */
export interface Ends {
  /** `ip:port`, of the one that takes part. */
  participant: string;
  /** Of the focus, or of the next hop towards it. */
  focus: string;
}

const hostOf = (endpoint: string): string => endpoint.slice(0, endpoint.lastIndexOf(':'));

/** Whose message this is; `undefined` where it ran between two others, as on a further hop of the same dialog. */
export function fromParticipant(
  { participant, focus }: Ends,
  { source, destination }: { source: string; destination: string },
): boolean | undefined {
  if (source === participant || destination === focus) return true;
  if (destination === participant || source === focus) return false;
  const [own, from, to] = [hostOf(participant), hostOf(source), hostOf(destination)];
  if (from === to) return undefined;
  if (from === own) return true;
  return to === own ? false : undefined;
}

/**
 * One thing that happened between a participant and the focus, whoever of them is going to be judged. Of a message it has
 * the text, one character for each octet: what a session is to be judged by is kept for long, and read when it is judged.
 */
export interface Happening {
  /** Milliseconds since the Unix epoch. */
  at: number;
  /** Position in the order of the capture. */
  seq: number;
  fromParticipant: boolean;
  what:
    | { kind: 'sip'; transport: 'udp' | 'tcp'; raw: string; message?: SipMessage }
    | { kind: 'msrp'; connection: number; raw: string; message?: MsrpMessage | undefined }
    | { kind: 'tcp'; connection: number; event: 'open' | 'bound' | 'fin' | 'rst' }
    | { kind: 'gap' };
}

/** Somebody's part in a group session: one INVITE dialog. */
export class Leg implements Ends {
  readonly callId: string;
  /** URI of the group, as the dialog's first request has it. */
  readonly group: string;
  /** Identity of the participant, as the dialog's first request has it. */
  readonly identity: string;
  /** {@link userKey} of it. */
  readonly user: string;
  readonly participant: string;
  readonly focus: string;
  /** Milliseconds since the Unix epoch. */
  readonly beganAt: number;
  /** URI that the focus gave as that of the conference (RFC 4579 §5.1); without one this is no group session. */
  conference: string | undefined;
  lastAt: number;
  /** MSRP URIs of both sides. */
  readonly paths = new Set<string>();
  /** TCP connections that its messages went over. */
  readonly connections = new Set<Connection>();
  readonly #signalling: Happening[] = [];
  #media: Happening[] = [];
  #endedAt: number | undefined;

  constructor(about: Pick<Leg, 'callId' | 'group' | 'identity' | 'participant' | 'focus' | 'beganAt'>) {
    this.callId = about.callId;
    this.group = about.group;
    this.identity = about.identity;
    this.user = userKey(about.identity);
    this.participant = about.participant;
    this.focus = about.focus;
    this.beganAt = about.beganAt;
    this.lastAt = about.beganAt;
  }

  /** When its first BYE came. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** Its first BYE has come. */
  ends(at: number): void {
    this.#endedAt = at;
    this.#media = this.#media.slice(-MEDIA_BEFORE);
  }

  get happenings(): Happening[] {
    return [...this.#signalling, ...this.#media];
  }

  add(happening: Happening): void {
    this.lastAt = Math.max(this.lastAt, happening.at);
    if (happening.what.kind === 'sip') this.#addSignalling(happening);
    else this.#addMedia(happening);
  }

  /** Of a long dialog its beginning is kept, which says what it is, and its end, which is judged. */
  #addSignalling(happening: Happening): void {
    this.#signalling.push(happening);
    if (this.#signalling.length > MOST_SIGNALLING) this.#signalling.splice(BEGINNING, MOST_SIGNALLING / 2);
  }

  #addMedia(happening: Happening): void {
    this.#media.push(happening);
    const most = this.#endedAt === undefined ? 2 * MEDIA_BEFORE : MOST_MEDIA;
    if (this.#media.length > most) this.#media = this.#media.slice(MEDIA_BEFORE);
  }
}

const BEGINNING = 20;
const MOST_SIGNALLING = 400;
/** So much of what went over a connection before the BYE tells how prompt the client is; what was before says no more. */
const MEDIA_BEFORE = 16;
const MOST_MEDIA = 2000;

/** What a run would have recorded, had it stood where the participant or the focus does not. */
export interface Viewpoint {
  actor: string;
  /** Who is judged: its messages are those that were received. */
  judged: 'participant' | 'focus';
  /** Milliseconds since the Unix epoch that count as 0. */
  epoch: number;
}

/** Happenings as events of a timeline. */
export function eventsOf(happenings: readonly Happening[], viewpoint: Viewpoint): TimelineEvent[] {
  const probes = new Set<string>();
  return happenings.flatMap((happening) => eventOf(happening, viewpoint, probes) ?? []);
}

/** `undefined` for what looked like a message and is none. */
function eventOf(happening: Happening, viewpoint: Viewpoint, probes: Set<string>): TimelineEvent | undefined {
  const { seq, what } = happening;
  const { actor, judged, epoch } = viewpoint;
  const at = happening.at - epoch;
  const bySut = happening.fromParticipant === (judged === 'participant');
  switch (what.kind) {
    case 'sip': {
      const direction = bySut ? 'received' : 'sent';
      what.message ??= parseSipMessage(what.raw);
      return asRead({ kind: 'sip', actor, direction, transport: what.transport, at, seq }, what.message);
    }
    case 'msrp': {
      const direction = bySut ? 'received' : 'sent';
      const message = (what.message ??= decodeWhole(Buffer.from(what.raw, 'latin1')));
      if (!message) return undefined;
      const about = { actor, at, seq, direction, connection: what.connection } as const;
      return new SeenMsrp(message, what.raw, about, purposeOf(message, direction, probes));
    }
    case 'tcp':
      return {
        kind: 'tcp',
        actor,
        event: what.event,
        by: bySut ? 'sut' : 'tester',
        connection: what.connection,
        sessions: what.event === 'open' ? [] : [LEFT_SESSION],
        at,
        seq,
      };
    case 'gap':
      return {
        kind: 'harness',
        event: 'evidence-gap',
        severity: 'inconc',
        message: 'octets of the MSRP connection are missing in the capture',
        at,
        seq,
      };
  }
}

/** Whatever reaches the judged side is a probe: the answer shows that its media is alive. */
function purposeOf(
  message: MsrpMessage,
  direction: MsrpEvent['direction'],
  probes: Set<string>,
): ProbePurpose | undefined {
  if (message.kind === 'response') return probes.has(message.transaction) ? 'probe' : undefined;
  if (direction === 'received' || message.method !== 'SEND') return undefined;
  probes.add(message.transaction);
  return 'probe';
}

/** An MSRP message of a capture. Its text is made when somebody reads it, which few do. */
class SeenMsrp implements MsrpEvent {
  readonly kind = 'msrp';
  readonly session = LEFT_SESSION;
  readonly actor: string;
  readonly direction: MsrpEvent['direction'];
  readonly at: number;
  readonly seq: number;
  readonly connection: number;
  readonly transaction: string;
  readonly flag: NonNullable<MsrpEvent['flag']>;
  readonly size: number;
  declare readonly method?: string;
  declare readonly status?: number;
  declare readonly messageId?: string;
  declare readonly contentType?: string;
  declare readonly purpose?: ProbePurpose;
  readonly #message: MsrpMessage;
  readonly #text: string;

  constructor(
    message: MsrpMessage,
    text: string,
    { actor, at, seq, direction, connection }: Pick<MsrpEvent, 'actor' | 'at' | 'seq' | 'direction' | 'connection'>,
    purpose: ProbePurpose | undefined,
  ) {
    this.actor = actor;
    this.direction = direction;
    this.at = at;
    this.seq = seq;
    this.connection = connection;
    this.transaction = message.transaction;
    this.flag = message.flag;
    this.size = message.body?.length ?? 0;
    this.#message = message;
    this.#text = text;
    const [messageId, contentType] = ['Message-ID', 'Content-Type'].map((name) => headerOf(message, name));
    if (message.kind === 'request') this.method = message.method;
    else this.status = message.status;
    if (messageId !== undefined) this.messageId = messageId;
    if (contentType !== undefined) this.contentType = contentType;
    if (purpose !== undefined) this.purpose = purpose;
  }

  get raw(): string {
    return transcript(this.#message, Buffer.from(this.#text, 'latin1'));
  }
}

/** A timeline as a judge takes it: in the order of time, with the marks that a run would have set. */
export function timelineOf(events: readonly TimelineEvent[], until: number): TimelineEvent[] {
  const ordered = events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  const begin = ordered[0]?.at ?? 0;
  const end = Math.max(until, ordered.at(-1)?.at ?? 0);
  return [
    { kind: 'mark', mark: 'preamble-reached', at: begin, seq: -1 },
    ...ordered,
    { kind: 'mark', mark: 'observation-ended', at: end, seq: Number.MAX_SAFE_INTEGER },
  ];
}
