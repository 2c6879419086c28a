import { SocketAddress } from 'node:net';
import { CaptureError, type Frame, FrameReader } from '../capture/frames.ts';
import { addressesOf } from '../capture/ip.ts';
import { sectionHeader } from '../evidence/pcapng.ts';

/** Which packets of a run's capture are those of one case. */
export interface Share {
  /** Milliseconds since the Unix epoch. */
  from: number;
  to: number;
  /** IP addresses of the test side: whatever comes from one or goes to one. */
  testSide: readonly string[];
  /** IP addresses of systems that speak with each other: whatever goes between two. */
  systems: readonly string[];
}

interface Wanted extends Pick<Share, 'from' | 'to'> {
  testSide: ReadonlySet<string>;
  systems: ReadonlySet<string>;
}

/** The kernel's stamp and our clock may differ by this, in milliseconds. */
const SLACK_MS = 20;

const BLOCK = { section: 0x0a0d0d0a, interface: 1 } as const;
const LITTLE_ENDIAN = 0x1a2b3c4d;

/**
 * Cuts a capture as dumpcap writes it on this machine into shares: packets stay as they are, with what is known of their
 * interfaces. A packet may be in several.
 */
export class CaptureCutter {
  readonly #shares: readonly Wanted[];
  readonly #about: string;
  readonly #onPiece: (share: number, piece: Buffer) => void;
  readonly #begun = new Set<number>();
  #frame: Frame | undefined;
  readonly #reader = new FrameReader((frame) => (this.#frame = frame));
  #interfaces: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @param about what a share is, for the comment of its section
   * @param onPiece takes what comes next in the file of the share with this index; good until the next chunk
   */
  constructor(shares: readonly Share[], about: string, onPiece: (share: number, piece: Buffer) => void) {
    this.#shares = shares.map((share) => ({
      ...share,
      testSide: new Set(share.testSide.map(canonical)),
      systems: new Set(share.systems.map(canonical)),
    }));
    this.#about = about;
    this.#onPiece = onPiece;
  }

  /**
   * Takes the next octets of the capture. What is cut off at its end is left out.
   * @throws {CaptureError} where it is not what dumpcap writes
   */
  push(chunk: Buffer): void {
    const data = Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (data.length - at >= 12) {
      const length = data.readUInt32LE(at + 4);
      if (length < 12 || length % 4 !== 0 || length > LONGEST_BLOCK)
        throw new CaptureError(`a block says that it has ${length} octets`);
      if (data.length - at < length) break;
      this.#block(data.subarray(at, at + length));
      at += length;
    }
    this.#rest = data.subarray(at);
  }

  #block(block: Buffer): void {
    const type = block.readUInt32LE(0);
    if (type === BLOCK.section && block.readUInt32LE(8) !== LITTLE_ENDIAN)
      throw new CaptureError('it was not captured on this machine');
    this.#frame = undefined;
    this.#reader.push(block);
    if (type === BLOCK.interface) this.#interfaces.push(Buffer.from(block));
    if (this.#frame) this.#hand(this.#frame, block);
  }

  #hand(frame: Frame, block: Buffer): void {
    const ends = addressesOf(frame);
    if (!ends) return;
    const [source, destination] = [canonical(ends.source), canonical(ends.destination)];
    for (const [index, { from, to, testSide, systems }] of this.#shares.entries()) {
      if (frame.at < from - SLACK_MS || frame.at > to + SLACK_MS) continue;
      const between = systems.has(source) && systems.has(destination);
      if (!between && !testSide.has(source) && !testSide.has(destination)) continue;
      if (!this.#begun.has(index)) {
        this.#begun.add(index);
        const header = sectionHeader({ about: this.#about, application: 'dumpcap, cut by cpm-leave' });
        this.#onPiece(index, Buffer.concat([header, ...this.#interfaces]));
      }
      this.#onPiece(index, block);
    }
  }
}

/** In octets: a block that says more lies. */
const LONGEST_BLOCK = 4 * 1024 * 1024;

const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/** An address in the one form that compares: the parts of IPv6 can be written in many. */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  let form = known.get(address);
  if (form === undefined) {
    form = new SocketAddress({ address, family: 'ipv6' }).address;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(address, form);
  }
  return form;
}
