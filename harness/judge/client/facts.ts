import { type ClientTransaction, firstFinal, groupTransactions } from '../../sip/transaction.ts';
import type { SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { EventOf, MsrpEvent, MsrpSilenceEvent, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { endOf, mayHaveSentSince } from '../absence.ts';
import type { Evidence } from '../check.ts';
import { goBefore, type Order, orderTo } from '../order.ts';
import { remembered } from '../remembered.ts';

/** The part that the test side plays for a client: network and focus in one. */
export const NETWORK = 'network';

/** The network as the user's second device sees it, with the same parts. */
export const SECOND_DEVICE = 'network-2';

/** Somebody whom the client never sent anything to. */
export const ELSEWHERE = 'elsewhere';

/** MSRP session of the group that the client leaves. */
export const LEFT_SESSION = 'focus';

/** MSRP session of a second group, which the client stays in. */
export const OTHER_SESSION = 'other';

/** A release may overtake the BYE on its way to us by a fraction of a millisecond: the search begins this much earlier. */
const BEFORE_BYE_MS = 200;

export interface Release {
  at: number;
  seq: number;
  how: 'FIN' | 'RST' | '481';
}

/** One probe SEND and what became of it. */
export interface Probe {
  sentAt: number;
  seq: number;
  /** `lost`: the connection went away first, or there was none; `silent`: no answer in its time, or before the test ended. */
  fate: 'answered' | 'silent' | 'lost';
  status?: number;
  answeredAt?: number;
}

/** A response of the test side to the client's BYE. */
export interface ByeResponse {
  sentAt: number;
  seq: number;
  status: number;
  /** The last moment at which the response had certainly not been sent: the go, given in the tick of an answered probe. */
  lastKnownBefore: number;
}

/** What a leave left behind in the evidence. Pure reading; no opinion. */
export interface LeaveFacts {
  /** Transactions of BYE that the client began in the group's dialog, in order. */
  byes: ClientTransaction[];
  /** When the first copy of the first BYE came. */
  byeAt: number;
  byeSeq: number;
  bye: SipMessage;
  /** First final response to the first BYE. */
  final?: ByeResponse;
  /** First 2XX to any of the BYEs. */
  success?: ByeResponse;
  provisionals: SipEvent[];
  /** The client's own: a FIN that answers the far end's on the same connection releases nothing that was not gone. */
  release?: Release;
  /** The client's FIN that answers the far end's, where it came to that. */
  closedAfterPeer?: Release;
  /** Probes of the whole test, in order of their sending. */
  probes: Probe[];
  /** Time up to which the timeline observes. */
  observedUntil: number;
  /** Since when something may have been sent that is not on record: never, where the trace is whole. */
  unrecordedSince: number;
  /** Until then, or to the end of the observation, there was no response where there is none on record. */
  knownUntil: number;
}

/** What came to pass of an action of the upper tester, in order. */
export const controlsIn = (
  timeline: readonly TimelineEvent[],
  action: string,
  phase: EventOf<'control'>['phase'],
): EventOf<'control'>[] =>
  timeline.filter(
    (event): event is EventOf<'control'> =>
      event.kind === 'control' && event.action === action && event.phase === phase,
  );

/** How often, and when, the client was told to leave. */
export const leaveRequestsIn = (timeline: readonly TimelineEvent[]): EventOf<'control'>[] =>
  controlsIn(timeline, 'leave', 'request');

/** What the upper tester answered when it was asked for the state of the client. */
export const stateAnswersIn = (timeline: readonly TimelineEvent[]): EventOf<'control'>[] =>
  controlsIn(timeline, 'state', 'answer');

/** Whether the client closed an MSRP connection, in whatever way. */
export const isClosedByClient = (event: TimelineEvent): event is EventOf<'tcp'> =>
  event.kind === 'tcp' && event.by === 'sut' && (event.event === 'fin' || event.event === 'rst');

/** `undefined` where the client sent no BYE after it was told to leave. */
export const leaveFacts = ({ timeline }: Evidence): LeaveFacts | undefined =>
  remembered(timeline, 'leave', () => readLeave(timeline));

function readLeave(timeline: readonly TimelineEvent[]): LeaveFacts | undefined {
  const [asked] = leaveRequestsIn(timeline);
  if (!asked) return undefined;
  const transactions = transactionsOf(timeline);
  const byes = transactions.filter(
    (t) => t.by === 'sut' && t.method === 'BYE' && t.request.at >= asked.at - BEFORE_BYE_MS,
  );
  const first = byes[0];
  if (!first) return undefined;
  const byeAt = first.request.at;
  const final = firstFinal(first);
  const success = byes.flatMap((t) => t.finals).find((event) => statusOf(event) < 300);
  const unrecordedSince = mayHaveSentSince(timeline, NETWORK);
  const release = releaseOf(timeline, byeAt - BEFORE_BYE_MS);
  return {
    byes,
    byeAt,
    byeSeq: first.request.seq,
    bye: sipOf(first.request),
    ...(final ? { final: byeResponse(timeline, final) } : {}),
    ...(success ? { success: byeResponse(timeline, success) } : {}),
    provisionals: first.provisionals,
    ...release,
    probes: probesOf(timeline),
    observedUntil: endOf(timeline),
    unrecordedSince,
    knownUntil: Math.min(unrecordedSince, endOf(timeline)),
  };
}

export const transactionsOf = (timeline: readonly TimelineEvent[]): ClientTransaction[] =>
  remembered(
    timeline,
    'transactions of the network',
    () =>
      groupTransactions(timeline.filter((event) => event.kind === 'sip' && event.actor === NETWORK) as SipEvent[])
        .transactions,
  );

export const statusOf = (response: SipEvent): number => {
  const message = sipOf(response);
  return message.kind === 'response' ? message.status : 0;
};

/** The INVITE transaction by which the client joined. */
export const joinOf = (timeline: readonly TimelineEvent[]): ClientTransaction | undefined =>
  transactionsOf(timeline).find(
    (t) => t.by === 'sut' && t.method === 'INVITE' && t.finals.some((f) => statusOf(f) < 300),
  );

/** A re-INVITE of the test side, begun after a given time. */
export const reInviteOf = (timeline: readonly TimelineEvent[], after: number): ClientTransaction | undefined =>
  transactionsOf(timeline).find(
    (t) => t.by === 'tester' && t.method === 'INVITE' && t.request.at > after && sipOf(t.request).toTag !== undefined,
  );

export const orderToResponse = (release: Release, response: ByeResponse): Order => orderTo(release.at, response);

/** Whether this client answers a SEND to a session that does not exist with 481: only then does a 481 prove a release. */
export const checksSessionIds = (timeline: readonly TimelineEvent[]): boolean =>
  timeline.some((event) => isResponseTo(event, 'control') && event.status === 481);

function releaseOf(timeline: readonly TimelineEvent[], from: number): Pick<LeaveFacts, 'release' | 'closedAfterPeer'> {
  const telling481 = checksSessionIds(timeline);
  const closedByPeer = new Set<number | undefined>();
  for (const event of timeline) {
    if (event.at < from) continue;
    if (event.kind === 'tcp' && event.actor === NETWORK && event.sessions.includes(LEFT_SESSION)) {
      if (event.event !== 'fin' && event.event !== 'rst') continue;
      if (event.by === 'tester') closedByPeer.add(event.connection);
      else {
        const release: Release = { at: event.at, seq: event.seq, how: event.event === 'fin' ? 'FIN' : 'RST' };
        return closedByPeer.has(event.connection) ? { closedAfterPeer: release } : { release };
      }
    }
    if (telling481 && isResponseTo(event, 'probe') && event.session === LEFT_SESSION && event.status === 481)
      return { release: { at: event.at, seq: event.seq, how: '481' } };
  }
  return {};
}

const isResponseTo = (event: TimelineEvent, purpose: MsrpEvent['purpose']): event is MsrpEvent =>
  event.kind === 'msrp' &&
  event.actor === NETWORK &&
  event.direction === 'received' &&
  event.status !== undefined &&
  event.method === undefined &&
  event.purpose === purpose;

function probesOf(timeline: readonly TimelineEvent[]): Probe[] {
  const mine = timeline.filter(
    (event): event is MsrpEvent | MsrpSilenceEvent =>
      (event.kind === 'msrp' || event.kind === 'msrp-silence') &&
      event.actor === NETWORK &&
      event.session === LEFT_SESSION &&
      event.purpose === 'probe',
  );
  const probes: Probe[] = [];
  for (const event of mine) {
    if (event.kind === 'msrp-silence' && event.reason === 'no-connection') {
      probes.push({ sentAt: event.sentAt, seq: event.seq, fate: 'lost' });
    } else if (event.kind === 'msrp' && event.direction === 'sent') {
      const fate = mine.find(
        (other) =>
          other.transaction === event.transaction &&
          (other.kind === 'msrp-silence' || (other.direction === 'received' && other.status !== undefined)),
      );
      if (fate?.kind === 'msrp')
        probes.push({ sentAt: event.at, seq: event.seq, fate: 'answered', status: fate.status!, answeredAt: fate.at });
      else probes.push({ sentAt: event.at, seq: event.seq, fate: fate?.reason === 'closed' ? 'lost' : 'silent' });
    }
  }
  return probes;
}

/**
 * Where a relay kept it back, a response is sent when its last octet goes out, whatever SIPp's trace says. Otherwise the
 * go and the answer to the last probe fall into one tick of the harness: what was seen before the go was before the
 * response. Where no go let it out, it is the answer to the copy of the BYE that came last before it.
 */
function byeResponse(timeline: readonly TimelineEvent[], event: SipEvent): ByeResponse {
  const passedOn = timeline.find((e) => e.kind === 'mark' && e.mark === 'answer-passed-on' && e.at >= event.at);
  if (passedOn) return { sentAt: passedOn.at, seq: event.seq, status: statusOf(event), lastKnownBefore: passedOn.at };
  const go = goBefore(timeline, { actor: NETWORK, callId: sipOf(event).callId, at: event.at });
  return {
    sentAt: event.at,
    seq: event.seq,
    status: statusOf(event),
    lastKnownBefore: Math.max(go ?? 0, lastCopyBefore(timeline, event)),
  };
}

function lastCopyBefore(timeline: readonly TimelineEvent[], response: SipEvent): number {
  const transaction = transactionsOf(timeline).find((t) => t.finals.includes(response));
  const copies = transaction ? [transaction.request, ...transaction.retransmissions] : [];
  return copies.findLast((copy) => copy.at <= response.at)?.at ?? 0;
}

/** Probes sent while the BYE was outstanding: from the BYE to the response, or to the end of the observation. */
export const probesInWindow = (facts: LeaveFacts, end: number): Probe[] =>
  facts.probes.filter((probe) => probe.sentAt >= facts.byeAt && probe.sentAt <= end);
