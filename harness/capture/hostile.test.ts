import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { TCP_FLAGS, tcpPacket, udpPacket } from '../evidence/packet.ts';
import { RAW_IP, renderPcapng } from '../evidence/pcapng.ts';
import { DepartureFinder } from './departures.ts';
import { CaptureError, type Frame, FrameReader } from './frames.ts';
import { IpReader } from './ip.ts';
import { judgeDeparture } from './judge-departure.ts';
import { madeCapture } from './made-group.ts';
import { type Captured, MessageReader } from './messages.ts';
import { SipFramer } from './sip-framer.ts';
import { TcpStream } from './tcp.ts';

const from = { address: '10.0.0.1', port: 5060 };
const to = { address: '10.0.0.2', port: 5060 };
const frame = (data: Uint8Array, link = RAW_IP): Frame => ({ at: 0, link, data: Buffer.from(data), missing: 0 });

/** Everything from octets to verdicts. */
function judgedAll(octets: Buffer, cuts: readonly number[] = []): number {
  let judged = 0;
  const finder = new DepartureFinder((departure) => (judged += judgeDeparture(departure).length));
  const messages = new MessageReader((message) => finder.take(message));
  const ip = new IpReader();
  const reader = new FrameReader((one) => {
    const datagram = ip.read(one);
    if (datagram) messages.read(datagram);
  });
  const places = [0, ...cuts.map((cut) => cut % (octets.length + 1)).toSorted((a, b) => a - b), octets.length];
  for (const [index, place] of places.slice(1).entries()) reader.push(octets.subarray(places[index], place));
  reader.end();
  finder.end();
  return judged;
}

/** What went wrong other than that the octets are no capture. */
function failureOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof CaptureError ? undefined : error;
  }
}

const whole = renderPcapng(madeCapture(1, 4).packets, { about: '', application: '' });
const usual = judgedAll(whole);

test('however a file is cut into chunks, it says the same', () => {
  expect(usual).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => expect(judgedAll(whole, cuts)).toBe(usual)),
    { numRuns: 10 },
  );
});

test('a file with octets changed is judged, or is no capture; it does nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
      (changes) => {
        const spoilt = Buffer.from(whole);
        for (const [at, value] of changes) spoilt[at] = value;
        expect(failureOf(() => judgedAll(spoilt))).toBeUndefined();
      },
    ),
    { numRuns: 30 },
  );
});

test('any octets are a capture or are none', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 24, maxLength: 400 }),
      fc.constantFrom(0x0a0d0d0a, 0xa1b2c3d4, 0xd4c3b2a1, 7),
      (data, magic) => {
        const octets = Buffer.from(data);
        octets.writeUInt32LE(magic, 0);
        expect(failureOf(() => judgedAll(octets))).toBeUndefined();
      },
    ),
  );
});

test('any IP packet is read or passed over, on any link', () => {
  const ip = new IpReader();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(0, 1, 12, 101, 108, 113, 228, 229, 276, 999),
      (data, link) => {
        expect(() => ip.read(frame(data, link))).not.toThrow();
      },
    ),
  );
});

test('TCP comes out as it went in, whatever the order, the overlap and the repeats', () => {
  const text = Buffer.from(Array.from({ length: 400 }, (_, index) => index % 251));
  const pieces = fc.array(fc.tuple(fc.nat(399), fc.integer({ min: 1, max: 60 })), { maxLength: 30 });
  fc.assert(
    fc.property(pieces, fc.nat(0xffffffff), (some, start) => {
      const stream = new TcpStream();
      stream.beginAt(start);
      const segments = [...some, ...Array.from({ length: 10 }, (_, index) => [index * 40, 40] as const)];
      const out = segments.flatMap(([at, length]) =>
        stream.push((start + at) >>> 0, text.subarray(at, at + length), 0),
      );
      expect(out.some(({ gap }) => gap)).toBe(false);
      expect(Buffer.concat(out.map(({ data }) => data))).toEqual(text);
    }),
  );
});

test('a gap in TCP is told of, and what follows it is read', () => {
  const stream = new TcpStream();
  stream.push(1, Buffer.from('one'), 0);
  expect(stream.push(10, Buffer.from('three'), 0)).toEqual([]);
  expect(stream.flush().map(({ data, gap }) => [data.toString(), gap])).toEqual([['three', true]]);
});

