import { MsrpDecoder } from '../msrp/decoder.ts';
import type { MsrpMessage } from '../msrp/message.ts';
import type { Datagram } from './ip.ts';
import { looksLikeSip, SipFramer } from './sip-framer.ts';
import { type Piece, TcpStream } from './tcp.ts';

interface Transported {
  at: number;
  /** `ip:port`. */
  source: string;
  destination: string;
}

/** A TCP connection; one object for as long as it is open. */
export interface Connection {
  /** Distinguishes the connections of a capture. */
  id: number;
  /** When and by whom it was opened, or first heard of. */
  openedAt: number;
  opener: string;
}

/** A SIP message. `octets` are only good until the next frame is read. */
export type CapturedSip = Transported & { kind: 'sip'; transport: 'udp' | 'tcp'; octets: Buffer };
export type CapturedMsrp = Transported & {
  kind: 'msrp';
  connection: Connection;
  message: MsrpMessage;
  octets: Buffer;
};

/** What a capture holds that a departure can be read from. */
export type Captured =
  | CapturedSip
  | CapturedMsrp
  /** One side ends the connection. */
  | (Transported & { kind: 'tcp'; connection: Connection; event: 'fin' | 'rst' })
  /** Octets of a connection are lost: what was said in them is unknown. */
  | (Transported & { kind: 'gap'; connection: Connection });

interface Direction {
  connection: Flow;
  stream: TcpStream;
  /** Whether the connection's first octets are still to come: then they tell what is spoken. */
  awaited: boolean;
  /** First octets, as long as they are too few to tell. */
  head?: Buffer;
  /** Set once it is known what is spoken. */
  sip?: SipFramer;
  msrp?: MsrpDecoder;
  ended: boolean;
}

interface Flow extends Connection {
  lastAt: number;
  /** By sender. */
  directions: Map<string, Direction>;
}

/** Connections that nothing has been heard of for so long are forgotten, in milliseconds of the capture. */
const SILENT_MS = 3_600_000;
const LOOK_EVERY = 10_000;

const FLAGS = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** Finds SIP and MSRP in IP datagrams, whatever ports they use. */
export class MessageReader {
  readonly #onMessage: (message: Captured) => void;
  readonly #flows = new Map<string, Flow>();
  #count = 0;
  #seen = 0;

  constructor(onMessage: (message: Captured) => void) {
    this.#onMessage = onMessage;
  }

  /** How many TCP connections are open: what memory depends on. */
  get open(): number {
    return this.#flows.size;
  }

  read(datagram: Datagram): void {
    if (datagram.protocol === 17) this.#udp(datagram);
    else if (datagram.protocol === 6) this.#tcp(datagram);
  }

