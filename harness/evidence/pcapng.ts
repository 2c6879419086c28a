/** Writes packet captures (draft-ietf-opsawg-pcapng): one section, one interface of raw IP packets, times to the nanosecond. */

export interface Packet {
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  /** From the first octet of the IP header. */
  data: Uint8Array;
  comment?: string;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** LINKTYPE_RAW: IPv4 or IPv6, told apart by the version. */
export const RAW_IP = 101;
const NANOSECONDS = 9;

const OPTION = { end: 0, comment: 1, application: 4, name: 2, resolution: 9 } as const;

/** What a capture begins with; little endian. */
export function sectionHeader({ about, application }: Origin): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  header.writeUInt16LE(1, 4);
  header.writeBigInt64LE(-1n, 8);
  return block(SECTION_HEADER, [header, option(OPTION.comment, about), option(OPTION.application, application), END]);
}

/** What a capture is, for the comment of its section, and what made it. */
interface Origin {
  about: string;
  application: string;
}

export const renderPcapng = (packets: readonly Packet[], origin: Origin): Buffer =>
  Buffer.concat([captureHeader(origin), ...packets.map(packetBlock)]);

/** What stands ahead of the packets. */
export function captureHeader(origin: Origin): Buffer {
  const description = Buffer.alloc(8);
  description.writeUInt16LE(RAW_IP, 0);
  return Buffer.concat([
    sectionHeader(origin),
    block(INTERFACE_DESCRIPTION, [
      description,
      option(OPTION.name, 'timeline'),
      option(OPTION.resolution, Buffer.from([NANOSECONDS])),
      END,
    ]),
  ]);
}

export function packetBlock({ time, data, comment }: Packet): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
  fixed.writeUInt32LE(data.length, 12);
  fixed.writeUInt32LE(data.length, 16);
  return block(ENHANCED_PACKET, [
    fixed,
    padded(data),
    ...(comment === undefined ? [] : [option(OPTION.comment, comment), END]),
  ]);
}

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, ...parts, tail]);
}

function option(code: number, value: string | Uint8Array): Buffer {
  const octets = typeof value === 'string' ? Buffer.from(value).subarray(0, 0xffff) : value;
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(octets.length, 2);
  return Buffer.concat([head, padded(octets)]);
}

const END = Buffer.alloc(4);

/** To a multiple of four octets. */
const padded = (data: Uint8Array): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
