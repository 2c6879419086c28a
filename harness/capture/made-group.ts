import { type Endpoint, udpPacket } from '../evidence/packet.ts';
import type { Packet } from '../evidence/pcapng.ts';
import { TcpConversation } from '../evidence/tcp-conversation.ts';

type Breach = `${'client' | 'focus'} ${string}`;

/** What can be done wrong in a departure, by the check that is about it; with all the checks that must find a breach. */
export const VIOLATIONS = {
  leave: {
    'one-bye-in-dialog': ['client one-bye-in-dialog'],
    'bye-reason-200': ['client bye-reason-200'],
    'bye-to-group-identity': ['client bye-to-group-identity'],
    'media-retained-until-final': [
      'client media-retained-until-final',
      'client media-retained-after-failure',
      'client incoming-send-acknowledged',
    ],
    'media-released-after-2xx': ['client media-released-after-2xx'],
    'media-retained-after-failure': ['client media-retained-after-failure', 'focus leave-bye-answered'],
    'incoming-send-acknowledged': ['client incoming-send-acknowledged'],
    'no-content-after-bye': ['client no-content-after-bye'],
    'leave-bye-answered': ['focus leave-bye-answered'],
    // What nobody told shows in the next full list: late, and without a word of how.
    'departure-notified': ['focus departure-notified', 'focus shown-as-departed'],
    'shown-as-departed': ['focus shown-as-departed'],
    'departed-once': ['focus departed-once'],
  },
  removal: {
    'removal-bye-reason-410': ['focus removal-bye-reason-410'],
    'removed-media-released': ['focus removed-media-released'],
    'departure-not-before-final': ['focus departure-not-before-final'],
    // What nobody told shows in the next full list: late, and without a word of how.
    'departure-notified': ['focus departure-notified', 'focus shown-as-departed'],
    'shown-as-departed': ['focus shown-as-departed'],
    'departed-once': ['focus departed-once'],
    'subscription-ended': ['focus subscription-ended'],
  },
} as const satisfies Record<'leave' | 'removal', Record<string, readonly Breach[]>>;

export type Violation = keyof (typeof VIOLATIONS)['leave'] | keyof (typeof VIOLATIONS)['removal'];

/** Of the departures of a kind, the share that each violation has. */
export const SHARE = 0.05;

export interface MadeDeparture {
  callId: string;
  kind: 'leave' | 'removal';
  violation?: Violation;
}

export interface MadeGroupOptions {
  /** Distinguishes the groups of a capture. */
  number: number;
  departures: readonly Omit<MadeDeparture, 'callId'>[];
  /** Milliseconds since the Unix epoch. */
  beganAt: number;
  /** How many messages Alice writes while a member is there; each goes to Bob and the member. Default none. */
  messages?: number;
}

const SIP_PORT = 5060;
const MSRP_PORT = 2855;
/** From one member's departing to the next one's joining, in milliseconds. */
const PAUSE_MS = 11_000;
/** How long a member stays who is told nothing, and how much longer for each message, in milliseconds. */
const STAY_MS = 1000;
const MESSAGE_EVERY_MS = 500;

/** A group session that never was: two watch, and member after member joins, is sent messages, and departs. */
export class MadeGroup {
  packets: Packet[] = [];
  readonly departures: MadeDeparture[] = [];
  readonly #uri: string;
  readonly #focus: Endpoint;
  readonly #number: number;
  readonly #versions = new Map<string, number>();
  readonly #messages: number;
  readonly #watchers = new Map<string, TcpConversation>();
  /** When the next member joins, in milliseconds since the Unix epoch. */
  nextAt: number;
  #transaction = 0;

  constructor({ number, departures, beganAt, messages = 0 }: MadeGroupOptions) {
    this.#number = number;
    this.#messages = messages;
    this.#uri = `sip:gs-${number}@as.example.com`;
    this.#focus = { address: `10.200.${number >> 8}.${number & 255}`, port: SIP_PORT };
    for (const name of ['alice', 'bob']) {
      this.#join(beganAt, name);
      this.#subscribe(beganAt + 50, name);
      if (messages > 0) this.#watchers.set(name, this.#media(beganAt + 80, name));
    }
    this.nextAt = beganAt + 1000;
    for (const departure of departures) this.admit(departure);
  }

