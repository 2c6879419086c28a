import { addressOf, parseParameterisedAddress } from './address.ts';
import { parseParameterised, splitOutsideQuotes } from './header-value.ts';

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

const REQUEST_LINE = /^([A-Za-z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/i;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;

/**
 * Reads one complete SIP message (RFC 3261 §7). Bare LF line ends are tolerated, since traces contain them.
 * @throws SipSyntaxError where there is no start line, or a line of the header section is no header field.
 */
export function parseSipMessage(raw: string): SipMessage {
  const text = raw.replace(/^(?:\r?\n)+/, '');
  const boundary = /\r?\n\r?\n/.exec(text);
  const headerSection = boundary ? text.slice(0, boundary.index) : text.replace(/\r?\n$/, '');
  const [startLine = '', ...lines] = headerSection.split(/\r?\n/);
  const start = readStartLine(startLine);
  const fields = readFields(lines);

  const headers = (name: string): string[] => {
    const wanted = longForm(name);
    return fields.filter((field) => field.name === wanted).map((field) => field.value);
  };
  const header = (name: string): string | undefined => headers(name)[0];
  const values = (name: string): string[] => headers(name).flatMap((value) => splitOutsideQuotes(value, ','));
  const tag = (name: string): string | undefined => {
    const value = header(name);
    return value === undefined ? undefined : parseParameterisedAddress(value).parameters.get('tag');
  };
  const topVia = values('via')[0];

  return {
    ...start,
    raw,
    startLine,
    fields,
    body: boundary ? cutToLength(text.slice(boundary.index + boundary[0].length), header('content-length')) : '',
    cseq: readCseq(header('cseq')),
    branch: topVia === undefined ? undefined : parseParameterised(topVia).parameters.get('branch'),
    callId: header('call-id'),
    fromTag: tag('from'),
    toTag: tag('to'),
    header,
    headers,
    values,
  };
}

function readStartLine(
  line: string,
): Pick<SipRequest, 'kind' | 'method' | 'requestUri'> | Pick<SipResponse, 'kind' | 'status' | 'reason'> {
  const request = REQUEST_LINE.exec(line);
  if (request) return { kind: 'request', method: request[1]!, requestUri: request[2]! };
  const response = STATUS_LINE.exec(line);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '' };
  throw new SipSyntaxError(`no SIP start line: ${JSON.stringify(line.slice(0, 80))}`);
}

function readFields(lines: readonly string[]): HeaderField[] {
  const unfolded: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && unfolded.length > 0) unfolded.push(`${unfolded.pop()!.trimEnd()} ${line.trim()}`);
    else unfolded.push(line);
  }
  return unfolded.map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd();
    if (!/^[A-Za-z0-9.!%*_+`'~-]+$/.test(name))
      throw new SipSyntaxError(`no SIP header field: ${JSON.stringify(line.slice(0, 80))}`);
    return { name: longForm(name), value: line.slice(colon + 1).trim() };
  });
}

function readCseq(value: string | undefined): MessageParts['cseq'] {
  const match = /^(\d+)[ \t]+(\S+)$/.exec(value ?? '');
  return match ? { number: Number(match[1]), method: match[2]! } : undefined;
}

function cutToLength(body: string, contentLength: string | undefined): string {
  if (contentLength === undefined || !/^\d+$/.test(contentLength)) return body;
  const octets = Buffer.from(body);
  const length = Number(contentLength);
  return length < octets.length ? octets.subarray(0, length).toString() : body;
}

/** The URI of the first Contact: the remote target that the message sets (RFC 3261 §12.1, §12.2). */
export function contactUri(message: SipMessage): string | undefined {
  const contact = message.values('contact')[0];
  return contact === undefined ? undefined : addressOf(contact);
}
