import { type Endpoint, MOST_PAYLOAD, TCP_FLAGS, tcpPacket } from './packet.ts';

const { fin, syn, rst, psh, ack } = TCP_FLAGS;

export type Side = 'sut' | 'tester';

/** The packets of one TCP connection, with the sequence numbers that a real one would have had. */
export class TcpConversation {
  readonly #endpoints: Record<Side, Endpoint>;
  /** The next octet that each side will send. */
  readonly #next: Record<Side, number>;
  #reset = false;

  /** @param salt makes the initial sequence numbers of two connections differ */
  constructor(endpoints: Record<Side, Endpoint>, salt: number) {
    this.#endpoints = endpoints;
    this.#next = { sut: 0x1000_0000 + salt * 0x10000, tester: 0x2000_0000 + salt * 0x10000 };
  }

  syn(by: Side): Buffer {
    return this.#packet(by, syn);
  }

  /** The other side's answer, and the opener's last word. */
  accepted(by: Side): Buffer[] {
    return [this.#packet(otherThan(by), syn | ack), this.#packet(by, ack)];
  }

  refused(by: Side): Buffer {
    return this.#packet(otherThan(by), rst | ack);
  }

  data(by: Side, octets: Uint8Array): Buffer[] {
    const packets: Buffer[] = [];
    for (let from = 0; from < octets.length && !this.#reset; from += MOST_PAYLOAD)
      packets.push(this.#packet(by, psh | ack, octets.subarray(from, from + MOST_PAYLOAD)));
    return packets;
  }

  fin(by: Side): Buffer[] {
    return this.#reset ? [] : [this.#packet(by, fin | ack), this.#packet(otherThan(by), ack)];
  }

  rst(by: Side): Buffer[] {
    if (this.#reset) return [];
    this.#reset = true;
    return [this.#packet(by, rst | ack)];
  }

  #packet(by: Side, flags: number, data: Uint8Array = new Uint8Array()): Buffer {
    const other = otherThan(by);
    const packet = tcpPacket(this.#endpoints[by], this.#endpoints[other], {
      seq: this.#next[by],
      ack: this.#next[other],
      flags,
      data,
    });
    this.#next[by] += data.length + (flags & (syn | fin) ? 1 : 0);
    return packet;
  }
}

const otherThan = (side: Side): Side => (side === 'sut' ? 'tester' : 'sut');