test('what waits for a segment that never comes is bounded', () => {
  const stream = new TcpStream();
  stream.push(0, Buffer.from('x'), 0);
  let out = 0;
  for (let at = 0; at < 100; at++) out += stream.push(100 + at * 10_000, Buffer.alloc(10_000), at).length;
  expect(out).toBeGreaterThan(70);
});

test('fragments come together in any order; a piece that is missing leaves nothing', () => {
  const packet = udpPacket(from, to, Buffer.from(`BYE sip:a SIP/2.0\r\n${'x'.repeat(3000)}`));
  const payload = packet.subarray(20);
  const fragment = (offset: number, length: number) => {
    const piece = Buffer.concat([packet.subarray(0, 20), payload.subarray(offset, offset + length)]);
    piece.writeUInt16BE(piece.length, 2);
    piece.writeUInt16BE((offset + length < payload.length ? 0x2000 : 0) | (offset / 8), 6);
    return frame(piece);
  };
  const pieces = [fragment(0, 1480), fragment(1480, 1480), fragment(2960, 1480)];
  fc.assert(
    fc.property(fc.shuffledSubarray(pieces, { minLength: 3 }), (shuffled) => {
      const ip = new IpReader();
      const read = shuffled.map((piece) => ip.read(piece)).filter((datagram) => datagram !== undefined);
      expect(read).toHaveLength(1);
      expect(read[0]!.payload.equals(payload)).toBe(true);
    }),
  );
  const ip = new IpReader();
  expect(pieces.slice(1).map((piece) => ip.read(piece))).toEqual([undefined, undefined]);
});

test('Ethernet with two VLAN tags, and Linux cooked captures, lead to the same packet', () => {
  const packet = udpPacket(from, to, Buffer.from('x'.repeat(20)));
  const behind = (...words: number[]) =>
    Buffer.concat([Buffer.from(words.flatMap((word) => [word >> 8, word & 255])), packet]);
  const ethernet = behind(0, 0, 0, 0, 0, 0, 0x88a8, 7, 0x8100, 8, 0x0800);
  const cooked = behind(0, 1, 6, 0, 0, 0, 0, 0x0800);
  const cooked2 = behind(0x0800, 0, 0, 1, 1, 0x0406, 0, 0, 0, 0);
  for (const [link, data] of [
    [1, ethernet],
    [113, cooked],
    [276, cooked2],
    [0, Buffer.concat([Buffer.from([2, 0, 0, 0]), packet])],
  ] as const)
    expect(new IpReader().read(frame(data, link))).toMatchObject({
      source: '10.0.0.1',
      destination: '10.0.0.2',
      protocol: 17,
    });
});

test('several messages in one segment, and one message in many, are the same messages', () => {
  const sip = 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nbody\r\n\r\nSIP/2.0 200 OK\r\nl: 0\r\n\r\n';
  fc.assert(
    fc.property(fc.array(fc.nat(sip.length), { maxLength: 12 }), (cuts) => {
      const framer = new SipFramer();
      const places = [0, ...cuts.toSorted((a, b) => a - b), sip.length];
      const found = places
        .slice(1)
        .flatMap((place, index) => framer.push(Buffer.from(sip.slice(places[index], place))));
      expect(found.map((octets) => octets.toString().split('\r\n')[0])).toEqual([
        'OPTIONS sip:a SIP/2.0',
        'SIP/2.0 200 OK',
      ]);
    }),
  );
});

test('a body of a megabyte that comes octet by octet is not copied a million times', () => {
  const framer = new SipFramer();
  const began = performance.now();
  framer.push(Buffer.from('MESSAGE sip:a SIP/2.0\r\nContent-Length: 1000000\r\n\r\n'));
  for (let count = 0; count < 100_000; count++) framer.push(Buffer.from('x'.repeat(9)));
  expect(framer.push(Buffer.alloc(100_000, 'x')).map(({ length }) => length)).toEqual([1_000_050]);
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('two MSRP messages in one segment are two', () => {
  const found: Captured[] = [];
  const messages = new MessageReader((message) => found.push(message));
  const ip = new IpReader();
  const text = ['a', 'b']
    .map((id) => `MSRP ${id}000 SEND\r\nTo-Path: msrp://x/1;tcp\r\nFrom-Path: msrp://y/2;tcp\r\n-------${id}000$\r\n`)
    .join('');
  const data = tcpPacket(from, to, { seq: 1, ack: 1, flags: TCP_FLAGS.ack, data: Buffer.from(text) });
  messages.read(ip.read(frame(data))!);
  expect(found.map(({ kind }) => kind)).toEqual(['msrp', 'msrp']);
});
