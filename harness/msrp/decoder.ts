import { ByteQueue } from './byte-queue.ts';
import type { ContinuationFlag, HeaderField, MsrpMessage } from './message.ts';

/** What a peer sent that is not MSRP, or more of it than will be held in memory. */
export interface ProtocolError {
  kind: 'protocol-error';
  reason: 'not-msrp' | 'header-too-large' | 'message-too-large' | 'truncated';
  detail: string;
}

/** A message with the octets it came in, or a protocol error. */
export type Decoded = { kind: 'message'; message: MsrpMessage; octets: Buffer } | ProtocolError;

export interface DecoderLimits {
  /** Octets from the start line to the empty line or end-line. */
  header: number;
  /** Octets of one chunk, start line and end-line included. */
  message: number;
}

const DEFAULT_LIMITS: DecoderLimits = { header: 64 * 1024, message: 1024 * 1024 };
const CRLF = Buffer.from('\r\n');
const EMPTY_LINE = Buffer.from('\r\n\r\n');
/** What an end-line has besides the transaction id, with the line end before it. */
const END_LINE_AROUND = '\r\n-------$\r\n'.length;
const PREFIX = 'MSRP ';
const NEXT_MESSAGE = Buffer.from(`\r\n${PREFIX}`);
const START_LINE = /^MSRP ([!-~]+) (?:(\d{3})(?: (.*))?|(\S+))$/;
const EXCERPT = 60;

interface Head {
  transaction: string;
  start: { kind: 'request'; method: string } | { kind: 'response'; status: number; comment: string };
  fields: HeaderField[];
  /** CRLF, seven hyphens and the transaction id: what the end-line begins with. */
  endMark: Buffer;
}

type State =
  /** Between two messages. */
  | { name: 'boundary' }
  /** Behind something that is not MSRP: whatever comes is dropped until a line begins like a message. */
  | { name: 'resync' }
  /** `line`: offset of the header line to read next. */
  | { name: 'head'; head: Head; line: number }
  /** `scan`: offset from which the end-line is still to be looked for. */
  | { name: 'body'; head: Head; bodyAt: number; scan: number }
  /** In a message over a limit: whatever comes is dropped until its end-line. */
  | { name: 'discard'; endMark: Buffer };

/**
 * Decodes one direction of an MSRP connection (RFC 4975 §7), however TCP cut it into segments. What is not MSRP, and
 * what is over the limits, is reported once and skipped; the next message is found again.
 */
export class MsrpDecoder {
  readonly #limits: DecoderLimits;
  readonly #queue = new ByteQueue();
  #state: State = { name: 'boundary' };

