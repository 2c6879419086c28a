/** Set behind every message (RFC 4975 §7.1): `$` last chunk, `+` more to come, `#` given up. */
export type ContinuationFlag = '$' | '+' | '#';

export interface HeaderField {
  name: string;
  value: string;
}

interface MessageParts {
  transaction: string;
  /** URIs, next hop first. Empty where the message had no To-Path. */
  toPath: string[];
  /** URIs, last hop first. Empty where the message had no From-Path. */
  fromPath: string[];
  /** All other header fields, in the order of the wire. */
  headers: HeaderField[];
  /** Absent in a bodiless message, which is not the same as a body of no octets. */
  body?: Buffer;
  flag: ContinuationFlag;
}

export interface MsrpRequest extends MessageParts {
  kind: 'request';
  method: string;
}

export interface MsrpResponse extends MessageParts {
  kind: 'response';
  status: number;
  comment: string;
}

/** An MSRP request or response (RFC 4975 §7), in its parts. */
export type MsrpMessage = MsrpRequest | MsrpResponse;

/** The value of the first header field called `name`, in whatever case. */
export function headerOf(message: MsrpMessage, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return message.headers.find((field) => field.name.toLowerCase() === wanted)?.value;
}

/** A Byte-Range: positions count from 1; `end` and `total` are absent where the sender wrote `*`. */
export interface ByteRange {
  start: number;
  end?: number;
  total?: number;
}

/** The message's Byte-Range, or `undefined` where it has none that can be read. */
export function byteRangeOf(message: MsrpMessage): ByteRange | undefined {
  const match = /^(\d+)-(\d+|\*)\/(\d+|\*)$/.exec(headerOf(message, 'Byte-Range') ?? '');
  if (!match) return undefined;
  const [, start, end, total] = match;
  return {
    start: Number(start),
    ...(end !== '*' && { end: Number(end) }),
    ...(total !== '*' && { total: Number(total) }),
  };
}
