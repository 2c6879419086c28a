/** IP packets made by hand (RFC 791, 8200, 768, 9293), with the checksums that a receiver would demand. */
import { isIPv6 } from 'node:net';

/** One side of a conversation: an IP address and a port. */
export interface Endpoint {
  address: string;
  port: number;
}

export interface Segment {
  seq: number;
  ack: number;
  flags: number;
  data?: Uint8Array;
}

export const TCP_FLAGS = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** What one packet carries at the most, in octets: with its headers it must fit the length field of IPv4. */
export const MOST_PAYLOAD = 65_000;

const TCP = 6;
const UDP = 17;
const HOP_LIMIT = 64;
const WINDOW = 0xffff;

export function udpPacket(from: Endpoint, to: Endpoint, data: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt16BE(8 + data.length, 4);
  return ipPacket(from, to, UDP, Buffer.concat([header, data]), 6);
}

export function tcpPacket(from: Endpoint, to: Endpoint, { seq, ack, flags, data = new Uint8Array() }: Segment): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(seq >>> 0, 4);
  header.writeUInt32BE(flags & TCP_FLAGS.ack ? ack >>> 0 : 0, 8);
  header.writeUInt8(5 << 4, 12);
  header.writeUInt8(flags, 13);
  header.writeUInt16BE(WINDOW, 14);
  return ipPacket(from, to, TCP, Buffer.concat([header, data]), 16);
}

/** @param checksumAt where in the transport header the checksum goes */
function ipPacket(from: Endpoint, to: Endpoint, protocol: number, payload: Buffer, checksumAt: number): Buffer {
  const six = isIPv6(from.address) || isIPv6(to.address);
  const [source, destination] = [from, to].map(({ address }) => octetsOf(address, six)) as [Buffer, Buffer];
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt16BE(protocol, 0);
  pseudo.writeUInt16BE(payload.length, 2);
  // A UDP checksum that comes to zero is written as all ones: zero means that there is none.
  const sum = checksum(Buffer.concat([source, destination, pseudo, payload]));
  payload.writeUInt16BE(sum === 0 && protocol === UDP ? 0xffff : sum, checksumAt);
  return Buffer.concat([
    six ? header6(source, destination, protocol, payload) : header4(source, destination, protocol, payload),
    payload,
  ]);
}

function header4(source: Buffer, destination: Buffer, protocol: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(HOP_LIMIT, 8);
  header.writeUInt8(protocol, 9);
  source.copy(header, 12);
  destination.copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function header6(source: Buffer, destination: Buffer, protocol: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(payload.length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(HOP_LIMIT, 7);
  source.copy(header, 8);
  destination.copy(header, 24);
  return header;
}

/** An address in network order; an IPv4 address among IPv6 ones is mapped (RFC 4291 §2.5.5.2). */
function octetsOf(address: string, six: boolean): Buffer {
  if (!isIPv6(address)) {
    const four = Buffer.from(address.split('.').map(Number));
    return six ? Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), four]) : four;
  }
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => (group.includes('.') ? quartets(group) : [parseInt(group, 16)]));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  const octets = Buffer.alloc(16);
  for (const [index, group] of [...left, ...zeros, ...right].entries()) octets.writeUInt16BE(group, index * 2);
  return octets;
}

function quartets(dotted: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

/** RFC 1071. */
function checksum(data: Buffer): number {
  let sum = 0;
  for (let index = 0; index + 1 < data.length; index += 2) sum += data.readUInt16BE(index);
  if (data.length % 2 === 1) sum += data.at(-1)! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