  /** One more member joins, stays, and departs. */
  admit({ kind, violation }: Omit<MadeDeparture, 'callId'>): void {
    const at = this.nextAt;
    const name = `member-${this.departures.length}`;
    const callId = this.#callId(name);
    this.departures.push({ callId, kind, ...(violation === undefined ? {} : { violation }) });
    this.#join(at, name);
    const media = this.#media(at + 60, name);
    if (kind === 'removal') this.#subscribe(at + 70, name);
    for (const watcher of ['alice', 'bob']) this.#notify(at + 100, watcher, name, 'connected');
    this.#chat(at + 150, name, media);
    const byeAt = at + STAY_MS + this.#messages * MESSAGE_EVERY_MS;
    this.#probe(byeAt - 200, name, media, 'tester');
    if (kind === 'leave') this.#leave(byeAt, name, media, violation);
    else this.#removal(byeAt, name, media, violation);
    this.nextAt = byeAt + PAUSE_MS;
  }

  /** Hands out what has been made so far. */
  take(): Packet[] {
    const { packets } = this;
    this.packets = [];
    return packets;
  }

  #chat(at: number, name: string, media: TcpConversation): void {
    for (let index = 0; index < this.#messages; index++) {
      const when = at + index * MESSAGE_EVERY_MS;
      this.#probe(when, 'alice', this.#watchers.get('alice')!, 'sut', true);
      this.#probe(when + 0.5, 'bob', this.#watchers.get('bob')!, 'tester', true);
      this.#probe(when + 0.6, name, media, 'tester', true);
    }
  }

  #leave(at: number, name: string, media: TcpConversation, violation: Violation | undefined): void {
    const early = violation === 'media-retained-until-final';
    const release = () => {
      this.#add(at + (early ? 20 : 520), ...media.fin('sut'));
    };
    const reason = violation === 'bye-reason-200' ? [] : ['Reason: SIP;cause=200;text="Call completed"'];
    const uri = violation === 'bye-to-group-identity' ? 'sip:somebody@as.example.com' : this.#uri;
    this.#request(at, name, 'to-focus', 'BYE', 2, reason, { uri });
    if (violation === 'one-bye-in-dialog') this.#request(at + 50, name, 'to-focus', 'BYE', 3, reason);
    if (early) release();
    else this.#probe(at + 200, name, media, 'tester', false, violation !== 'incoming-send-acknowledged');
    if (violation === 'no-content-after-bye') this.#probe(at + 300, name, media, 'sut');
    const answer = violation === 'media-retained-after-failure' ? '500 Server Internal Error' : '200 OK';
    if (violation !== 'leave-bye-answered') this.#response(at + 500, name, 'to-member', 'BYE', 2, { answer });
    if (!early && violation !== 'media-released-after-2xx' && violation !== 'leave-bye-answered') release();
    if (violation !== 'departure-notified') this.#depart(at + 530, name, violation);
  }

  #removal(at: number, name: string, media: TcpConversation, violation: Violation | undefined): void {
    const reason = violation === 'removal-bye-reason-410' ? 'SIP;cause=200' : 'SIP;cause=410;text="Gone"';
    this.#request(at, name, 'to-member', 'BYE', 1, [`Reason: ${reason}`]);
    if (violation !== 'removed-media-released') this.#add(at + 5, ...media.fin('tester'));
    if (violation === 'departure-not-before-final') this.#tell(at + 20, name, 'departed');
    const terminated = { state: 'terminated;reason=noresource' };
    if (violation === 'subscription-ended') this.#notify(at + 100, name, name, 'connected', terminated);
    this.#response(at + 500, name, 'to-focus', 'BYE', 1);
    if (violation !== 'subscription-ended') this.#notify(at + 505, name, name, 'departed', terminated);
    if (violation !== 'departure-notified' && violation !== 'departure-not-before-final')
      this.#depart(at + 510, name, violation);
  }

  #depart(at: number, name: string, violation: Violation | undefined): void {
    this.#tell(at, name, violation === 'shown-as-departed' ? 'booted' : 'departed');
    if (violation !== 'departed-once') return;
    this.#tell(at + 1000, name, 'connected');
    this.#tell(at + 2000, name, 'departed');
  }

  #tell(at: number, name: string, how: string): void {
    for (const watcher of ['alice', 'bob']) this.#notify(at, watcher, name, how);
  }

  #join(at: number, name: string): void {
    const { address } = this.#endpointOf(name);
    const path = (host: string, session: string) => `a=path:msrp://${host}:${MSRP_PORT}/${session};tcp`;
    const sdp = (host: string, setup: string, session: string) =>
      [
        'v=0',
        `o=- 1 1 IN IP4 ${host}`,
        's=-',
        `c=IN IP4 ${host}`,
        't=0 0',
        `m=message ${MSRP_PORT} TCP/MSRP *`,
        path(host, session),
        `a=setup:${setup}`,
        'a=accept-types:message/cpim',
        '',
      ].join('\r\n');
    const session = `${name}-${this.#number}`;
    const type = 'Content-Type: application/sdp';
    const offer = sdp(address, 'active', `m-${session}`);
    this.#request(at, name, 'to-focus', 'INVITE', 1, [type], { body: offer, inDialog: false });
    const answer = sdp(this.#focus.address, 'passive', `f-${session}`);
    const more = [type, `Contact: <${this.#uri}>;isfocus`];
    this.#response(at + 20, name, 'to-member', 'INVITE', 1, { more, body: answer });
    this.#request(at + 40, name, 'to-focus', 'ACK', 1, []);
  }

  #subscribe(at: number, name: string): void {
    const headers = this.#dialog(`s-${this.#callId(name)}`, name, 'to-focus', 'SUBSCRIBE', 1, false);
    const raw = [
      `SUBSCRIBE ${this.#uri} SIP/2.0`,
      ...headers,
      'Event: conference',
      'Expires: 3600',
      'Content-Length: 0',
      '',
      '',
    ];
    this.#sip(at, name, 'to-focus', raw.join('\r\n'));
    this.#sip(
      at + 5,
      name,
      'to-member',
      [
        'SIP/2.0 200 OK',
        ...this.#dialog(`s-${this.#callId(name)}`, name, 'to-focus', 'SUBSCRIBE', 1, true),
        'Expires: 3600',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    this.#notify(at + 10, name, name, 'connected');
  }

  /** A full list of the two who watch and the member that something happens to. */
  #notify(at: number, watcher: string, name: string, status: string, { state = 'active;expires=3000' } = {}): void {
    const version = (this.#versions.get(watcher) ?? 0) + 1;
    this.#versions.set(watcher, version);
    const body = this.#document(version, name, status);
    const headers = this.#dialog(`s-${this.#callId(watcher)}`, watcher, 'to-member', 'NOTIFY', version, true);
    const about = [
      'Event: conference',
      `Subscription-State: ${state}`,
      'Content-Type: application/conference-info+xml',
    ];
    this.#sip(
      at,
      watcher,
      'to-member',
      [`NOTIFY sip:${watcher}@x SIP/2.0`, ...headers, ...about, `Content-Length: ${body.length}`, '', body].join(
        '\r\n',
      ),
    );
    this.#sip(at + 3, watcher, 'to-focus', ['SIP/2.0 200 OK', ...headers, 'Content-Length: 0', '', ''].join('\r\n'));
  }

  #document(version: number, name: string, status: string): string {
    const user = (who: string, inside: string) =>
      `<user entity="${this.#identity(who)}" state="full"><endpoint entity="sip:${who}@x" state="full">${inside}</endpoint></user>`;
    const others = ['alice', 'bob']
      .filter((watcher) => watcher !== name)
      .map((watcher) => user(watcher, '<status>connected</status>'));
    const own =
      status === 'connected'
        ? '<status>connected</status>'
        : `<status>disconnected</status><disconnection-method>${status}</disconnection-method>`;
    return `<?xml version="1.0" encoding="UTF-8"?><conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="${this.#uri}" state="full" version="${version}"><users state="full">${others.join('')}${user(name, own)}</users></conference-info>`;
  }

  #media(at: number, name: string): TcpConversation {
    const sut = { address: this.#endpointOf(name).address, port: 40_000 };
    const media = new TcpConversation(
      { sut, tester: { address: this.#focus.address, port: MSRP_PORT } },
      this.#number % 1000,
    );
    this.#add(at, media.syn('sut'), ...media.accepted('sut'));
    this.#probe(at + 5, name, media, 'sut', false);
    return media;
  }

  /** A SEND and its answer; of the member with content, unless it only binds. */
  #probe(
    at: number,
    name: string,
    media: TcpConversation,
    by: 'sut' | 'tester',
    content = by === 'sut',
    answered = true,
  ): void {
    const id = `t${this.#number}x${++this.#transaction}`;
    const session = `${name}-${this.#number}`;
    const member = `msrp://${this.#endpointOf(name).address}:${MSRP_PORT}/m-${session};tcp`;
    const focus = `msrp://${this.#focus.address}:${MSRP_PORT}/f-${session};tcp`;
    const paths = (to: string, from: string) => `To-Path: ${to}\r\nFrom-Path: ${from}\r\n`;
    const [to, from] = by === 'sut' ? [focus, member] : [member, focus];
    const body = content ? 'Content-Type: text/plain\r\n\r\nhello\r\n' : '';
    const send = `MSRP ${id} SEND\r\n${paths(to, from)}Message-ID: ${id}\r\nByte-Range: 1-${content ? '5/5' : '0/0'}\r\n${body}-------${id}$\r\n`;
    this.#add(at, ...media.data(by, Buffer.from(send)));
    if (!answered) return;
    this.#add(
      at + 2,
      ...media.data(
        by === 'sut' ? 'tester' : 'sut',
        Buffer.from(`MSRP ${id} 200 OK\r\n${paths(from, to)}-------${id}$\r\n`),
      ),
    );
  }

  #request(
    at: number,
    name: string,
    way: Way,
    method: string,
    cseq: number,
    more: string[],
    { uri = way === 'to-focus' ? this.#uri : `sip:${name}@x`, body = '', inDialog = true } = {},
  ): void {
    const headers = this.#dialog(this.#callId(name), name, way, method, cseq, inDialog);
    const lines = [`${method} ${uri} SIP/2.0`, ...headers, ...more, `Content-Length: ${body.length}`, '', body];
    this.#sip(at, name, way, lines.join('\r\n'));
  }

  #response(
    at: number,
    name: string,
    way: Way,
    method: string,
    cseq: number,
    { answer = '200 OK', more = [] as string[], body = '' } = {},
  ): void {
    const asked = way === 'to-focus' ? 'to-member' : 'to-focus';
    const headers = this.#dialog(this.#callId(name), name, asked, method, cseq, true);
    const lines = [`SIP/2.0 ${answer}`, ...headers, ...more, `Content-Length: ${body.length}`, '', body];
    this.#sip(at, name, way, lines.join('\r\n'));
  }

  #dialog(callId: string, name: string, way: Way, method: string, cseq: number, inDialog: boolean): string[] {
    const member = `<${this.#identity(name)}>;tag=m-${name}`;
    const focus = `<${this.#uri}>${inDialog ? `;tag=f-${name}` : ''}`;
    const [from, to] = way === 'to-focus' ? [member, focus] : [focus, member];
    const sender = way === 'to-focus' ? this.#endpointOf(name) : this.#focus;
    const branch = `z9hG4bK-${callId}-${method}-${cseq}`;
    return [
      `Via: SIP/2.0/UDP ${sender.address}:${sender.port};branch=${branch}`,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
    ];
  }

  #sip(at: number, name: string, way: Way, raw: string): void {
    const member = this.#endpointOf(name);
    const [from, to] = way === 'to-focus' ? [member, this.#focus] : [this.#focus, member];
    this.#add(at, udpPacket(from, to, Buffer.from(raw)));
  }

  #add(at: number, ...data: Buffer[]): void {
    for (const one of data) this.packets.push({ time: BigInt(Math.round(at * 1000)) * 1000n, data: one });
  }

  #identity(name: string): string {
    return `sip:${name}-${this.#number}@example.com`;
  }

  #callId(name: string): string {
    return `${name}@group-${this.#number}`;
  }

  #endpointOf(name: string): Endpoint {
    const index = name === 'alice' ? 1 : name === 'bob' ? 2 : 3 + Number(name.slice('member-'.length));
    return { address: `10.${this.#number % 100}.${(this.#number / 100) | 0}.${index}`, port: SIP_PORT };
  }
}

