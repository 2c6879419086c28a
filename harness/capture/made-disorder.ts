import { type Endpoint, TCP_FLAGS, tcpPacket, udpPacket } from '../evidence/packet.ts';
import type { Packet } from '../evidence/pcapng.ts';

/** How the segments of a stream came to be captured. */
export interface Disorder {
  /** Octets of one segment, drawn between the two; or whole messages in each, one to three. */
  segment: readonly [number, number] | 'whole messages';
  /** Probabilities, for each segment: that it comes after its successor, comes twice, begins with octets of its predecessor. */
  late: number;
  twice: number;
  overlap: number;
}

/** One message of a disordered capture, with what happened to it on its way. */
export interface SentMessage {
  protocol: 'sip' | 'msrp';
  /** Distinguishes it: Call-ID, or transaction id. */
  id: string;
  transport: 'udp' | 'tcp';
  /** Whether it is the first to begin in its segment, and begins with it. */
  leads: boolean;
  /** How many segments it is spread over. */
  segments: number;
  /** Whether it stands in a segment, or behind one, that came after its successor or with octets of its predecessor. */
  behindDisorder: boolean;
}

/** A generator of random numbers between 0 and 1 that gives the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CLIENT: Endpoint = { address: '10.0.0.1', port: 40_000 };
const SERVER: Endpoint = { address: '10.0.0.2', port: 2855 };

const msrp = (id: string, body: string): string =>
  `MSRP ${id} SEND\r\nTo-Path: msrp://10.0.0.2:2855/f;tcp\r\nFrom-Path: msrp://10.0.0.1:40000/m;tcp\r\n` +
  `Message-ID: ${id}\r\nByte-Range: 1-${body.length}/${body.length}\r\nContent-Type: text/plain\r\n\r\n${body}\r\n-------${id}$\r\n`;

const sip = (id: string, transport: string): string =>
  [
    'OPTIONS sip:a@10.0.0.2 SIP/2.0',
    `Via: SIP/2.0/${transport} 10.0.0.1;branch=z9hG4bK${id}`,
    'From: <sip:a@x>;tag=1',
    'To: <sip:b@x>',
    `Call-ID: ${id}`,
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

/** A capture of one MSRP connection, one SIP connection and SIP datagrams, whose streams were cut and disturbed at random. */
export function madeDisorder(seed: number, disorder: Disorder, count = 40): { packets: Packet[]; sent: SentMessage[] } {
  const random = randomFrom(seed);
  const sent: SentMessage[] = [];
  const texts = Array.from({ length: count }, (_, index) => {
    const id = `t${seed}x${index}`;
    return { id, text: msrp(id, 'x'.repeat(1 + Math.floor(random() * 300))) };
  });
  const streams = [
    { protocol: 'msrp', port: SERVER.port, texts },
    { protocol: 'sip', port: 5060, texts: texts.map(({ id }) => ({ id: `${id}-t`, text: sip(`${id}-t`, 'TCP') })) },
  ] as const;
  const data: Buffer[] = [];
  for (const { protocol, port, texts: messages } of streams) {
    const way = [
      { ...CLIENT, port: CLIENT.port + port },
      { ...SERVER, port },
    ] as const;
    data.push(...opening(way));
    const { segments, facts } = disordered(messages, disorder, random);
    sent.push(...facts.map((fact): SentMessage => ({ protocol, transport: 'tcp', ...fact })));
    for (const { at, octets } of segments) data.push(segmentOf(way, at, octets));
  }
  for (const { id } of texts) {
    data.push(udpPacket({ ...CLIENT, port: 5060 }, { ...SERVER, port: 5060 }, Buffer.from(sip(`${id}-u`, 'UDP'))));
    sent.push({ protocol: 'sip', transport: 'udp', id: `${id}-u`, leads: true, segments: 1, behindDisorder: false });
  }
  const began = BigInt(Date.UTC(2026, 10, 22)) * 1_000_000n;
  return { packets: data.map((one, index) => ({ time: began + BigInt(index) * 1_000_000n, data: one })), sent };
}

const ISN = 1000;

function opening([from, to]: readonly [Endpoint, Endpoint]): Buffer[] {
  return [
    tcpPacket(from, to, { seq: ISN - 1, ack: 0, flags: TCP_FLAGS.syn }),
    tcpPacket(to, from, { seq: ISN - 1, ack: ISN, flags: TCP_FLAGS.syn | TCP_FLAGS.ack }),
    tcpPacket(from, to, { seq: ISN, ack: ISN, flags: TCP_FLAGS.ack }),
  ];
}

const segmentOf = ([from, to]: readonly [Endpoint, Endpoint], at: number, data: Buffer): Buffer =>
  tcpPacket(from, to, { seq: ISN + at, ack: ISN, flags: TCP_FLAGS.psh | TCP_FLAGS.ack, data });

interface Cut {
  at: number;
  octets: Buffer;
  disorderly: boolean;
}

type Fact = Pick<SentMessage, 'id' | 'leads' | 'segments' | 'behindDisorder'>;

function disordered(
  messages: readonly { id: string; text: string }[],
  { segment, late, twice, overlap }: Disorder,
  random: () => number,
): { segments: Cut[]; facts: Fact[] } {
  const stream = Buffer.from(messages.map(({ text }) => text).join(''));
  const ends = messages.map((_, index) => messages.slice(0, index + 1).reduce((sum, { text }) => sum + text.length, 0));
  const endOf = (at: number): number => {
    if (segment !== 'whole messages') return at + drawn(random, ...segment);
    const next = ends.findIndex((end) => end > at);
    return ends[Math.min(next + drawn(random, 0, 2), ends.length - 1)]!;
  };
  const cuts: Cut[] = [];
  for (let at = 0; at < stream.length;) {
    const end = endOf(at);
    const back = at > 0 && random() < overlap ? Math.min(at, drawn(random, 1, 20)) : 0;
    cuts.push({ at: at - back, octets: stream.subarray(at - back, end), disorderly: back > 0 });
    at = end;
  }
  const segments = cuts.flatMap((cut) => (random() < twice ? [cut, cut] : [cut]));
  for (let index = 0; index + 1 < segments.length; index++) {
    const [one, next] = [segments[index]!, segments[index + 1]!];
    if (random() >= late || one === next) continue;
    [segments[index], segments[index + 1]] = [next, one];
    one.disorderly = next.disorderly = true;
    index++;
  }
  const firstDisorder = cuts.find(({ disorderly }) => disorderly)?.at ?? Infinity;
  const facts = messages.map(({ id, text }, index): Fact => {
    const to = ends[index]!;
    const from = to - text.length;
    return {
      id,
      leads: cuts.some(({ at }) => at === from),
      segments: cuts.filter(({ at, octets }) => at < to && at + octets.length > from).length,
      behindDisorder: to > firstDisorder,
    };
  });
  return { segments, facts };
}

const drawn = (random: () => number, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));