  constructor(limits: Partial<DecoderLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Whether everything so far was whole messages. */
  get isBetween(): boolean {
    return this.#state.name === 'boundary' && this.#queue.length === 0;
  }

  /** Everything that `segment` completes, in the order of the wire. */
  push(segment: Buffer): Decoded[] {
    this.#queue.append(segment);
    const found: Decoded[] = [];
    let before: State;
    do {
      before = this.#state;
      const decoded = this.#step();
      if (decoded) found.push(decoded);
    } while (this.#state !== before);
    return found;
  }

  /** To be called when the peer has closed: a message that was left unfinished is a protocol error. */
  end(): Decoded[] {
    const state = this.#state;
    const octets = this.#queue.length;
    if (state.name === 'resync' || state.name === 'discard' || octets === 0) return [];
    const inside = state.name === 'boundary' ? 'a start line' : `transaction ${state.head.transaction}`;
    const detail = `the stream ended inside ${inside}, ${octets} octets in`;
    return [{ kind: 'protocol-error', reason: 'truncated', detail }];
  }

  /** Goes on by one state at most. The state object changes whenever there may be more to do. */
  #step(): Decoded | undefined {
    const state = this.#state;
    if (state.name === 'boundary') return this.#startLine();
    if (state.name === 'head') return this.#headerLine(state.head, state.line);
    if (state.name === 'body') return this.#body(state.head, state.bodyAt, state.scan);
    if (state.name === 'discard') this.#discard(state.endMark);
    else this.#resync();
    return undefined;
  }

  #startLine(): Decoded | undefined {
    // Empty lines between messages carry nothing; some stacks send them to keep a connection alive.
    while (this.#queue.indexOf(CRLF, 0) === 0) this.#queue.drop(CRLF.length);
    const beginning = this.#queue.text(0, PREFIX.length);
    if (beginning !== '\r' && !PREFIX.startsWith(beginning)) return this.#notMsrp();
    const end = this.#queue.indexOf(CRLF, 0);
    if ((end < 0 ? this.#queue.length : end + CRLF.length) > this.#limits.header) {
      this.#state = { name: 'resync' };
      return this.#tooLarge('header', 'a start line');
    }
    if (end < 0) return undefined;
    const match = START_LINE.exec(this.#queue.text(0, end));
    if (!match) return this.#notMsrp();
    const [, transaction = '', status, comment = '', method = ''] = match;
    const head: Head = {
      transaction,
      start: status === undefined ? { kind: 'request', method } : { kind: 'response', status: Number(status), comment },
      fields: [],
      endMark: Buffer.from(`\r\n-------${transaction}`),
    };
    this.#state = { name: 'head', head, line: end + CRLF.length };
    return undefined;
  }

  #headerLine(head: Head, line: number): Decoded | undefined {
    const end = this.#queue.indexOf(CRLF, line);
    const next = end + CRLF.length;
    if ((end < 0 ? this.#queue.length : next) > this.#limits.header) {
      this.#state = { name: 'discard', endMark: head.endMark };
      return this.#tooLarge('header', `transaction ${head.transaction}`);
    }
    if (end < 0) return undefined;
    const text = this.#queue.text(line, end);
    const flag = text.at(-1);
    if (text === '') {
      // A bodiless message may have an empty line before its end-line: then the line's own CRLF belongs to the end mark.
      this.#state = { name: 'body', head, bodyAt: next, scan: line };
    } else if (text.slice(0, -1) === `-------${head.transaction}` && isFlag(flag)) {
      return this.#complete(head, flag, next);
    } else {
      const field = headerField(text);
      if (field) head.fields.push(field);
      this.#state = { name: 'head', head, line: next };
    }
    return undefined;
  }

  #body(head: Head, bodyAt: number, scan: number): Decoded | undefined {
    const search = this.#findEndLine(head.endMark, scan);
    const length = search.flag ? search.at + head.endMark.length + 3 : this.#queue.length;
    if (length > this.#limits.message) {
      this.#state = { name: 'discard', endMark: head.endMark };
      return this.#tooLarge('message', `transaction ${head.transaction}`);
    }
    if (search.flag) return this.#complete(head, search.flag, length, { from: bodyAt, to: search.at });
    if (search.at !== scan) this.#state = { name: 'body', head, bodyAt, scan: search.at };
    return undefined;
  }

  #discard(endMark: Buffer): void {
    const search = this.#findEndLine(endMark, 0);
    this.#queue.drop(search.flag ? search.at + endMark.length + 3 : search.at);
    if (search.flag) this.#state = { name: 'boundary' };
  }

  #resync(): void {
    const at = this.#queue.indexOf(NEXT_MESSAGE, 0);
    this.#queue.drop(at < 0 ? Math.max(0, this.#queue.length - NEXT_MESSAGE.length + 1) : at + CRLF.length);
    if (at >= 0) this.#state = { name: 'boundary' };
  }

