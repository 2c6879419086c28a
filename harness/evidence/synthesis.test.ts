import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MadeTimeline } from '../judge/made-timeline.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { packetsOf, synthesise } from './synthesis.ts';

const ABOUT = { beganAt: '2026-11-22T12:00:00.000Z', sutAddress: '127.0.0.9' };

const msrp = (direction: 'sent' | 'received', raw: string) =>
  ({ kind: 'msrp', actor: 'network', connection: 1, transaction: 't', size: 0, direction, raw }) as const;

const made = (via = '127.0.0.9:5070', sutAddress = ABOUT.sutAddress) => ({
  timeline: new MadeTimeline()
    .add(0, { kind: 'tcp', actor: 'network', event: 'listening', by: 'tester', sessions: [], detail: '127.0.0.1:2855' })
    .sip(1, 'network', 'received', ['BYE sip:a SIP/2.0', `Via: SIP/2.0/UDP ${via};branch=z9hG4bK1`])
    .sip(2, 'network', 'sent', ['SIP/2.0 200 OK', `Via: SIP/2.0/UDP ${via};branch=z9hG4bK1`])
    .add(3, {
      kind: 'tcp',
      actor: 'network',
      event: 'open',
      by: 'sut',
      connection: 1,
      sessions: [],
      detail: 'from 127.0.0.9:40000',
    })
    .add(4, msrp('received', 'MSRP a SEND\r\n-------a$\r\n'))
    .add(5.25, msrp('sent', 'MSRP a 200 OK\r\n-------a$\r\n'))
    .fin(6, 'network', 'focus')
    .evidence().timeline,
  about: { ...ABOUT, sutAddress },
});

interface Read {
  from: string;
  to: string;
  protocol: number;
  flags: number;
  seq: number;
  ack: number;
  payload: string;
}

/** Reads an IPv4 packet back, independently of what wrote it, and refuses a wrong checksum. */
function read(data: Uint8Array): Read {
  const packet = Buffer.from(data);
  const transport = packet.subarray(20);
  const pseudo = Buffer.concat([
    packet.subarray(12, 20),
    Buffer.from([0, packet[9]!, transport.length >> 8, transport.length & 255]),
  ]);
  expect(packet.readUInt16BE(2)).toBe(packet.length);
  expect(onesComplement(packet.subarray(0, 20))).toBe(0xffff);
  expect(onesComplement(Buffer.concat([pseudo, transport]))).toBe(0xffff);
  const endpoint = (at: number, port: number) =>
    `${[...packet.subarray(at, at + 4)].join('.')}:${transport.readUInt16BE(port)}`;
  const tcp = packet[9] === 6;
  return {
    from: endpoint(12, 0),
    to: endpoint(16, 2),
    protocol: packet[9]!,
    flags: tcp ? transport[13]! : 0,
    seq: tcp ? transport.readUInt32BE(4) : 0,
    ack: tcp ? transport.readUInt32BE(8) : 0,
    payload: transport.subarray(tcp ? 20 : 8).toString(),
  };
}

