import { isUtf8 } from 'node:buffer';
import { addressOf, parseParameterisedAddress } from './address.ts';
import { parameterOf, splitOutsideQuotes } from './header-value.ts';

/** The text is not a SIP message at all. Missing header fields are no reason to throw: tests send such messages. */
export class SipSyntaxError extends Error {
  override name = 'SipSyntaxError';
}

export interface HeaderField {
  /** Long form, lower case: `call-id`, also where the message says `i`. */
  name: string;
  /** Unfolded and trimmed. */
  value: string;
}

interface MessageParts {
  raw: string;
  startLine: string;
  /** In the order of the message. */
  fields: readonly HeaderField[];
  /** What follows the empty line, cut to Content-Length where that is shorter. */
  body: string;
  cseq: { number: number; method: string } | undefined;
  /** Branch of the topmost Via. */
  branch: string | undefined;
  callId: string | undefined;
  fromTag: string | undefined;
  toTag: string | undefined;
  /** Value of the first header field line of that name, in long or compact form and any case. */
  header(name: string): string | undefined;
  /** Values of all header field lines of that name, in order; a comma-separated line is one value. */
  headers(name: string): string[];
  /** As {@link headers}, with comma-separated lists taken apart (RFC 3261 §7.3.1). */
  values(name: string): string[];
}

export interface SipRequest extends MessageParts {
  kind: 'request';
  method: string;
  requestUri: string;
}

export interface SipResponse extends MessageParts {
  kind: 'response';
  status: number;
  reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** @param method narrows to requests of that method. */
export const isRequest = (message: SipMessage, method?: string): message is SipRequest =>
  message.kind === 'request' && (method === undefined || message.method === method);

/** @param method narrows to responses whose CSeq names that method. */
export const isResponse = (message: SipMessage, method?: string): message is SipResponse =>
  message.kind === 'response' && (method === undefined || message.cseq?.method === method);

export const isFinal = (message: SipMessage): message is SipResponse =>
  message.kind === 'response' && message.status >= 200;

export const isProvisional = (message: SipMessage): message is SipResponse =>
  message.kind === 'response' && message.status < 200;

/** RFC 3261 §7.3.3, §20; RFC 6665 §8.4; RFC 3515, 3892, 3841, 4028 and 3911 for the rest. */
const COMPACT_FORMS: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
};

const longForm = (name: string): string => {
  const lower = name.trim().toLowerCase();
  return Object.hasOwn(COMPACT_FORMS, lower) ? COMPACT_FORMS[lower]! : lower;
};

/** Long forms of names that were met: a stack writes each name in one way. */
const met = new Map<string, string>();
const MOST_NAMES = 1000;

