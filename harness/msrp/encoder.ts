import { newTransactionId } from './identifier.ts';
import type { ContinuationFlag, HeaderField, MsrpMessage, MsrpRequest } from './message.ts';

/** The octets of a message (RFC 4975 §7.1). Throws where a header field or the body would break the framing. */
export function encode(message: MsrpMessage): Buffer {
  const what = message.kind === 'request' ? message.method : `${message.status} ${message.comment}`.trimEnd();
  const lines = [
    `MSRP ${message.transaction} ${what}`,
    `To-Path: ${message.toPath.join(' ')}`,
    `From-Path: ${message.fromPath.join(' ')}`,
    ...message.headers.map(({ name, value }) => `${name}: ${value}`),
  ];
  for (const line of lines) {
    if (/[\r\n]/.test(line)) throw new Error(`an MSRP header field cannot hold a line break: ${JSON.stringify(line)}`);
  }
  const head = lines.join('\r\n');
  const endLine = `-------${message.transaction}${message.flag}\r\n`;
  if (message.body === undefined) return Buffer.from(`${head}\r\n${endLine}`);
  if (collides(message.transaction, message.body)) {
    throw new Error(`the body holds the end-line of transaction ${message.transaction}`);
  }
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), message.body, Buffer.from(`\r\n${endLine}`)]);
}

/** What a SEND carries, before it is cut into chunks. */
export interface Outgoing {
  toPath: string[];
  fromPath: string[];
  messageId: string;
  /** Header fields besides the paths, Message-ID, Byte-Range and Content-Type; repeated in every chunk. */
  headers?: HeaderField[];
  /** Without one the SEND is bodiless. */
  content?: { type: string; body: Buffer };
}

/**
 * The SENDs that carry one message, each with a transaction id that its body does not hold.
 * @param chunkSize octets of body in each at most; a bodiless message is always one SEND.
 */
export function sendRequests(outgoing: Outgoing, chunkSize = Number.POSITIVE_INFINITY): MsrpRequest[] {
  const { toPath, fromPath, messageId, headers = [], content } = outgoing;
  const send = (range: string, body: Buffer | undefined, flag: ContinuationFlag): MsrpRequest => ({
    kind: 'request',
    method: 'SEND',
    transaction: transactionIdFor(body),
    toPath,
    fromPath,
    headers: [
      { name: 'Message-ID', value: messageId },
      { name: 'Byte-Range', value: range },
      ...headers,
      ...(content ? [{ name: 'Content-Type', value: content.type }] : []),
    ],
    ...(body && { body }),
    flag,
  });
  if (!content) return [send('1-0/0', undefined, '$')];
  const total = content.body.length;
  const requests: MsrpRequest[] = [];
  let from = 0;
  do {
    const to = Math.min(from + Math.max(1, chunkSize), total);
    requests.push(send(`${from + 1}-${to}/${total}`, content.body.subarray(from, to), to < total ? '+' : '$'));
    from = to;
  } while (from < total);
  return requests;
}

/** The reason phrases of RFC 4975 §10 for what the test side answers. */
const COMMENTS = { 200: 'OK', 481: 'Session Does Not Exist', 501: 'Unknown Method' } as const;
export type AnswerStatus = keyof typeof COMMENTS;

/** The response to `request`: to its first From-Path URI, from its first To-Path URI (RFC 4975 §7.2). */
export function responseTo(request: MsrpRequest, status: AnswerStatus): MsrpMessage {
  return {
    kind: 'response',
    transaction: request.transaction,
    status,
    comment: COMMENTS[status],
    toPath: request.fromPath.slice(0, 1),
    fromPath: request.toPath.slice(0, 1),
    headers: [],
    flag: '$',
  };
}

/** The success REPORT on a message received completely (RFC 4975 §7.1.2): back along the whole path that it came. */
export function successReport(request: MsrpRequest, messageId: string, octets: number, fromPath: string): MsrpRequest {
  return {
    kind: 'request',
    method: 'REPORT',
    transaction: newTransactionId(),
    toPath: request.fromPath,
    fromPath: [fromPath],
    headers: [
      { name: 'Message-ID', value: messageId },
      { name: 'Byte-Range', value: `1-${octets}/${octets}` },
      { name: 'Status', value: '000 200 OK' },
    ],
    flag: '$',
  };
}

function transactionIdFor(body: Buffer | undefined): string {
  const id = newTransactionId();
  return body && collides(id, body) ? transactionIdFor(body) : id;
}

function collides(transaction: string, body: Buffer): boolean {
  return body.includes(`-------${transaction}`);
}
