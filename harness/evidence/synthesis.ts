import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import { Endpoints } from './endpoints.ts';
import { MOST_PAYLOAD, udpPacket } from './packet.ts';
import { type Packet, renderPcapng } from './pcapng.ts';
import type { CaseRecord } from './run-record.ts';
import { type Side, TcpConversation } from './tcp-conversation.ts';

/** Name of the file in the folder of a case. */
export const SYNTHESISED = 'synthesised.pcapng';

const ABOUT =
  'Synthesised from timeline.jsonl, not captured: messages and their times are as recorded; addresses, ports, TCP handshakes, sequence numbers and acknowledgements are made up where the timeline does not have them.';

/** A packet capture of what the timeline of one case holds, for those who read with Wireshark. Pure. */
export const synthesise = (
  timeline: readonly TimelineEvent[],
  about: Pick<CaseRecord, 'beganAt' | 'sutAddress'>,
): Buffer => renderPcapng(packetsOf(timeline, about), { about: ABOUT, application: 'cpm-leave' });

export function packetsOf(
  timeline: readonly TimelineEvent[],
  { beganAt, sutAddress }: Pick<CaseRecord, 'beganAt' | 'sutAddress'>,
): Packet[] {
  const epochMs = Date.parse(beganAt);
  const packets: Packet[] = [];
  const add = (at: number, data: readonly Buffer[], comment?: string) => {
    const time = BigInt(epochMs) * 1_000_000n + BigInt(Math.round(Math.max(0, at) * 1_000_000));
    for (const one of data) packets.push({ time, data: one, ...(comment === undefined ? {} : { comment }) });
  };
  const signalling = new Signalling(new Endpoints(timeline, sutAddress));
  const media = new Media(timeline, new Endpoints(timeline, sutAddress));
  for (const event of timeline) {
    if (event.kind === 'sip')
      add(event.at, signalling.packets(event), event.transport === 'tls' ? 'was inside TLS' : undefined);
    else if (event.kind === 'msrp') add(event.at, media.message(event), cutComment(event));
    else if (event.kind === 'tcp') for (const { at, data } of media.event(event)) add(at, data);
  }
  return packets.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
}

/** Octets of the body that the timeline did not keep. */
function cutComment({ size, raw }: EventOf<'msrp'>): string | undefined {
  const kept = Buffer.byteLength(raw);
  return size > kept ? `the body had ${size} octets, of which the timeline kept the first` : undefined;
}

const sideOf = ({ direction }: EventOf<'sip' | 'msrp'>): Side => (direction === 'sent' ? 'tester' : 'sut');

/** SIP: a datagram each, or one TCP connection per actor, which the timeline does not tell of. */
class Signalling {
  readonly #endpoints: Endpoints;
  readonly #connections = new Map<string, TcpConversation>();

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
  }

  packets(event: EventOf<'sip'>): Buffer[] {
    const both = this.#endpoints.sip(event);
    const by = sideOf(event);
    const octets = Buffer.from(event.raw);
    if (event.transport === 'udp')
      return [udpPacket(both[by], both[by === 'sut' ? 'tester' : 'sut'], octets.subarray(0, MOST_PAYLOAD))];
    const known = this.#connections.get(event.actor);
    if (known) return known.data(by, octets);
    const conversation = new TcpConversation(both, this.#connections.size);
    this.#connections.set(event.actor, conversation);
    return [conversation.syn(by), ...conversation.accepted(by), ...conversation.data(by, octets)];
  }
}

/** MSRP: the connections that the timeline tells of. */
class Media {
  /** By actor and number. */
  readonly #lives: ReadonlyMap<string, readonly EventOf<'tcp'>[]>;
  readonly #endpoints: Endpoints;
  readonly #connections = new Map<string, TcpConversation>();

  constructor(timeline: readonly TimelineEvent[], endpoints: Endpoints) {
    const events = timeline.filter((event): event is EventOf<'tcp'> => event.kind === 'tcp');
    this.#lives = Map.groupBy(events, ({ actor, connection }) => `${actor} ${connection}`);
    this.#endpoints = endpoints;
  }

  message(event: EventOf<'msrp'>): Buffer[] {
    return this.#conversation(event.actor, event.connection).data(sideOf(event), Buffer.from(event.raw));
  }

  event(event: EventOf<'tcp'>): { at: number; data: Buffer[] }[] {
    const { at, connection, by } = event;
    if (connection === undefined) return [];
    const conversation = this.#conversation(event.actor, connection, event);
    const beganAt = this.#inLifeOf(event.actor, connection, 'connecting')?.at ?? at;
    switch (event.event) {
      case 'open':
        return [
          { at: beganAt, data: [conversation.syn(by)] },
          { at, data: conversation.accepted(by) },
        ];
      case 'refused':
        return [
          { at: beganAt, data: [conversation.syn('tester')] },
          { at, data: [conversation.refused('tester')] },
        ];
      case 'fin':
        return [{ at, data: conversation.fin(by) }];
      case 'rst':
        return [{ at, data: conversation.rst(by) }];
      default:
        return [];
    }
  }

  #conversation(actor: string, connection: number, event?: EventOf<'tcp'>): TcpConversation {
    const key = `${actor} ${connection}`;
    const known = this.#connections.get(key);
    if (known) return known;
    const opened = this.#inLifeOf(actor, connection, 'open') ?? event;
    const made = new TcpConversation(this.#endpoints.media(actor, opened, connection), this.#connections.size);
    this.#connections.set(key, made);
    return made;
  }

  #inLifeOf(actor: string, connection: number, what: EventOf<'tcp'>['event']): EventOf<'tcp'> | undefined {
    return this.#lives.get(`${actor} ${connection}`)?.find(({ event }) => event === what);
  }
}