/** Long form of what stands before a colon; `undefined` for what is no name of a header field. */
function fieldName(text: string): string | undefined {
  const known = met.get(text);
  if (known !== undefined) return known;
  const name = text.trimEnd();
  if (!/^[A-Za-z0-9.!%*_+`'~-]+$/.test(name)) return undefined;
  const long = longForm(name);
  // Copies: a part of a message would keep the whole message in memory.
  if (met.size < MOST_NAMES) met.set(copyOf(text), copyOf(long));
  return long;
}

const copyOf = (text: string): string => Buffer.from(text).toString();

const REQUEST_LINE = /^([A-Za-z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/i;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;

/**
 * Reads one complete SIP message (RFC 3261 §7). Bare LF line ends are tolerated, since traces contain them. Its lines are
 * read at once; what stands in them, when it is asked for.
 * @throws SipSyntaxError where there is no start line, or a line of the header section is no header field.
 */
export function parseSipMessage(raw: string): SipMessage {
  const text = raw.startsWith('\r') || raw.startsWith('\n') ? raw.replace(/^(?:\r?\n)+/, '') : raw;
  const { headEnd, bodyAt } = boundaryOf(text);
  const startEnd = lineEndIn(text, 0, headEnd);
  const startLine = text.slice(0, startEnd);
  const start = readStartLine(startLine);
  const fields = readFields(text, behindLine(text, startEnd), headEnd);
  const parts: Parts = { raw, startLine, fields, rest: text.slice(bodyAt) };
  return start.kind === 'request' ? new ReadRequest(parts, start) : new ReadResponse(parts, start);
}

/** As {@link parseSipMessage}, with `undefined` for what is no SIP message: keep-alives, scans, octets of anybody. */
export const readableSipMessage = (raw: string): SipMessage | undefined => ifReadable(() => parseSipMessage(raw));

/** What `read` returns, or `undefined` where it throws a {@link SipSyntaxError}. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SipSyntaxError) return undefined;
    throw error;
  }
}

/** Where the header section ends, and where the body begins: at the end of the text where there is no empty line. */
function boundaryOf(text: string): { headEnd: number; bodyAt: number } {
  const usual = text.indexOf('\n\r\n');
  const bare = (usual < 0 ? text : text.slice(0, usual + 1)).indexOf('\n\n');
  const lineEnd = bare < 0 ? usual : bare;
  if (lineEnd < 0) return { headEnd: text.length - (/\r?\n$/.exec(text)?.[0].length ?? 0), bodyAt: text.length };
  const headEnd = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  return { headEnd, bodyAt: lineEnd + (bare < 0 ? 3 : 2) };
}

interface Parts {
  raw: string;
  startLine: string;
  fields: readonly HeaderField[];
  /** What follows the empty line. */
  rest: string;
}

/** What is read out of the lines is kept: many ask, again and again. */
class ReadMessage implements MessageParts {
  readonly raw: string;
  readonly startLine: string;
  readonly fields: readonly HeaderField[];
  readonly #rest: string;
  #body: string | undefined;
  #cseq: MessageParts['cseq'] | null = null;
  #branch: string | undefined | null = null;
  #fromTag: string | undefined | null = null;
  #toTag: string | undefined | null = null;

  constructor({ raw, startLine, fields, rest }: Parts) {
    this.raw = raw;
    this.startLine = startLine;
    this.fields = fields;
    this.#rest = rest;
  }

  get body(): string {
    return (this.#body ??= cutToLength(this.#rest, this.#first('content-length')));
  }

  get cseq(): MessageParts['cseq'] {
    if (this.#cseq === null) this.#cseq = readCseq(this.#first('cseq'));
    return this.#cseq;
  }

  get branch(): string | undefined {
    if (this.#branch === null) {
      const via = this.#first('via');
      const topVia = via?.includes(',') ? this.values('via')[0] : via;
      this.#branch = topVia === undefined ? undefined : parameterOf(topVia, 'branch');
    }
    return this.#branch;
  }

  get callId(): string | undefined {
    return this.#first('call-id');
  }

  get fromTag(): string | undefined {
    if (this.#fromTag === null) this.#fromTag = tagOf(this.#first('from'));
    return this.#fromTag;
  }

  get toTag(): string | undefined {
    if (this.#toTag === null) this.#toTag = tagOf(this.#first('to'));
    return this.#toTag;
  }

  header(name: string): string | undefined {
    return this.#first(longForm(name));
  }

  headers(name: string): string[] {
    const wanted = longForm(name);
    const all: string[] = [];
    for (const { name: one, value } of this.fields) if (one === wanted) all.push(value);
    return all;
  }

  values(name: string): string[] {
    return this.headers(name).flatMap((value) => splitOutsideQuotes(value, ','));
  }

  #first(wanted: string): string | undefined {
    for (const { name, value } of this.fields) if (name === wanted) return value;
    return undefined;
  }
}

class ReadRequest extends ReadMessage implements SipRequest {
  readonly kind = 'request';
  readonly method: string;
  readonly requestUri: string;

  constructor(parts: Parts, { method, requestUri }: Pick<SipRequest, 'method' | 'requestUri'>) {
    super(parts);
    this.method = method;
    this.requestUri = requestUri;
  }
}

class ReadResponse extends ReadMessage implements SipResponse {
  readonly kind = 'response';
  readonly status: number;
  readonly reason: string;

  constructor(parts: Parts, { status, reason }: Pick<SipResponse, 'status' | 'reason'>) {
    super(parts);
    this.status = status;
    this.reason = reason;
  }
}

const tagOf = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : parseParameterisedAddress(value).parameters.get('tag');

function readStartLine(
  line: string,
): Pick<SipRequest, 'kind' | 'method' | 'requestUri'> | Pick<SipResponse, 'kind' | 'status' | 'reason'> {
  const request = REQUEST_LINE.exec(line);
  if (request) return { kind: 'request', method: request[1]!, requestUri: request[2]! };
  const response = STATUS_LINE.exec(line);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '' };
  throw new SipSyntaxError(`no SIP start line: ${JSON.stringify(line.slice(0, 80))}`);
}

/** The header fields between two offsets: behind the start line, and the end of the header section. */
function readFields(text: string, from: number, headEnd: number): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let at = from; at <= headEnd;) {
    let end = lineEndIn(text, at, headEnd);
    const colon = text.indexOf(':', at);
    const name = colon < 0 || colon >= end ? undefined : fieldName(text.slice(at, colon));
    if (name === undefined)
      throw new SipSyntaxError(`no SIP header field: ${JSON.stringify(text.slice(at, Math.min(end, at + 80)))}`);
    let value = text.slice(colon + 1, end).trim();
    at = behindLine(text, end);
    while (at <= headEnd && isFolded(text, at)) {
      end = lineEndIn(text, at, headEnd);
      value = `${value} ${text.slice(at, end).trim()}`;
      at = behindLine(text, end);
    }
    fields.push({ name, value: value.trim() });
  }
  return fields;
}

/** Where the line that begins at an offset ends, without its line end. */
function lineEndIn(text: string, from: number, headEnd: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0 || end >= headEnd) return headEnd;
  return text.charCodeAt(end - 1) === CR ? end - 1 : end;
}

const CR = 0x0d;

/** Where the next line begins. */
const behindLine = (text: string, lineEnd: number): number => lineEnd + (text.charCodeAt(lineEnd) === CR ? 2 : 1);

const isFolded = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

function readCseq(value: string | undefined): MessageParts['cseq'] {
  const match = /^(\d+)[ \t]+(\S+)$/.exec(value ?? '');
  return match ? { number: Number(match[1]), method: match[2]! } : undefined;
}

/** A body may come as text, or one character for each octet, as in a trace: what is UTF-8 as octets is taken for them. */
function cutToLength(body: string, contentLength: string | undefined): string {
  if (contentLength === undefined || !/^\d+$/.test(contentLength)) return body;
  const length = Number(contentLength);
  if (Buffer.byteLength(body) === body.length || isOctets(body)) return body.slice(0, length);
  const octets = Buffer.from(body);
  return length < octets.length ? octets.subarray(0, length).toString() : body;
}

const isOctets = (text: string): boolean => !/[^\0-\xff]/.test(text) && isUtf8(Buffer.from(text, 'latin1'));

/** The URI of the first Contact: the remote target that the message sets (RFC 3261 §12.1, §12.2). */
export function contactUri(message: SipMessage): string | undefined {
  const contact = message.values('contact')[0];
  return contact === undefined ? undefined : addressOf(contact);
}
