/** What happens in the field and in no test case: other calls, two devices, who joins again, chats of hours, losses. */
import { expect, test } from '@jest/globals';
import { TCP_FLAGS, tcpPacket } from '../evidence/packet.ts';
import { RAW_IP } from '../evidence/pcapng.ts';
import { DepartureFinder } from './departures.ts';
import { IpReader } from './ip.ts';
import { judgeDeparture } from './judge-departure.ts';
import { MadeGroup, type MadeGroupOptions } from './made-group.ts';
import { type Captured, MessageReader } from './messages.ts';

const BEGAN = Date.UTC(2026, 10, 22);

interface Made {
  at: number;
  data: Buffer;
}

function made(departures: MadeGroupOptions['departures'], options: Partial<MadeGroupOptions> = {}): Made[] {
  return new MadeGroup({ number: 0, departures, beganAt: BEGAN, ...options }).packets
    .map(({ time, data }) => ({ at: Number(time) / 1e6, data: Buffer.from(data) }))
    .toSorted((a, b) => a.at - b.at);
}

const written = ({ data }: Made): string => data.toString('latin1');

/** The same with the texts of its datagrams changed, which must keep their length. */
const changed = (packets: readonly Made[], change: (text: string) => string): Made[] =>
  packets.map(({ at, data }) => ({ at, data: Buffer.from(change(data.toString('latin1')), 'latin1') }));

function judged(packets: readonly Made[]) {
  const breaches: string[] = [];
  const verdicts: Record<string, string> = {};
  const finder = new DepartureFinder((departure) => {
    for (const { role, verdict } of judgeDeparture(departure))
      for (const { check, judgements } of verdict.findings) {
        verdicts[`${departure.identity} ${role} ${check}`] = judgements.cr.verdict;
        if (judgements.cr.verdict === 'fail') breaches.push(`${departure.identity} ${role} ${check}`);
      }
  });
  const messages = new MessageReader((message) => finder.take(message));
  const ip = new IpReader();
  for (const { at, data } of packets) {
    const datagram = ip.read({ at, link: RAW_IP, data, missing: 0 });
    if (datagram) messages.read(datagram);
  }
  finder.end();
  return { breaches, verdicts, finder };
}

test('a call of two, in which nobody is a focus, is none of our business', () => {
  const { verdicts, finder } = judged(
    changed(made([{ kind: 'leave', violation: 'bye-reason-200' }]), (text) => text.replace(';isfocus', ';is-none')),
  );
  expect(verdicts).toEqual({});
  expect(finder.otherSessions).toBe(1);
});

test('who joins again soon has not departed twice', () => {
  const [one, two] = ['member-0-0@', 'member-1-0@'];
  const rejoined = changed(made([{ kind: 'leave' }, { kind: 'leave' }]), (text) => text.replaceAll(two, one));
  expect(judged(rejoined).breaches).toEqual([]);
});

test('a user whose other device stays has not departed, and need not be told as such', () => {
  const other = made([{ kind: 'leave' }]).filter((packet) =>
    /^.{28}(INVITE|ACK)|CSeq: 1 INVITE/s.test(written(packet)),
  );
  const second = changed(
    other.filter((packet) => written(packet).includes('member-0')),
    (text) => text.replaceAll('Call-ID: member-0@', 'Call-ID: memberX0@'),
  );
  const first = made([{ kind: 'leave', violation: 'departure-notified' }]);
  const { breaches, verdicts } = judged([...second, ...first].toSorted((a, b) => a.at - b.at));
  expect(breaches).toEqual([]);
  expect(verdicts['sip:member-0-0@example.com focus leave-bye-answered']).toBe('pass');
  expect(verdicts['sip:member-0-0@example.com focus departure-notified']).toBeUndefined();
});

test('a chat of thousands of messages hides no departure, and is not kept', () => {
  const { breaches, verdicts } = judged(made([{ kind: 'leave' }, { kind: 'removal' }], { messages: 1200 }));
  expect(breaches).toEqual([]);
  expect(verdicts['sip:member-0-0@example.com client media-released-after-2xx']).toBe('pass');
});

test('what a lost segment said is unknown, and the rest of the connection is still read', () => {
  const packets = made([{ kind: 'leave' }]);
  const send = packets.findIndex(
    (packet) => written(packet).includes(' SEND\r\n') && written(packet).includes('/m-member-0'),
  );
  const { breaches, verdicts } = judged(packets.toSpliced(send, 1));
  expect(breaches).toEqual([]);
  expect(
    Object.entries(verdicts).filter(
      ([check, verdict]) => check.endsWith('client test-side-sound') && verdict === 'inconc',
    ),
  ).toHaveLength(1);
});

const ends = [
  { address: '10.0.0.1', port: 4000 },
  { address: '10.0.0.2', port: 2855 },
] as const;
const MESSAGE = 'MSRP abcd SEND\r\nTo-Path: msrp://x/1;tcp\r\nFrom-Path: msrp://y/2;tcp\r\n-------abcd$\r\n';

/** Kinds of what is read of segments from one side; `seq` counts from the first octet. */
function readOf(
  segments: readonly { seq: number; text: string; at?: number; ack?: boolean }[],
  withSyn: boolean,
): string[] {
  const found: Captured[] = [];
  const messages = new MessageReader((message) => found.push(message));
  const ip = new IpReader();
  const [from, to] = ends;
  const take = (data: Buffer, at: number) => messages.read(ip.read({ at, link: RAW_IP, data, missing: 0 })!);
  if (withSyn) take(tcpPacket(from, to, { seq: 99, ack: 0, flags: TCP_FLAGS.syn }), 0);
  for (const { seq, text, at = 0, ack = false } of segments)
    take(
      ack
        ? tcpPacket(to, from, { seq: 500, ack: 100 + seq, flags: TCP_FLAGS.ack })
        : tcpPacket(from, to, { seq: 100 + seq, ack: 1, flags: TCP_FLAGS.ack, data: Buffer.from(text) }),
      at,
    );
  return found.map(({ kind }) => kind);
}

test('the first message of a connection is read in whatever pieces and order it comes', () => {
  const octets = MESSAGE.split('').map((text, seq) => ({ seq, text }));
  expect(readOf(octets, true)).toEqual(['msrp']);
  expect(readOf(octets.toReversed(), true)).toEqual(['msrp']);
});

test('a connection that began before the capture is read from the first message that begins a segment', () => {
  const before = '-------xyz$\r\n';
  expect(
    readOf(
      [
        { seq: 0, text: before },
        { seq: before.length, text: MESSAGE },
      ],
      false,
    ),
  ).toEqual(['msrp']);
});

test('a segment that the other side has and the capture has not is not waited for', () => {
  const segments = [
    { seq: 0, text: MESSAGE },
    { seq: 2 * MESSAGE.length, text: MESSAGE, at: 10 },
    { seq: 3 * MESSAGE.length, text: '', ack: true, at: 20 },
    { seq: 3 * MESSAGE.length, text: '', ack: true, at: 100 },
  ];
  expect(readOf(segments.slice(0, 3), true)).toEqual(['msrp']);
  expect(readOf(segments, true)).toEqual(['msrp', 'gap', 'msrp']);
});

test('connections of something else are passed over, and nothing of them is kept', () => {
  expect(
    readOf(
      [
        { seq: 0, text: 'GET / HTTP/1.1\r\n' },
        { seq: 16, text: 'x'.repeat(1000) },
        { seq: 5000, text: 'y' },
      ],
      true,
    ),
  ).toEqual([]);
});
