import { type Connection, type Direction, Flows } from './flows.ts';
import type { Datagram } from './ip.ts';
import { type FramedMsrp, MsrpFramer } from './msrp-framer.ts';
import { looksLikeSip, SipFramer } from './sip-framer.ts';
import type { Piece } from './tcp.ts';

interface Transported {
  at: number;
  /** `ip:port`. */
  source: string;
  destination: string;
}

/** A SIP message. `octets` are only good until the next frame is read. */
export type CapturedSip = Transported & { kind: 'sip'; transport: 'udp' | 'tcp'; octets: Buffer };
/** An MSRP message. Its octets are only good until the next frame is read. */
export type CapturedMsrp = Transported & { kind: 'msrp'; connection: Connection; framed: FramedMsrp };

/** What a capture holds that a departure can be read from. */
export type Captured =
  | CapturedSip
  | CapturedMsrp
  /** One side ends the connection. */
  | (Transported & { kind: 'tcp'; connection: Connection; event: 'fin' | 'rst' })
  /** Octets of a connection are lost: what was said in them is unknown. */
  | (Transported & { kind: 'gap'; connection: Connection });

/** Connections that nothing has been heard of for so long are forgotten, in milliseconds of the capture. */
const SILENT_MS = 3_600_000;
const LOOK_EVERY = 10_000;

const FLAGS = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** Finds SIP and MSRP in IP datagrams, whatever ports they use. */
export class MessageReader {
  readonly #onMessage: (message: Captured) => void;
  readonly #flows = new Flows();
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

  #tcp({ at, source, destination, payload }: Datagram): void {
    if (payload.length < 20) return;
    if (++this.#seen % LOOK_EVERY === 0) this.#flows.closeSilent(at - SILENT_MS);
    const way = { source, sourcePort: portAt(payload, 0), destination, destinationPort: portAt(payload, 2) };
    const flags = payload[13]!;
    const seq = payload.readUInt32BE(4);
    let direction = this.#flows.find(way);
    if (direction && (flags & (FLAGS.syn | FLAGS.ack)) === FLAGS.syn) {
      this.#flows.close(direction.flow);
      direction = undefined;
    }
    const accepts = (flags & FLAGS.syn) !== 0 && (flags & FLAGS.ack) !== 0;
    direction ??= this.#flows.open(way, at, accepts ? 'destination' : 'source');
    direction.flow.lastAt = at;
    if (flags & FLAGS.syn) {
      direction.awaited = true;
      return direction.stream.beginAt(seq + 1);
    }

    const dataAt = (payload[12]! >> 4) * 4;
    if (payload.length > dataAt) this.#data(direction, seq, payload.subarray(dataAt), at);
    const { other } = direction;
    if (flags & FLAGS.ack && other.stream.isWaiting)
      this.#deliver(other, other.stream.acknowledged(payload.readUInt32BE(8), at), at);
    if (flags & (FLAGS.fin | FLAGS.rst)) this.#ended(direction, flags & FLAGS.rst ? 'rst' : 'fin', at);
  }

  #data(direction: Direction, seq: number, data: Buffer, at: number): void {
    if (direction.sip ?? direction.msrp) {
      this.#deliver(direction, direction.stream.push(seq, data, at), at);
    } else if (direction.awaited) {
      const first = headOf(direction, direction.stream.push(seq, data, at));
      if (first && begins(direction, first.data)) this.#deliver(direction, [first], at);
    } else if (begins(direction, data)) {
      // Until something is recognised nothing is kept: most connections of a capture carry something else.
      direction.stream.beginAt(seq);
      this.#deliver(direction, direction.stream.push(seq, data, at), at);
    }
  }

  #ended(direction: Direction, event: 'fin' | 'rst', at: number): void {
    const { flow, source, destination } = direction;
    if (!direction.ended) {
      direction.ended = true;
      this.#deliver(direction, direction.stream.flush(), at);
      this.#onMessage({ kind: 'tcp', at, source, destination, connection: flow, event });
    }
    if (event === 'rst' || direction.other.ended) this.#flows.close(flow);
  }

  #deliver(direction: Direction, pieces: readonly Piece[], at: number): void {
    const { flow: connection, source, destination } = direction;
    for (const { data, gap } of pieces) {
      if (gap) {
        direction.sip?.reset();
        if (direction.msrp) direction.msrp = new MsrpFramer();
        this.#onMessage({ kind: 'gap', at, source, destination, connection });
      }
      if (direction.sip)
        for (const octets of direction.sip.push(data))
          this.#onMessage({ kind: 'sip', at, source, destination, transport: 'tcp', octets });
      else if (direction.msrp)
        for (const framed of direction.msrp.push(data))
          this.#onMessage({ kind: 'msrp', at, source, destination, connection, framed });
    }
  }
}

const portAt = (payload: Buffer, at: number): number => (payload[at]! << 8) | payload[at + 1]!;

/** Octets that tell SIP and MSRP from everything else, and how many there may be with the line ends before them. */
const ENOUGH = 12;
const MOST_HEAD = 100;

/** The first octets of a connection, once there are enough of them to tell what is spoken. */
function headOf(direction: Direction, pieces: readonly Piece[]): Piece | undefined {
  if (pieces.length === 0) return undefined;
  const known = direction.head ? [direction.head] : [];
  const data = Buffer.concat([...known, ...pieces.map((piece) => piece.data)]);
  delete direction.head;
  if (contentAt(data) + ENOUGH > data.length && data.length < MOST_HEAD) {
    direction.head = data;
    return undefined;
  }
  direction.awaited = false;
  return { data, gap: pieces.some(({ gap }) => gap) };
}

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
  if (data[start] === 0x4d && data.toString('latin1', start, start + 5) === 'MSRP ') direction.msrp = new MsrpFramer();
  else if (looksLikeSip(start === 0 ? data : data.subarray(start))) direction.sip = new SipFramer();
  else return false;
  return true;
}