function onesComplement(data: Buffer): number {
  const even = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  let sum = 0;
  for (let at = 0; at < even.length; at += 2) {
    sum += even.readUInt16BE(at);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}

test('every message is there, from where it came to where it went, with checksums that hold', () => {
  const { timeline, about } = made();
  const packets = packetsOf(timeline, about).map(({ data }) => read(data));
  const messages = packets
    .filter(({ payload }) => payload !== '')
    .map(({ from, to, payload }) => [from, to, payload.split('\r\n')[0]]);
  expect(messages).toEqual([
    ['127.0.0.9:5070', '127.0.0.1:5060', 'BYE sip:a SIP/2.0'],
    ['127.0.0.1:5060', '127.0.0.9:5070', 'SIP/2.0 200 OK'],
    ['127.0.0.9:40000', '127.0.0.1:2855', 'MSRP a SEND'],
    ['127.0.0.1:2855', '127.0.0.9:40000', 'MSRP a 200 OK'],
  ]);
});

test('TCP is as it would have been: handshake, numbers that follow on, FIN', () => {
  const { timeline, about } = made();
  const tcp = packetsOf(timeline, about)
    .map(({ data }) => read(data))
    .filter(({ protocol }) => protocol === 6);
  expect(tcp.map(({ flags }) => flags)).toEqual([0x02, 0x12, 0x10, 0x18, 0x18, 0x11, 0x10]);
  const [syn, synAck, ack, send, ok, fin, last] = tcp;
  expect([synAck!.ack, ack!.seq, ack!.ack]).toEqual([syn!.seq + 1, syn!.seq + 1, synAck!.seq + 1]);
  expect([send!.seq, ok!.ack]).toEqual([ack!.seq, send!.seq + send!.payload.length]);
  expect([fin!.seq, last!.ack]).toEqual([send!.seq + send!.payload.length, fin!.seq + 1]);
});

test('times are kept to the nanosecond', () => {
  const { timeline, about } = made();
  const epoch = BigInt(Date.parse(about.beganAt)) * 1_000_000n;
  expect(packetsOf(timeline, about).map(({ time }) => Number(time - epoch) / 1e6)).toEqual([
    1, 2, 3, 3, 3, 4, 5.25, 6, 6,
  ]);
});

test('the file says that it was not captured', () => {
  const { timeline, about } = made();
  expect(synthesise(timeline, about).toString('latin1')).toContain('Synthesised from timeline.jsonl, not captured');
});

test('IPv6 is IPv6', () => {
  const { timeline, about } = made('[2001:db8::9]:5070', '2001:db8::9');
  const [bye] = packetsOf(timeline, about);
  expect(bye!.data[0]! >> 4).toBe(6);
  expect(Buffer.from(bye!.data).subarray(8, 24).toString('hex')).toBe('20010db8000000000000000000000009');
  expect(Buffer.from(bye!.data).subarray(24, 40).toString('hex')).toBe('00000000000000000000ffff7f000001');
});

test('whatever was recorded, the file is whole', () => {
  const anything = fc.string({ unit: 'binary' });
  const port = fc.oneof(
    anything,
    fc.constantFrom('from 127.0.0.1:99999', 'from [::1]:1', 'x to y', ':::1', '1.2.3.4:5'),
  );
  fc.assert(
    fc.property(anything, anything, port, fc.constantFrom('udp', 'tcp'), (raw, actor, detail, transport) => {
      const timeline: TimelineEvent[] = [
        {
          kind: 'sip',
          actor,
          direction: 'received',
          transport: transport as 'udp',
          raw: `BYE x SIP/2.0\r\nVia: ${raw}`,
          at: -1,
          seq: 0,
        },
        { kind: 'sip', actor, direction: 'sent', transport: transport as 'udp', raw, at: 1, seq: 1 },
        { kind: 'tcp', actor, event: 'open', by: 'sut', connection: 7, sessions: [], detail, at: 2, seq: 2 },
        { ...msrp('received', raw), actor, connection: 8, at: 3, seq: 3 },
        { kind: 'tcp', actor, event: 'rst', by: 'sut', connection: 7, sessions: [], detail, at: 4, seq: 4 },
      ];
      expect(blockLengths(synthesise(timeline, { ...ABOUT, sutAddress: raw }))).toBeGreaterThan(2);
    }),
  );
});

/** Walks the blocks by their lengths, which must agree and lead to the end. */
function blockLengths(file: Buffer): number {
  let count = 0;
  let at = 0;
  while (at < file.length) {
    const length = file.readUInt32LE(at + 4);
    expect(length % 4).toBe(0);
    expect(file.readUInt32LE(at + length - 4)).toBe(length);
    at += length;
    count++;
  }
  expect(at).toBe(file.length);
  return count;
}

test('a message that no packet could carry is carried by several, or cut', () => {
  const huge = 'x'.repeat(200_000);
  const timeline = new MadeTimeline()
    .sip(1, 'network', 'received', ['BYE sip:a SIP/2.0', `Subject: ${huge}`])
    .add(2, { kind: 'tcp', actor: 'network', event: 'open', by: 'sut', connection: 1, sessions: [] })
    .add(3, { ...msrp('received', huge), size: 1_000_000 })
    .evidence().timeline;
  const packets = packetsOf(timeline, ABOUT);
  const octets = packets
    .map(({ data }) => read(data))
    .filter(({ protocol }) => protocol === 6)
    .map(({ payload }) => payload.length);
  expect(octets.reduce((sum, length) => sum + length, 0)).toBe(huge.length);
  expect(packets.at(-1)!.comment).toContain('1000000 octets');
});

test('what was inside TLS is shown plainly, over TCP, and says so', () => {
  const { timeline, about } = made('127.0.0.9:5071');
  const secured = timeline.map((event) => (event.kind === 'sip' ? { ...event, transport: 'tls' as const } : event));
  const messages = packetsOf(secured, about).filter(({ comment }) => comment === 'was inside TLS');
  expect(messages.map(({ data }) => /(?:BYE|SIP)/.exec(Buffer.from(data).toString('latin1'))?.[0])).toContain('BYE');
  expect(messages.every(({ data }) => data[9] === 6)).toBe(true);
  expect(packetsOf(timeline, about).every(({ comment }) => comment === undefined)).toBe(true);
});
