import type { MsrpEvent, ProbePurpose } from '../timeline/event.ts';
import { headerOf } from './message.ts';
import type { MsrpMessage } from './message.ts';

/** Octets of a body that are kept in the record: enough for what a person writes, and little of a flood. */
const BODY_LIMIT = 4 * 1024;

/** What the message itself does not tell. */
export interface Circumstances {
  /** Milliseconds since the test began. */
  at: number;
  actor: string;
  direction: MsrpEvent['direction'];
  connection: number;
  session?: string;
  purpose?: ProbePurpose;
}

/** The record of one message that crossed the wire as `octets`. */
export function messageEvent(
  message: MsrpMessage,
  octets: Buffer,
  circumstances: Circumstances,
): Omit<MsrpEvent, 'seq'> {
  const messageId = headerOf(message, 'Message-ID');
  const contentType = headerOf(message, 'Content-Type');
  return {
    kind: 'msrp',
    ...circumstances,
    transaction: message.transaction,
    ...(message.kind === 'request' ? { method: message.method } : { status: message.status }),
    ...(messageId !== undefined && { messageId }),
    ...(contentType !== undefined && { contentType }),
    flag: message.flag,
    size: message.body?.length ?? 0,
    raw: transcript(message, octets),
  };
}

/** What the record keeps of a message: all but the surplus of a long body. */
export function transcript(message: MsrpMessage, octets: Buffer): string {
  const surplus = (message.body?.length ?? 0) - BODY_LIMIT;
  if (surplus <= 0) return octets.toString('utf8');
  const bodyEnd = octets.length - `\r\n-------${message.transaction}$\r\n`.length;
  return octets.toString('utf8', 0, bodyEnd - surplus) + octets.toString('utf8', bodyEnd);
}
