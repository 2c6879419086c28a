import type { MsrpFramer } from './msrp-framer.ts';
import type { SipFramer } from './sip-framer.ts';
import { TcpStream } from './tcp.ts';

/** A TCP connection; one object for as long as it is open. */
export interface Connection {
  /** Distinguishes the connections of a capture. */
  id: number;
  /** When and by whom (`ip:port`) it was opened, or first heard of. */
  openedAt: number;
  opener: string;
}

/** A connection with what is kept of it. */
export interface Flow extends Connection {
  lastAt: number;
  directions: readonly [Direction, Direction];
}

/** One direction of a connection. */
export interface Direction {
  flow: Flow;
  other: Direction;
  /** `ip:port`. */
  source: string;
  destination: string;
  stream: TcpStream;
  /** Whether the connection's first octets are still to come: then they tell what is spoken. */
  awaited: boolean;
  /** First octets, as long as they are too few to tell. */
  head?: Buffer;
  /** Set once it is known what is spoken. */
  sip?: SipFramer;
  msrp?: MsrpFramer;
  ended: boolean;
}

/** What a segment has in its headers: addresses, and ports. */
export interface Way {
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
}

/** The open connections of a capture, found without making a text of addresses and ports for every packet. */
export class Flows {
  /** By source, destination, and both ports. */
  readonly #directions = new Map<string, Map<string, Map<number, Direction>>>();
  readonly #flows = new Set<Flow>();
  #count = 0;

  get size(): number {
    return this.#flows.size;
  }

  find({ source, sourcePort, destination, destinationPort }: Way): Direction | undefined {
    return this.#directions
      .get(source)
      ?.get(destination)
      ?.get(sourcePort * 0x10000 + destinationPort);
  }

  /** @returns the direction that `way` goes */
  open(way: Way, at: number, opener: 'source' | 'destination'): Direction {
    const [source, destination] = [`${way.source}:${way.sourcePort}`, `${way.destination}:${way.destinationPort}`];
    const flow = {
      id: ++this.#count,
      openedAt: at,
      opener: opener === 'source' ? source : destination,
      lastAt: at,
    } as Flow;
    const there = { flow, source, destination, stream: new TcpStream(), awaited: false, ended: false } as Direction;
    const back = { ...there, source: destination, destination: source, stream: new TcpStream(), other: there };
    there.other = back;
    flow.directions = [there, back];
    this.#flows.add(flow);
    this.#enter(way, there);
    this.#enter(reversed(way), back);
    return there;
  }

  close(flow: Flow): void {
    if (!this.#flows.delete(flow)) return;
    const [one] = flow.directions;
    const way = wayOf(one);
    this.#remove(way);
    this.#remove(reversed(way));
  }

  /** Forgets those that nothing has been heard of since a moment. */
  closeSilent(since: number): void {
    for (const flow of this.#flows) if (flow.lastAt < since) this.close(flow);
  }

  #enter({ source, destination, sourcePort, destinationPort }: Way, direction: Direction): void {
    let bySource = this.#directions.get(source);
    if (!bySource) this.#directions.set(source, (bySource = new Map()));
    let byPorts = bySource.get(destination);
    if (!byPorts) bySource.set(destination, (byPorts = new Map()));
    byPorts.set(sourcePort * 0x10000 + destinationPort, direction);
  }

  #remove({ source, destination, sourcePort, destinationPort }: Way): void {
    const bySource = this.#directions.get(source);
    const byPorts = bySource?.get(destination);
    byPorts?.delete(sourcePort * 0x10000 + destinationPort);
    if (byPorts?.size === 0) bySource!.delete(destination);
    if (bySource?.size === 0) this.#directions.delete(source);
  }
}

const reversed = ({ source, sourcePort, destination, destinationPort }: Way): Way => ({
  source: destination,
  sourcePort: destinationPort,
  destination: source,
  destinationPort: sourcePort,
});

function wayOf({ source, destination }: Direction): Way {
  const [from, to] = [source, destination].map((endpoint) => endpoint.lastIndexOf(':')) as [number, number];
  return {
    source: source.slice(0, from),
    sourcePort: Number(source.slice(from + 1)),
    destination: destination.slice(0, to),
    destinationPort: Number(destination.slice(to + 1)),
  };
}
