import type { HeaderField } from './message.ts';

/** A message/cpim body (RFC 3862), for one text/plain or other textual content. */
export interface CpimMessage {
  /** URIs, without display name and angle brackets. */
  from: string;
  to: string;
  /** RFC 3339, e.g. `2026-11-22T10:00:00Z`. */
  dateTime?: string;
  /** Further CPIM header fields, e.g. `NS` and `imdn.Message-ID` (RFC 5438), in order. */
  headers?: HeaderField[];
  contentType: string;
  content: string;
}

/** The text of a CPIM message, ready to be the body of a SEND. */
export function wrapCpim(message: CpimMessage): string {
  const fields = [
    { name: 'From', value: `<${message.from}>` },
    { name: 'To', value: `<${message.to}>` },
    ...(message.dateTime === undefined ? [] : [{ name: 'DateTime', value: message.dateTime }]),
    ...(message.headers ?? []),
  ];
  const content = [
    { name: 'Content-Type', value: message.contentType },
    { name: 'Content-Length', value: String(Buffer.byteLength(message.content)) },
  ];
  return `${lines(fields)}\r\n${lines(content)}\r\n${message.content}`;
}

/**
 * The parts of a CPIM body, or `undefined` where it is none. Bare line feeds are taken as line ends too; what stands
 * behind the content's Content-Length is cut off.
 */
export function unwrapCpim(body: string): CpimMessage | undefined {
  const outer = section(body);
  const inner = outer && section(outer.rest);
  if (!outer || !inner) return undefined;
  const from = uriOf(valueOf(outer.fields, 'from'));
  const to = uriOf(valueOf(outer.fields, 'to'));
  if (from === undefined || to === undefined) return undefined;
  const dateTime = valueOf(outer.fields, 'datetime');
  const headers = outer.fields.filter(({ name }) => !/^(from|to|datetime)$/i.test(name));
  const length = /^\d+$/.exec(valueOf(inner.fields, 'content-length') ?? '')?.[0];
  return {
    from,
    to,
    ...(dateTime !== undefined && { dateTime }),
    ...(headers.length > 0 && { headers }),
    contentType: valueOf(inner.fields, 'content-type') ?? 'text/plain',
    content: length === undefined ? inner.rest : Buffer.from(inner.rest).subarray(0, Number(length)).toString(),
  };
}

function lines(fields: HeaderField[]): string {
  return fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
}

/** Header fields up to the first empty line, and what follows it. */
function section(text: string): { fields: HeaderField[]; rest: string } | undefined {
  const fields: HeaderField[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    if (end < 0) return undefined;
    const line = text.slice(at, end).trim();
    at = end + 1;
    if (line === '') return { fields, rest: text.slice(at) };
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    fields.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
  }
}

function valueOf(fields: HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}

function uriOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : (/<([^<>]*)>\s*$/.exec(value)?.[1] ?? value);
}
