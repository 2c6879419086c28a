import type { ActorName, EventOf } from '../timeline/event.ts';
import type { SipMessage, SipRequest } from './message.ts';
import { readableSipOf, sipOf } from './of-event.ts';

type SipEvent = EventOf<'sip'>;

/** One client transaction (RFC 3261 §17.1) as one actor of the test side saw it. */
export interface ClientTransaction {
  actor: ActorName;
  /** Whose request it is: `sut` sent it to the actor, or the actor (`tester`) sent it to the system under test. */
  by: 'sut' | 'tester';
  method: string;
  branch: string | undefined;
  callId: string | undefined;
  /** The request as first seen. */
  request: SipEvent;
  /** Further copies of the request, in order. */
  retransmissions: SipEvent[];
  /** 1xx responses, in order. */
  provisionals: SipEvent[];
  /** 2xx to 6xx responses in order; more than one where the final response was repeated. */
  finals: SipEvent[];
  /** Only for INVITE: the ACKs for its final response, whether on its own branch or, for a 2xx, on another one. */
  acks: SipEvent[];
}

export interface TransactionLog {
  /** In the order of their first request. */
  transactions: ClientTransaction[];
  /** Responses that match no request (RFC 3261 §17.1.3): other branch or other CSeq method. */
  strayResponses: SipEvent[];
  /** ACKs that belong to no INVITE seen. */
  strayAcks: SipEvent[];
  /** Events whose text is no SIP message. */
  unreadable: SipEvent[];
}

/**
 * Groups the SIP events of a timeline into client transactions, in both directions. A transaction is a branch and a
 * CSeq (method and number); where a message has no branch, its Call-ID stands in. A response belongs to the request
 * with its branch and CSeq method that went the other way between the same two parties.
 * @param events in the order of time, of one or of several actors
 */
export function groupTransactions(events: readonly SipEvent[]): TransactionLog {
  const log: TransactionLog = { transactions: [], strayResponses: [], strayAcks: [], unreadable: [] };
  const byRequest = new Map<string, ClientTransaction>();
  const byResponse = new Map<string, ClientTransaction>();
  const invitesByCall = new Map<string | undefined, ClientTransaction[]>();

  for (const event of events) {
    const message = readableSipOf(event);
    if (!message) log.unreadable.push(event);
    else if (isCutShort(event, message)) log.strayResponses.push(event);
    else if (message.kind === 'response') takeResponse(event, message.status, responseKey(event, message));
    else if (message.method === 'ACK') takeAck(event, message);
    else takeRequest(event, message);
  }
  return log;

  function takeRequest(event: SipEvent, message: SipRequest): void {
    const key = `${responseKey(event, message)} ${message.cseq?.number}`;
    const known = byRequest.get(key);
    if (known) {
      known.retransmissions.push(event);
      return;
    }
    const transaction: ClientTransaction = {
      actor: event.actor,
      by: requester(event, message),
      method: message.method,
      branch: message.branch,
      callId: message.callId,
      request: event,
      retransmissions: [],
      provisionals: [],
      finals: [],
      acks: [],
    };
    log.transactions.push(transaction);
    byRequest.set(key, transaction);
    byResponse.set(responseKey(event, message), transaction);
    if (message.method !== 'INVITE') return;
    const invites = invitesByCall.get(message.callId);
    if (invites) invites.push(transaction);
    else invitesByCall.set(message.callId, [transaction]);
  }

  function takeResponse(event: SipEvent, status: number, key: string): void {
    const transaction = byResponse.get(key);
    if (!transaction) log.strayResponses.push(event);
    else if (status < 200) transaction.provisionals.push(event);
    else transaction.finals.push(event);
  }

  function takeAck(event: SipEvent, message: SipRequest): void {
    const invite = invitesByCall
      .get(message.callId)
      ?.findLast(
        (transaction) =>
          transaction.actor === event.actor &&
          transaction.by === requester(event, message) &&
          (transaction.branch === message.branch || cseqNumber(transaction.request) === message.cseq?.number),
      );
    if (invite) invite.acks.push(event);
    else log.strayAcks.push(event);
  }
}

/** A datagram that ends before its Content-Length: a response is dropped then (RFC 3261 §18.3). */
const isCutShort = (event: SipEvent, message: SipMessage): boolean =>
  event.transport === 'udp' &&
  message.kind === 'response' &&
  Number(message.header('content-length') ?? 0) > Buffer.byteLength(message.body, 'latin1');

/** Key under which a request and the responses to it meet. */
const responseKey = (event: SipEvent, message: SipMessage): string =>
  [event.actor, requester(event, message), message.branch ?? `no branch ${message.callId}`, message.cseq?.method].join(
    ' ',
  );

/** Requests that the test side received are the system under test's, and so are those that it sent responses to. */
function requester(event: SipEvent, message: SipMessage): 'sut' | 'tester' {
  const bySut = (message.kind === 'request') === (event.direction === 'received');
  return bySut ? 'sut' : 'tester';
}

const cseqNumber = (event: SipEvent): number | undefined => sipOf(event).cseq?.number;

/** The final response that ended the transaction: the first one. */
export const firstFinal = (transaction: ClientTransaction): SipEvent | undefined => transaction.finals[0];
