import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One frame of a capture. `data` is only good until the next is read. */
export interface Frame {
  /** Milliseconds since the Unix epoch. */
  at: number;
  /** LINKTYPE, as tcpdump numbers them. */
  link: number;
  data: Buffer;
  /** Octets that the frame had and the capture has not. */
  missing: number;
}

/** What is no capture at all. The message is one sentence. */
export class CaptureError extends Error {
  override name = 'CaptureError';
}

/** A frame longer than this is a length that lies. In octets. */
const LONGEST_FRAME = 4 * 1024 * 1024;

const PCAP_MAGICS: ReadonlyMap<number, number> = new Map([
  [0xa1b2c3d4, 1000],
  [0xa1b23c4d, 1_000_000],
]);
const PCAPNG_MAGIC = 0x0a0d0d0a;

/**
 * Reads a capture, pcap or pcapng, gzip or not, as a stream: no more of it than one chunk and one frame is held.
 * @returns whether the file ended in the middle of something
 * @throws {CaptureError} where it is no capture
 */
export async function readFrames(path: string, onFrame: (frame: Frame) => void): Promise<{ cutShort: boolean }> {
  const reader = new FrameReader(onFrame);
  for await (const chunk of await contentOf(path)) reader.push(chunk as Buffer);
  return { cutShort: reader.end() };
}

async function contentOf(path: string): Promise<Readable> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CaptureError(
      `${path}: ${error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.code})`}`,
    );
  });
  const head = Buffer.alloc(2);
  try {
    await file.read(head, 0, 2, 0);
  } finally {
    await file.close();
  }
  const stream = createReadStream(path, { highWaterMark: 1024 * 1024 });
  if (head.readUInt16BE(0) !== 0x1f8b) return stream;
  const unzipped = createGunzip();
  stream.on('error', (error) => unzipped.destroy(error));
  return stream.pipe(unzipped).on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'Z_BUF_ERROR') unzipped.push(null);
  });
}

interface Interface {
  link: number;
  /** How many of its ticks a millisecond has. */
  perMs: number;
  /** Milliseconds to add. */
  offset: number;
}

/** Takes a capture in pieces, however they are cut, and hands out its frames. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #rest: Buffer = Buffer.alloc(0);
  #format: 'unknown' | 'pcap' | 'pcapng' = 'unknown';
  #big = false;
  #interfaces: Interface[] = [];

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws {CaptureError} */
  push(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const taken = this.#take(data, at);
      if (taken === 0) break;
      at += taken;
    }
    this.#rest = Buffer.from(data.subarray(at));
  }

  /** @returns whether something was left over */
  end(): boolean {
    if (this.#format === 'unknown') throw new CaptureError('neither pcap nor pcapng');
    return this.#rest.length > 0;
  }

  /** Takes one header, block or frame; 0 where there is not enough of it yet. */
  #take(data: Buffer, at: number): number {
    const left = data.length - at;
    if (this.#format === 'unknown') return left < 24 ? 0 : this.#begin(data, at);
    return this.#format === 'pcap' ? this.#pcapRecord(data, at, left) : this.#block(data, at, left);
  }

  #begin(data: Buffer, at: number): number {
    if (data.readUInt32LE(at) === PCAPNG_MAGIC) {
      this.#format = 'pcapng';
      return this.#take(data, at);
    }
    const little = PCAP_MAGICS.get(data.readUInt32LE(at));
    const perMs = little ?? PCAP_MAGICS.get(data.readUInt32BE(at));
    if (perMs === undefined) throw new CaptureError('neither pcap nor pcapng');
    this.#format = 'pcap';
    this.#big = little === undefined;
    this.#interfaces = [{ link: this.#u32(data, at + 20) & 0x0fffffff, perMs, offset: 0 }];
    return 24;
  }

  #pcapRecord(data: Buffer, at: number, left: number): number {
    if (left < 16) return 0;
    const length = this.#length(data, at + 8);
    if (left < 16 + length) return 0;
    const { link, perMs } = this.#interfaces[0]!;
    const time = this.#u32(data, at) * 1000 + this.#u32(data, at + 4) / perMs;
    this.#hand(time, link, data, at + 16, length, this.#u32(data, at + 12));
    return 16 + length;
  }

  #block(data: Buffer, at: number, left: number): number {
    if (left < 12) return 0;
    if (data.readUInt32LE(at) === PCAPNG_MAGIC) {
      this.#big = data.readUInt32BE(at + 8) === 0x1a2b3c4d;
      this.#interfaces = [];
    }
    const length = this.#length(data, at + 4);
    if (length < 12 || length % 4 !== 0) throw new CaptureError(`a block says that it has ${length} octets`);
    if (left < length) return 0;
    const type = this.#u32(data, at);
    if (type === 1 && length >= 20) this.#interfaces.push(this.#interface(data, at, length));
    else if (type === 6 && length >= 32) this.#enhancedPacket(data, at, length);
    else if (type === 3 && length >= 16) this.#simplePacket(data, at, length);
    return length;
  }

  #interface(data: Buffer, at: number, length: number): Interface {
    let [perMs, offset] = [1000, 0];
    let option = at + 16;
    while (option + 4 <= at + length - 4) {
      const code = this.#u16(data, option);
      const size = this.#u16(data, option + 2);
      if (code === 0 || option + 4 + size > at + length - 4) break;
      if (code === 9 && size >= 1) {
        const resolution = data[option + 4]!;
        perMs = (resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution) / 1000;
      } else if (code === 14 && size >= 8) {
        offset = 1000 * Number(this.#big ? data.readBigInt64BE(option + 4) : data.readBigInt64LE(option + 4));
      }
      option += 4 + size + ((4 - (size % 4)) % 4);
    }
    return { link: this.#u16(data, at + 8), perMs, offset };
  }

  #enhancedPacket(data: Buffer, at: number, length: number): void {
    const found = this.#interfaces[this.#u32(data, at + 8)];
    const captured = Math.min(this.#u32(data, at + 20), length - 32);
    if (!found) return;
    const ticks = this.#u32(data, at + 12) * 2 ** 32 + this.#u32(data, at + 16);
    this.#hand(ticks / found.perMs + found.offset, found.link, data, at + 28, captured, this.#u32(data, at + 24));
  }

  #simplePacket(data: Buffer, at: number, length: number): void {
    const original = this.#u32(data, at + 8);
    const found = this.#interfaces[0];
    if (found) this.#hand(0, found.link, data, at + 12, Math.min(original, length - 16), original);
  }

  #hand(at: number, link: number, data: Buffer, from: number, length: number, original: number): void {
    this.#onFrame({ at, link, data: data.subarray(from, from + length), missing: Math.max(0, original - length) });
  }

  #length(data: Buffer, at: number): number {
    const length = this.#u32(data, at);
    if (length > LONGEST_FRAME) throw new CaptureError(`a length of ${length} octets is more than a capture can have`);
    return length;
  }

  #u16(data: Buffer, at: number): number {
    return this.#big ? data.readUInt16BE(at) : data.readUInt16LE(at);
  }

  #u32(data: Buffer, at: number): number {
    return this.#big ? data.readUInt32BE(at) : data.readUInt32LE(at);
  }
}
