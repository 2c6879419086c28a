import { MsrpDecoder } from '../msrp/decoder.ts';
import type { MsrpMessage } from '../msrp/message.ts';
import type { Datagram } from './ip.ts';
import { looksLikeSip, SipFramer } from './sip-framer.ts';
import { TcpStream } from './tcp.ts';

interface Transported {
  at: number;
  /** `ip:port`. */
  source: string;
  destination: string;
}

/** What a capture holds that a departure can be read from. */
export type Captured =
  | (Transported & { kind: 'sip'; transport: 'udp' | 'tcp'; raw: string })
  | (Transported & { kind: 'msrp'; connection: number; message: MsrpMessage; octets: Buffer })
  /** The connection begins, or one side ends it. */
  | (Transported & { kind: 'tcp'; connection: number; event: 'open' | 'fin' | 'rst' })
  /** Octets of a connection are lost: what was said in them is unknown. */
  | (Transported & { kind: 'gap'; connection: number });

interface Direction {
  stream: TcpStream;
  content: 'unknown' | 'sip' | 'msrp' | 'other';
  sip: SipFramer;
  msrp: MsrpDecoder;
  ended: boolean;
}

interface Connection {
  id: number;
  lastAt: number;
  directions: Map<string, Direction>;
}

/** Connections that nothing has been heard of for so long are forgotten, in milliseconds of the capture. */
const SILENT_MS = 3_600_000;
const LOOK_EVERY = 10_000;

const FLAGS = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** Finds SIP and MSRP in IP datagrams, whatever ports they use. */
export class MessageReader {
  readonly #onMessage: (message: Captured) => void;
  readonly #connections = new Map<string, Connection>();
  #count = 0;
  #seen = 0;

  constructor(onMessage: (message: Captured) => void) {
    this.#onMessage = onMessage;
  }

  /** How many TCP connections are open: what memory depends on. */
  get open(): number {
    return this.#connections.size;
  }

  read(datagram: Datagram): void {
    if (datagram.protocol === 17) this.#udp(datagram);
    else if (datagram.protocol === 6) this.#tcp(datagram);
  }

  #udp({ at, source, destination, payload }: Datagram): void {
    const data = payload.subarray(8);
    if (!looksLikeSip(data)) return;
    this.#onMessage({
      kind: 'sip',
      at,
      source: `${source}:${payload.readUInt16BE(0)}`,
      destination: `${destination}:${payload.readUInt16BE(2)}`,
      transport: 'udp',
      raw: data.toString('latin1'),
    });
  }

  #tcp({ at, source: from, destination: to, payload }: Datagram): void {
    if (payload.length < 20) return;
    const source = `${from}:${payload.readUInt16BE(0)}`;
    const destination = `${to}:${payload.readUInt16BE(2)}`;
    const seq = payload.readUInt32BE(4);
    const flags = payload[13]!;
    const data = payload.subarray(Math.min(payload.length, (payload[12]! >> 4) * 4));
    const key = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    if (flags & FLAGS.syn && !(flags & FLAGS.ack)) this.#connections.delete(key);
    const connection = this.#connectionOf(key, at);
    const said = { at, source, destination };
    const direction = directionOf(connection, source);
    if (flags & FLAGS.syn) {
      direction.stream.synchronise(seq);
      if (!(flags & FLAGS.ack)) this.#onMessage({ kind: 'tcp', ...said, connection: connection.id, event: 'open' });
      return;
    }
    this.#deliver(direction.stream.push(seq, data), direction, connection, said);
    if (flags & (FLAGS.fin | FLAGS.rst) && !direction.ended) {
      direction.ended = true;
      this.#deliver(direction.stream.flush(), direction, connection, said);
      this.#onMessage({ kind: 'tcp', ...said, connection: connection.id, event: flags & FLAGS.rst ? 'rst' : 'fin' });
    }
    const over = flags & FLAGS.rst || [...connection.directions.values()].filter(({ ended }) => ended).length === 2;
    if (over) this.#connections.delete(key);
  }

  #connectionOf(key: string, at: number): Connection {
    let connection = this.#connections.get(key);
    if (!connection) {
      connection = { id: ++this.#count, lastAt: at, directions: new Map() };
      this.#connections.set(key, connection);
    }
    connection.lastAt = at;
    if (++this.#seen % LOOK_EVERY === 0)
      for (const [other, { lastAt }] of this.#connections) if (at - lastAt > SILENT_MS) this.#connections.delete(other);
    return connection;
  }

  #deliver(
    pieces: readonly { data: Buffer; gap: boolean }[],
    direction: Direction,
    { id: connection }: Connection,
    said: Transported,
  ): void {
    for (const { data, gap } of pieces) {
      if (gap) {
        direction.sip.reset();
        this.#onMessage({ kind: 'gap', ...said, connection });
      }
      if (direction.content === 'unknown' || gap) direction.content = contentOf(data);
      if (direction.content === 'sip')
        for (const octets of direction.sip.push(data))
          this.#onMessage({ kind: 'sip', ...said, transport: 'tcp', raw: octets.toString('latin1') });
      else if (direction.content === 'msrp')
        for (const decoded of direction.msrp.push(data))
          if (decoded.kind === 'message')
            this.#onMessage({ kind: 'msrp', ...said, connection, message: decoded.message, octets: decoded.octets });
    }
  }
}

function directionOf({ directions }: Connection, source: string): Direction {
  let direction = directions.get(source);
  if (!direction) {
    direction = {
      stream: new TcpStream(),
      content: 'unknown',
      sip: new SipFramer(),
      msrp: new MsrpDecoder(),
      ended: false,
    };
    directions.set(source, direction);
  }
  return direction;
}

function contentOf(data: Buffer): Direction['content'] {
  let start = 0;
  while (data[start] === 0x0d || data[start] === 0x0a) start++;
  if (start === data.length) return 'unknown';
  const begun = data.subarray(start);
  if (begun.toString('latin1', 0, 5) === 'MSRP ') return 'msrp';
  return looksLikeSip(begun) ? 'sip' : 'other';
}
