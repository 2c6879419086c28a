/** One direction of a TCP connection, put in order: reordering, retransmission, overlap, and gaps that are never filled. */
export class TcpStream {
  #next: number | undefined;
  /** Segments that came too early, by sequence number. */
  readonly #early = new Map<number, Buffer>();
  #waiting = 0;

  /**
   * What a segment makes available, in order.
   * @returns the octets, and whether some before them are lost for good
   */
  push(seq: number, data: Buffer): { data: Buffer; gap: boolean }[] {
    this.#next ??= seq;
    if (data.length === 0) return [];
    const ahead = distance(this.#next, seq);
    if (ahead > 0) {
      this.#keep(seq, data);
      return this.#waiting > MOST_WAITING ? [...this.#skip(), ...this.#follow()] : [];
    }
    if (-ahead >= data.length) return [];
    return [this.#deliver(data.subarray(-ahead), false), ...this.#follow()];
  }

  /** The connection begins, or begins anew, behind this sequence number. */
  synchronise(seq: number): void {
    this.#next = (seq + 1) >>> 0;
    this.#early.clear();
    this.#waiting = 0;
  }

  /** What is left behind a gap, now that nothing more will come. */
  flush(): { data: Buffer; gap: boolean }[] {
    const left: { data: Buffer; gap: boolean }[] = [];
    while (this.#early.size > 0) left.push(...this.#skip(), ...this.#follow());
    return left;
  }

  #keep(seq: number, data: Buffer): void {
    const known = this.#early.get(seq);
    if (known && known.length >= data.length) return;
    this.#early.set(seq, Buffer.from(data));
    this.#waiting += data.length - (known?.length ?? 0);
  }

  #follow(): { data: Buffer; gap: boolean }[] {
    const out: { data: Buffer; gap: boolean }[] = [];
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

  #skip(): { data: Buffer; gap: boolean }[] {
    const first = [...this.#early.keys()].toSorted((a, b) => distance(this.#next!, a) - distance(this.#next!, b))[0];
    if (first === undefined) return [];
    const data = this.#early.get(first)!;
    this.#early.delete(first);
    this.#waiting -= data.length;
    this.#next = first;
    return [this.#deliver(data, true)];
  }

  #deliver(data: Buffer, gap: boolean): { data: Buffer; gap: boolean } {
    this.#next = (this.#next! + data.length) >>> 0;
    return { data, gap };
  }
}

/** More than this is not waited for: what is missing was not captured. In octets. */
const MOST_WAITING = 256 * 1024;

/** From one sequence number to another, around the end of their range (RFC 9293 §3.4). */
const distance = (from: number, to: number): number => (to - from) | 0;
