const HEAD_END = '\r\n\r\n';

/** A SIP message off a stream: head and body apart, since a body may be large and is looked at by few. */
export interface StreamedMessage {
  /** Start line and header fields, with the empty line after them; one character for each octet. */
  head: string;
  body: Buffer;
}

/** Cuts a TCP stream into SIP messages by Content-Length (RFC 3261 §18.3). */
export class SipStream {
  #pieces: Buffer[] = [];
  #size = 0;
  /** What has to be there before it is worth looking again. */
  #wanted = 1;

  /** @returns the messages that are complete with this piece; any cut is allowed */
  push(piece: Buffer): StreamedMessage[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const messages: StreamedMessage[] = [];
    while (this.#size >= this.#wanted) {
      const all = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
      const message = messageAt(all);
      if (typeof message === 'number') {
        this.#keep(all, Math.max(message, all.length + 1));
        break;
      }
      messages.push(message.message);
      this.#keep(all.subarray(message.length), 1);
    }
    return messages;
  }

  #keep(rest: Buffer, wanted: number): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    this.#wanted = wanted;
  }
}

/** The first message and how many octets it takes, keep-alives before it included; or how many octets are needed to tell. */
function messageAt(octets: Buffer): { message: StreamedMessage; length: number } | number {
  let start = 0;
  while (octets[start] === 13 || octets[start] === 10) start++;
  const end = octets.indexOf(HEAD_END, start);
  if (end < 0) return octets.length + 1;
  const head = octets.toString('latin1', start, end + HEAD_END.length);
  const size = Number(/^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(head)?.[1] ?? 0);
  const length = end + HEAD_END.length + size;
  if (octets.length < length) return length;
  return { message: { head, body: octets.subarray(end + HEAD_END.length, length) }, length };
}
