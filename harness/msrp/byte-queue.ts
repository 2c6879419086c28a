const SMALL = 4 * 1024;
const LARGE = 256 * 1024;

/** Octets waiting to be decoded. Appending is cheap however small the pieces are; offsets count from the oldest octet. */
export class ByteQueue {
  #store = Buffer.allocUnsafe(SMALL);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  append(octets: Buffer): void {
    if (this.#end + octets.length > this.#store.length) this.#makeRoom(octets.length);
    octets.copy(this.#store, this.#end);
    this.#end += octets.length;
  }

  /** Offset of the first `pattern` at or after `from`, or -1. */
  indexOf(pattern: Buffer, from: number): number {
    if (from >= this.length) return -1;
    const found = this.#store.subarray(this.#start + from, this.#end).indexOf(pattern);
    return found < 0 ? -1 : found + from;
  }

  text(from: number, to: number): string {
    return this.#view(from, to).toString('utf8');
  }

  /** A copy, which stays valid when the queue moves on. */
  copy(from: number, to: number): Buffer {
    return Buffer.from(this.#view(from, to));
  }

  /** Forgets the oldest `count` octets. */
  drop(count: number): void {
    this.#start += Math.min(count, this.length);
    if (this.#start < this.#end) return;
    this.#start = this.#end = 0;
    if (this.#store.length > LARGE) this.#store = Buffer.allocUnsafe(SMALL);
  }

  #view(from: number, to: number): Buffer {
    return this.#store.subarray(this.#start + from, Math.min(this.#start + to, this.#end));
  }

  #makeRoom(wanted: number): void {
    const needed = this.length + wanted;
    // Moving within the store only while it is at most half full keeps the cost of appending linear.
    const store = needed * 2 <= this.#store.length ? this.#store : Buffer.allocUnsafe(needed * 2);
    this.#store.copy(store, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#store = store;
  }
}
