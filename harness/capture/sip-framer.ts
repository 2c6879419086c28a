const HEADER_END = Buffer.from('\r\n\r\n');

/** More than this is no header, or no message. In octets. */
const LONGEST_HEADER = 64 * 1024;
const LONGEST = 1024 * 1024;

/** Whether octets begin like a SIP message. */
export function looksLikeSip(data: Buffer): boolean {
  if (data.length < 12) return false;
  const first = data[0]! & ~0x20;
  if (first < 0x41 || first > 0x5a) return false;
  if (first === 0x53 && data[3] === 0x2f && data.toString('latin1', 0, 8) === 'SIP/2.0 ') return true;
  return START.test(data.toString('latin1', 0, 64));
}

const START = /^[A-Z]{3,16} (?:sips?|tel|urn):/i;

/** Cuts one direction of a TCP stream into SIP messages (RFC 3261 §18.3). */
export class SipFramer {
  #waiting: Buffer[] = [];
  #length = 0;
  /** So many octets there must be before it is worth looking. */
  #needed = 0;

  /** Forgets what it has of a message whose rest is lost. */
  reset(): void {
    this.#keep(Buffer.alloc(0), 0);
  }

  push(data: Buffer): Buffer[] {
    this.#waiting.push(Buffer.from(data));
    this.#length += data.length;
    if (this.#length < this.#needed) return [];
    let rest = this.#waiting.length === 1 ? this.#waiting[0]! : Buffer.concat(this.#waiting);
    const messages: Buffer[] = [];
    for (;;) {
      let start = 0;
      while (rest[start] === 0x0d || rest[start] === 0x0a) start++;
      const end = rest.indexOf(HEADER_END, start);
      if (end < 0) {
        this.#keep(rest.length - start > LONGEST_HEADER ? Buffer.alloc(0) : rest.subarray(start), 0);
        return messages;
      }
      const head = rest.toString('latin1', start, end + 2);
      const length = Number(/^(?:content-length|l)[ \t]*:[ \t]*(\d{1,7})[ \t]*\r?$/im.exec(head)?.[1] ?? 0);
      if (!looksLikeSip(rest.subarray(start)) || length > LONGEST) {
        rest = rest.subarray(end + HEADER_END.length);
        continue;
      }
      const total = end + HEADER_END.length + length;
      if (rest.length < total) {
        this.#keep(rest, total);
        return messages;
      }
      messages.push(rest.subarray(start, total));
      rest = rest.subarray(total);
    }
  }

  #keep(rest: Buffer, needed: number): void {
    this.#waiting = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = needed;
  }
}
