import type { Frame } from './frames.ts';

/** What IP carried, put together where it came in fragments. */
export interface Datagram {
  at: number;
  source: string;
  destination: string;
  /** 6: TCP, 17: UDP. */
  protocol: number;
  payload: Buffer;
}

const ETHERTYPES = { ipv4: 0x0800, ipv6: 0x86dd } as const;
const VLAN_TAGS = [0x8100, 0x88a8, 0x9100];

/** Offset of the IP header in a frame of a link type; -1 where it has none. */
export function ipOffset({ link, data }: Frame): number {
  switch (link) {
    case 1:
      return behindEthertype(data, 12);
    case 113:
      return behindEthertype(data, 14);
    case 276:
      return data.length >= 20 && isIp(data.readUInt16BE(0)) ? 20 : -1;
    case 0:
    case 108:
      return 4;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return 0;
    default:
      return -1;
  }
}

function behindEthertype(data: Buffer, from: number): number {
  let at = from;
  while (at + 2 <= data.length && VLAN_TAGS.includes(data.readUInt16BE(at))) at += 4;
  return at + 2 <= data.length && isIp(data.readUInt16BE(at)) ? at + 2 : -1;
}

const isIp = (ethertype: number): boolean => ethertype === ETHERTYPES.ipv4 || ethertype === ETHERTYPES.ipv6;

/** Who sent a packet to whom, of a fragment as well; `undefined` where the frame carries no IP. */
export function addressesOf(frame: Frame): Pick<Datagram, 'source' | 'destination'> | undefined {
  const offset = ipOffset(frame);
  if (offset < 0 || frame.data.length < offset + 20) return undefined;
  const packet = frame.data.subarray(offset);
  const version = packet[0]! >> 4;
  if (version === 4) return { source: dotted(packet, 12), destination: dotted(packet, 16) };
  if (version !== 6 || packet.length < 40) return undefined;
  return { source: grouped(packet, 8), destination: grouped(packet, 24) };
}

interface Partial {
  at: number;
  pieces: { offset: number; data: Buffer }[];
  total: number | undefined;
  octets: number;
}

/** Fragments are given up after so many milliseconds (RFC 1122 §3.3.2), or when so many datagrams are open. */
const FRAGMENT_LIFE_MS = 30_000;
const MOST_OPEN = 1000;
const LARGEST = 0xffff;

/** Takes IP apart: IPv4 and IPv6, with fragments. */
export class IpReader {
  readonly #partial = new Map<string, Partial>();

  /** What the frame carries or completes; `undefined` where that is nothing of interest, or not whole. */
  read(frame: Frame): Datagram | undefined {
    const offset = ipOffset(frame);
    if (offset < 0 || frame.data.length < offset + 20) return undefined;
    const packet = frame.data.subarray(offset);
    const version = packet[0]! >> 4;
    if (version === 4) return this.#four(frame, packet);
    return version === 6 && packet.length >= 40 ? this.#six(frame, packet) : undefined;
  }

  #four({ at, missing }: Frame, packet: Buffer): Datagram | undefined {
    const header = (packet[0]! & 15) * 4;
    const length = packet.readUInt16BE(2) || packet.length;
    if (header < 20 || length < header || (missing > 0 && length > packet.length)) return undefined;
    const payload = packet.subarray(header, length);
    const source = dotted(packet, 12);
    const destination = dotted(packet, 16);
    const protocol = packet[9]!;
    const flags = packet.readUInt16BE(6);
    if ((flags & 0x3fff) === 0) return { at, source, destination, protocol, payload };
    const key = `${source} ${destination} ${protocol} ${packet.readUInt16BE(4)}`;
    const whole = this.#piece(key, at, (flags & 0x1fff) * 8, (flags & 0x2000) !== 0, payload);
    return whole && { at, source, destination, protocol, payload: whole };
  }

  #six({ at, missing }: Frame, packet: Buffer): Datagram | undefined {
    const length = 40 + packet.readUInt16BE(4);
    if (missing > 0 && length > packet.length) return undefined;
    const [source, destination] = [grouped(packet, 8), grouped(packet, 24)];
    let protocol = packet[6]!;
    let from = 40;
    let fragment: { offset: number; more: boolean; id: number } | undefined;
    while ([0, 43, 44, 60].includes(protocol) && from + 8 <= packet.length) {
      if (protocol === 44) {
        const word = packet.readUInt16BE(from + 2);
        fragment = { offset: word & 0xfff8, more: (word & 1) === 1, id: packet.readUInt32BE(from + 4) };
      }
      const size = protocol === 44 ? 8 : 8 + packet[from + 1]! * 8;
      protocol = packet[from]!;
      from += size;
    }
    const payload = packet.subarray(from, Math.max(from, length));
    if (!fragment || (fragment.offset === 0 && !fragment.more)) return { at, source, destination, protocol, payload };
    const whole = this.#piece(`${source} ${destination} ${fragment.id}`, at, fragment.offset, fragment.more, payload);
    return whole && { at, source, destination, protocol, payload: whole };
  }

  #piece(key: string, at: number, offset: number, more: boolean, payload: Buffer): Buffer | undefined {
    let open = this.#partial.get(key);
    if (!open || at - open.at > FRAGMENT_LIFE_MS) {
      open = { at, pieces: [], total: undefined, octets: 0 };
      this.#partial.delete(key);
      this.#partial.set(key, open);
      if (this.#partial.size > MOST_OPEN) this.#partial.delete(this.#partial.keys().next().value!);
    }
    open.octets += payload.length;
    if (offset + payload.length > LARGEST || open.octets > 2 * LARGEST) {
      this.#partial.delete(key);
      return undefined;
    }
    open.pieces.push({ offset, data: Buffer.from(payload) });
    if (!more) open.total = offset + payload.length;
    const whole = open.total === undefined ? undefined : joined(open.pieces, open.total);
    if (whole) this.#partial.delete(key);
    return whole;
  }
}

function joined(pieces: readonly { offset: number; data: Buffer }[], total: number): Buffer | undefined {
  const whole = Buffer.alloc(total);
  let covered = 0;
  for (const { offset, data } of pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > covered) return undefined;
    data.copy(whole, offset);
    covered = Math.max(covered, offset + data.length);
  }
  return covered >= total ? whole : undefined;
}

/** Addresses met so far, by their number: the same few send nearly all packets. */
const met = new Map<number, string>();
const MOST_MET = 10_000;

function dotted(data: Buffer, at: number): string {
  const number = data.readUInt32BE(at);
  let text = met.get(number);
  if (text === undefined) {
    text = `${data[at]}.${data[at + 1]}.${data[at + 2]}.${data[at + 3]}`;
    if (met.size >= MOST_MET) met.clear();
    met.set(number, text);
  }
  return text;
}

const grouped = (data: Buffer, at: number): string =>
  Array.from({ length: 8 }, (_, index) => data.readUInt16BE(at + 2 * index).toString(16)).join(':');