  #udp({ at, source, destination, payload }: Datagram): void {
    const octets = payload.subarray(8);
    if (!looksLikeSip(octets)) return;
    this.#onMessage({
      kind: 'sip',
      at,
      source: `${source}:${portAt(payload, 0)}`,
      destination: `${destination}:${portAt(payload, 2)}`,
      transport: 'udp',
      octets,
    });
  }

  #tcp({ at, source: from, destination: to, payload }: Datagram): void {
    if (payload.length < 20) return;
    const said = { at, source: `${from}:${portAt(payload, 0)}`, destination: `${to}:${portAt(payload, 2)}` };
    const flags = payload[13]!;
    const seq = payload.readUInt32BE(4);
    const key =
      said.source < said.destination ? `${said.source} ${said.destination}` : `${said.destination} ${said.source}`;
    if ((flags & (FLAGS.syn | FLAGS.ack)) === FLAGS.syn) this.#flows.delete(key);
    const flow = this.#flowOf(key, said.at, flags & FLAGS.syn && flags & FLAGS.ack ? said.destination : said.source);
    const direction = directionOf(flow, said.source);
    if (flags & FLAGS.syn) {
      direction.awaited = true;
      return direction.stream.beginAt(seq + 1);
    }

    const dataAt = (payload[12]! >> 4) * 4;
    if (payload.length > dataAt) this.#data(direction, seq, payload.subarray(dataAt), said);
    if (flags & FLAGS.ack) this.#acknowledged(flow, payload.readUInt32BE(8), said);
    if (flags & (FLAGS.fin | FLAGS.rst)) this.#ended(key, direction, flags & FLAGS.rst ? 'rst' : 'fin', said);
  }

  #flowOf(key: string, at: number, opener: string): Flow {
    let flow = this.#flows.get(key);
    if (!flow) {
      flow = { id: ++this.#count, openedAt: at, opener, lastAt: at, directions: new Map() };
      this.#flows.set(key, flow);
    }
    flow.lastAt = at;
    if (++this.#seen % LOOK_EVERY === 0)
      for (const [other, { lastAt }] of this.#flows) if (at - lastAt > SILENT_MS) this.#flows.delete(other);
    return flow;
  }

  #data(direction: Direction, seq: number, data: Buffer, said: Transported): void {
    if (direction.sip ?? direction.msrp) {
      this.#deliver(direction, direction.stream.push(seq, data, said.at), said);
      return;
    }
    if (direction.awaited) {
      const pieces = direction.stream.push(seq, data, said.at);
      const first = headOf(direction, pieces);
      if (!first || !begins(direction, first.data)) return;
      this.#deliver(direction, [first, ...pieces.slice(1)], said);
      return;
    }
    // Until something is recognised nothing is kept: most connections of a capture carry something else.
    if (!begins(direction, data)) return;
    direction.stream.beginAt(seq);
    this.#deliver(direction, direction.stream.push(seq, data, said.at), said);
  }

  #acknowledged({ directions }: Flow, upTo: number, said: Transported): void {
    const other = directions.get(said.destination);
    if (!other) return;
    this.#deliver(other, other.stream.acknowledged(upTo, said.at), {
      at: said.at,
      source: said.destination,
      destination: said.source,
    });
  }

  #ended(key: string, direction: Direction, event: 'fin' | 'rst', said: Transported): void {
    const { connection } = direction;
    if (!direction.ended) {
      direction.ended = true;
      this.#deliver(direction, direction.stream.flush(), said);
      this.#onMessage({ kind: 'tcp', ...said, connection, event });
    }
    let ended = 0;
    for (const one of connection.directions.values()) if (one.ended) ended++;
    if (event === 'rst' || ended === 2) this.#flows.delete(key);
  }

  #deliver(direction: Direction, pieces: readonly Piece[], said: Transported): void {
    const { connection } = direction;
    for (const { data, gap } of pieces) {
      if (gap) {
        direction.sip?.reset();
        if (direction.msrp) direction.msrp = new MsrpDecoder();
        this.#onMessage({ kind: 'gap', ...said, connection });
      }
      if (direction.sip)
        for (const octets of direction.sip.push(data))
          this.#onMessage({ kind: 'sip', ...said, transport: 'tcp', octets });
      else if (direction.msrp)
        for (const decoded of direction.msrp.push(data))
          if (decoded.kind === 'message')
            this.#onMessage({ kind: 'msrp', ...said, connection, message: decoded.message, octets: decoded.octets });
    }
  }
}

const portAt = (payload: Buffer, at: number): number => (payload[at]! << 8) | payload[at + 1]!;

function directionOf(connection: Flow, source: string): Direction {
  let direction = connection.directions.get(source);
  if (!direction) {
    direction = { connection, stream: new TcpStream(), awaited: false, ended: false };
    connection.directions.set(source, direction);
  }
  return direction;
}

/** The first octets of a connection, once there are enough of them to tell what is spoken. */
function headOf(direction: Direction, [first]: readonly Piece[]): Piece | undefined {
  if (!first) return undefined;
  const data = direction.head ? Buffer.concat([direction.head, first.data]) : first.data;
  delete direction.head;
  if (contentAt(data) + ENOUGH > data.length && data.length < MOST_HEAD) {
    direction.head = Buffer.from(data);
    return undefined;
  }
  direction.awaited = false;
  return { data, gap: false };
}

/** Octets that tell SIP and MSRP from everything else, and how many line ends may stand before them. */
const ENOUGH = 12;
const MOST_HEAD = 100;

const CR = 0x0d;
const LF = 0x0a;

/** Where the line ends that may stand before a message are over. */
function contentAt(data: Buffer): number {
  let start = 0;
  while (data[start] === CR || data[start] === LF) start++;
  return start;
}

/** Whether octets begin a message; then it is known what this direction speaks. */
function begins(direction: Direction, data: Buffer): boolean {
  const start = contentAt(data);
  if (data[start] === 0x4d && data.toString('latin1', start, start + 5) === 'MSRP ') direction.msrp = new MsrpDecoder();
  else if (looksLikeSip(start === 0 ? data : data.subarray(start))) direction.sip = new SipFramer();
  else return false;
  return true;
}