type Way = 'to-focus' | 'to-member';

/** How many departures of a kind there are for each violation of it to have its share once. */
export const ROUND = 1 / SHARE;

/**
 * A capture of many groups side by side, in which leaves and removals take turns, and each way of doing one wrong has its
 * share of them. It is handed out piece by piece: a large one is larger than what fits into memory.
 */
export class MadeCapture {
  readonly #groups: readonly MadeGroup[];
  readonly #each: number;

  /**
   * @param groups how many, at most 10 000
   * @param each how many departures each has
   */
  constructor(groups: number, each: number, { messages = 0 }: Pick<MadeGroupOptions, 'messages'> = {}) {
    const begin = Date.UTC(2026, 10, 22);
    this.#groups = Array.from(
      { length: groups },
      (_, number) => new MadeGroup({ number, departures: [], beganAt: begin + number * 37, messages }),
    );
    this.#each = each;
  }

  /** Those of the packets that have been handed out. */
  get departures(): MadeDeparture[] {
    return this.#groups.flatMap(({ departures }) => departures);
  }

  /** In the order of time. */
  *packets(): Generator<Packet[]> {
    let made: Packet[] = [];
    for (let index = 0; index < this.#each; index++) {
      for (const [number, group] of this.#groups.entries()) {
        group.admit(departureAt(number * this.#each + index));
        made.push(...group.take());
      }
      made = inOrder(made);
      const until = BigInt(Math.min(...this.#groups.map(({ nextAt }) => nextAt))) * 1_000_000n;
      const later = made.findIndex(({ time }) => time >= until);
      const count = later < 0 ? made.length : later;
      yield made.slice(0, count);
      made = made.slice(count);
    }
    yield made;
  }
}

function departureAt(position: number): Omit<MadeDeparture, 'callId'> {
  const kind = (['leave', 'removal'] as const)[position % 2]!;
  const violation = (Object.keys(VIOLATIONS[kind]) as Violation[])[(position >> 1) % ROUND];
  return { kind, ...(violation === undefined ? {} : { violation }) };
}

const inOrder = (packets: readonly Packet[]): Packet[] =>
  packets.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));

/** A {@link MadeCapture} as a whole. */
export function madeCapture(...about: ConstructorParameters<typeof MadeCapture>): {
  packets: Packet[];
  departures: MadeDeparture[];
} {
  const capture = new MadeCapture(...about);
  return { packets: [...capture.packets()].flat(), departures: capture.departures };
}

/** All breaches that must be found, each as call, role and check. */
export const plantedIn = (departures: readonly MadeDeparture[]): string[] =>
  departures.flatMap(({ callId, kind, violation }) => {
    const breaches: Readonly<Record<string, readonly Breach[]>> = VIOLATIONS[kind];
    return (violation === undefined ? [] : (breaches[violation] ?? [])).map((breach) => `${callId} ${breach}`);
  });
