/** Octets that follow one another, and whether some before them are lost for good. */
export interface Piece {
  data: Buffer;
  gap: boolean;
}

/** One direction of a TCP connection, put in order: reordering, retransmission, overlap, and gaps that are never filled. */
export class TcpStream {
  #next: number | undefined;
  /** Segments that came too early, by sequence number. */
  readonly #early = new Map<number, Buffer>();
  /** Octets in them. */
  #waiting = 0;
  /** Since when something waits, in milliseconds. */
  #waitingSince = 0;

  /** Whether something came too early. */
  get isWaiting(): boolean {
    return this.#early.size > 0;
  }

  /**
   * What a segment makes available, in order.
   * @param at milliseconds
   * @returns pieces that are good until the next segment
   */
  push(seq: number, data: Buffer, at: number): Piece[] {
    this.#next ??= seq;
    if (data.length === 0) return [];
    const ahead = distance(this.#next, seq);
    if (ahead > 0) {
      if (this.#early.size === 0) this.#waitingSince = at;
      this.#keep(seq, data);
      const full = this.#waiting > MOST_WAITING || this.#early.size > MOST_SEGMENTS;
      return full ? this.#passGap(at) : [];
    }
    if (-ahead >= data.length) return [];
    const piece = this.#deliver(ahead === 0 ? data : data.subarray(-ahead), false);
    return this.#early.size === 0 ? [piece] : [piece, ...this.#follow()];
  }

  /**
   * The other side has everything up to a sequence number: what is missing before it was not captured, and no copy of it
   * will follow.
   */
  acknowledged(upTo: number, at: number): Piece[] {
    if (this.#early.size === 0 || at - this.#waitingSince < DISORDER_MS) return [];
    return distance(this.#next!, upTo) > 0 ? this.#passGap(at) : [];
  }

  /** The connection begins, or begins anew, with this sequence number; a SYN has one of its own. */
  beginAt(seq: number): void {
    this.#next = seq >>> 0;
    this.#early.clear();
    this.#waiting = 0;
  }

  /** What is left behind a gap, now that nothing more will come. */
  flush(): Piece[] {
    const left: Piece[] = [];
    while (this.#early.size > 0) left.push(...this.#skip(), ...this.#follow());
    return left;
  }

  #keep(seq: number, data: Buffer): void {
    const known = this.#early.get(seq);
    if (known && known.length >= data.length) return;
    this.#early.set(seq, Buffer.from(data));
    this.#waiting += data.length - (known?.length ?? 0);
  }

  #follow(): Piece[] {
    const out: Piece[] = [];
    for (let found = true; found && this.#early.size > 0;) {
      found = false;
      for (const [seq, data] of this.#early) {
        const ahead = distance(this.#next!, seq);
        if (ahead > 0) continue;
        found = true;
        this.#early.delete(seq);
        this.#waiting -= data.length;
        if (-ahead < data.length) out.push(this.#deliver(data.subarray(-ahead), false));
      }
    }
    return out;
  }

  #passGap(at: number): Piece[] {
    this.#waitingSince = at;
    return [...this.#skip(), ...this.#follow()];
  }

  #skip(): Piece[] {
    let first: number | undefined;
    for (const seq of this.#early.keys())
      if (first === undefined || distance(this.#next!, seq) < distance(this.#next!, first)) first = seq;
    if (first === undefined) return [];
    const data = this.#early.get(first)!;
    this.#early.delete(first);
    this.#waiting -= data.length;
    this.#next = first;
    return [this.#deliver(data, true)];
  }

  #deliver(data: Buffer, gap: boolean): Piece {
    this.#next = (this.#next! + data.length) >>> 0;
    return { data, gap };
  }
}

/** More than this is not waited for: what is missing was not captured. In octets. */
const MOST_WAITING = 256 * 1024;
const MOST_SEGMENTS = 1000;

/** A capture of several queues may have an acknowledgement before what it acknowledges. In milliseconds. */
const DISORDER_MS = 50;

/** From one sequence number to another, around the end of their range (RFC 9293 §3.4). */
const distance = (from: number, to: number): number => (to - from) | 0;
