import { randomBytes } from 'node:crypto';
import { contactUri, isRequest, readableSipMessage } from '../sip/message.ts';
import type { SipMessage, SipRequest, SipResponse } from '../sip/message.ts';
import type { TracedMessage } from './trace.ts';

/** What the test side needs to know of a Call-ID to answer in it, and to send requests of its own (RFC 3261 §12). */
interface Dialog {
  localTag: string;
  /** From of our requests. */
  local: string;
  /** To of our requests. */
  remote: string;
  target: string;
  route: string[];
  /** CSeq number that the trace has shown last of our requests. */
  cseq: number;
  /** Whether a 2xx, or what stands for one, has settled tags and route set. */
  confirmed: boolean;
  /** Of a subscription: what it is for (RFC 6665 §8.2.1). */
  event?: string;
  /** The request that waits for our answer: the newest BYE, before any BYE the first INVITE. */
  waiting?: SipRequest;
  /** The re-INVITE received last. */
  reInvite?: SipRequest;
  /** The NOTIFY received last. */
  notify?: SipRequest;
}

/** What a reply is for, where it is not for what {@link Dialog.waiting} holds. */
export type Answered = 'INVITE' | 'NOTIFY';

/** The header fields of a message that is about to be sent; SIPp adds Via, Contact, CSeq and the body's. */
export interface Composition {
  reply: string[];
  route: string[];
  request: string[];
  cseq: number;
  target: string;
}

const FORMING = ['INVITE', 'SUBSCRIBE', 'REFER'];

/** The dialogs of one SIPp process, followed by its trace. */
export class Dialogs {
  readonly #dialogs = new Map<string, Dialog>();

  /**
   * Takes the next message of the trace. What is no SIP message tells nothing about dialogs, and is passed over.
   * @returns the message
   */
  observe({ direction, raw }: TracedMessage): SipMessage | undefined {
    const message = readableSipMessage(raw);
    const callId = message?.callId;
    if (!message || callId === undefined) return undefined;
    const dialog = this.#dialogs.get(callId);
    if (!dialog) {
      if (message.kind === 'request' && FORMING.includes(message.method))
        this.#dialogs.set(callId, direction === 'sent' ? begunHere(message) : begunThere(message));
    } else if (direction === 'sent') sent(dialog, message);
    else if (message.kind === 'request') requested(dialog, message);
    else responded(dialog, message);
    return message;
  }

  has(callId: string): boolean {
    return this.#dialogs.has(callId);
  }

  /** The header fields for the next message in that Call-ID. */
  compose(callId: string, answered?: Answered): Composition | undefined {
    const dialog = this.#dialogs.get(callId);
    if (!dialog) return undefined;
    const request = answered === 'INVITE' ? dialog.reInvite : answered === 'NOTIFY' ? dialog.notify : dialog.waiting;
    return {
      reply: request ? replyTo(request, dialog.localTag) : [],
      route: dialog.route.map((route) => `Route: ${route}`),
      request: [
        `From: ${dialog.local}`,
        `To: ${dialog.remote}`,
        `Call-ID: ${callId}`,
        ...(dialog.event === undefined ? [] : [`Event: ${dialog.event}`]),
      ],
      cseq: dialog.cseq + 1,
      target: dialog.target,
    };
  }
}

function begunThere(request: SipRequest): Dialog {
  const localTag = randomBytes(6).toString('hex');
  const event = request.header('event');
  return {
    localTag,
    local: request.toTag === undefined ? `${request.header('to')};tag=${localTag}` : `${request.header('to')}`,
    remote: `${request.header('from')}`,
    target: contactUri(request) ?? '',
    route: request.values('record-route'),
    cseq: 0,
    confirmed: true,
    ...(event === undefined ? {} : { event }),
    ...(request.method === 'INVITE' ? { waiting: request } : {}),
  };
}

function begunHere(request: SipRequest): Dialog {
  const event = request.method === 'SUBSCRIBE' ? request.header('event') : undefined;
  return {
    localTag: request.fromTag ?? '',
    local: `${request.header('from')}`,
    remote: `${request.header('to')}`,
    target: request.requestUri,
    route: [],
    cseq: request.cseq?.number ?? 0,
    confirmed: false,
    ...(event === undefined ? {} : { event }),
  };
}

function sent(dialog: Dialog, message: SipMessage): void {
  if (message.kind === 'request') {
    dialog.cseq = Math.max(dialog.cseq, message.cseq?.number ?? 0);
    return;
  }
  const method = message.cseq?.method ?? '';
  // The tag of a SUBSCRIBE's answer is SIPp's, which gives it without a go.
  if (message.toTag !== undefined && FORMING.includes(method)) dialog.local = `${message.header('to')}`;
}

function requested(dialog: Dialog, request: SipRequest): void {
  if (isRequest(request, 'BYE') && !isOlder(request, dialog.waiting)) dialog.waiting = request;
  if (isRequest(request, 'INVITE')) dialog[request.toTag === undefined ? 'waiting' : 'reInvite'] = request;
  if (isRequest(request, 'NOTIFY')) dialog.notify = request;
  if (['INVITE', 'UPDATE', 'NOTIFY', 'SUBSCRIBE'].includes(request.method))
    dialog.target = contactUri(request) ?? dialog.target;
  // A NOTIFY may overtake the answer to the SUBSCRIBE, and then it makes the dialog (RFC 6665 §4.4.1).
  if (isRequest(request, 'NOTIFY') && !dialog.confirmed) {
    dialog.remote = `${request.header('from')}`;
    dialog.route = request.values('record-route');
    dialog.confirmed = true;
  }
}

/** A retransmission of a BYE that had its answer does not take the place of a new one. */
const isOlder = (request: SipRequest, than: SipRequest | undefined): boolean =>
  than?.method === request.method && (request.cseq?.number ?? 0) < (than.cseq?.number ?? 0);

function responded(dialog: Dialog, response: SipResponse): void {
  if (response.status >= 300 || !FORMING.includes(response.cseq?.method ?? '')) return;
  if (!dialog.confirmed && response.toTag !== undefined) {
    dialog.remote = `${response.header('to')}`;
    dialog.route = response.values('record-route').toReversed();
    dialog.confirmed = response.status >= 200;
  }
  dialog.target = contactUri(response) ?? dialog.target;
}

/** What a response copies from its request (RFC 3261 §8.2.6.2, §12.1.1). */
function replyTo(request: SipRequest, localTag: string): string[] {
  const to = `${request.header('to')}`;
  return [
    ...request.headers('via').map((via) => `Via: ${via}`),
    `From: ${request.header('from')}`,
    `To: ${request.toTag === undefined ? `${to};tag=${localTag}` : to}`,
    `Call-ID: ${request.callId}`,
    `CSeq: ${request.header('cseq')}`,
    ...request.headers('record-route').map((route) => `Record-Route: ${route}`),
  ];
}