  /** Where the end mark stands, if flag and CRLF follow it; else where to look again once more has come. */
  #findEndLine(endMark: Buffer, from: number): { flag?: ContinuationFlag; at: number } {
    for (let at = this.#queue.indexOf(endMark, from); at >= 0; at = this.#queue.indexOf(endMark, at + 1)) {
      const rest = this.#queue.text(at + endMark.length, at + endMark.length + 3);
      const [flag] = rest;
      if (isFlag(flag) && rest.slice(1) === '\r\n') return { flag, at };
      if (rest === '' || (isFlag(flag) && '\r\n'.startsWith(rest.slice(1)))) return { at };
    }
    return { at: Math.max(from, this.#queue.length - endMark.length + 1) };
  }

  #complete(head: Head, flag: ContinuationFlag, length: number, body?: { from: number; to: number }): Decoded {
    const octets = this.#queue.copy(0, length);
    this.#queue.drop(length);
    this.#state = { name: 'boundary' };
    const message: MsrpMessage = {
      ...head.start,
      transaction: head.transaction,
      toPath: path(head.fields, 'to-path'),
      fromPath: path(head.fields, 'from-path'),
      headers: head.fields.filter(({ name }) => !isPath(name)),
      ...(body && body.to >= body.from && { body: octets.subarray(body.from, body.to) }),
      flag,
    };
    return { kind: 'message', message, octets };
  }

  #notMsrp(): ProtocolError {
    this.#state = { name: 'resync' };
    const excerpt = JSON.stringify(this.#queue.text(0, EXCERPT));
    return { kind: 'protocol-error', reason: 'not-msrp', detail: `expected an MSRP start line, got ${excerpt}` };
  }

  #tooLarge(part: keyof DecoderLimits, where: string): ProtocolError {
    const limit = this.#limits[part];
    return { kind: 'protocol-error', reason: `${part}-too-large`, detail: `${part} over ${limit} octets in ${where}` };
  }
}

/**
 * One message whose octets are known to begin with its start line and to end with its end-line, read at once.
 * @returns `undefined` for what only looked like one
 */
export function decodeWhole(octets: Buffer): MsrpMessage | undefined {
  const emptyLine = octets.indexOf(EMPTY_LINE);
  const headEnd = emptyLine < 0 ? octets.length - CRLF.length : emptyLine;
  const lines = octets.toString('utf8', 0, headEnd).split('\r\n');
  const match = START_LINE.exec(lines[0]!);
  if (!match) return undefined;
  const [, transaction = '', status, comment = '', method = ''] = match;
  const flag = String.fromCharCode(octets[octets.length - CRLF.length - 1]!);
  if (!isFlag(flag)) return undefined;
  if (emptyLine < 0) lines.pop();
  const fields: HeaderField[] = [];
  for (let index = 1; index < lines.length; index++) {
    const field = headerField(lines[index]!);
    if (field) fields.push(field);
  }
  const bodyAt = headEnd + EMPTY_LINE.length;
  const bodyEnd = octets.length - transaction.length - END_LINE_AROUND;
  return {
    ...(status === undefined
      ? { kind: 'request' as const, method }
      : { kind: 'response' as const, status: Number(status), comment }),
    transaction,
    toPath: path(fields, 'to-path'),
    fromPath: path(fields, 'from-path'),
    headers: fields.filter(({ name }) => !isPath(name)),
    ...(emptyLine >= 0 && bodyEnd >= bodyAt && { body: octets.subarray(bodyAt, bodyEnd) }),
    flag,
  };
}

function isFlag(text: string | undefined): text is ContinuationFlag {
  return text === '$' || text === '+' || text === '#';
}

/** A line that is no header field is passed over, as is one with a lone CR or LF: it would break an answer that repeats it. */
function headerField(line: string): HeaderField | undefined {
  const colon = line.indexOf(':');
  if (colon <= 0 || line.includes('\r') || line.includes('\n')) return undefined;
  return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

const isPath = (name: string): boolean => /^(to|from)-path$/i.test(name);

function path(fields: HeaderField[], name: string): string[] {
  const value = fields.find((field) => field.name.toLowerCase() === name)?.value ?? '';
  return value.split(/\s+/).filter((uri) => uri !== '');
}
