import { type ClientTransaction, firstFinal, groupTransactions } from '../../sip/transaction.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { goBefore } from '../order.ts';

/** The parts that the test side plays for a P-CSCF. */
export const UE = 'ue';
export const CORE = 'core';

export type Side = typeof UE | typeof CORE;

export const otherSide = (side: Side): Side => (side === UE ? CORE : UE);

export const nameOf = (side: Side): string => (side === UE ? 'the UE' : 'the core');

export const transactionsOf = (timeline: readonly TimelineEvent[], side: Side): ClientTransaction[] =>
  groupTransactions(timeline.filter((event) => event.kind === 'sip' && event.actor === side) as SipEvent[])
    .transactions;

export const statusOf = (response: SipEvent): number => {
  const message = sipOf(response);
  return message.kind === 'response' ? message.status : 0;
};

/** A request of one side, and what it became on the other. */
export interface Passage {
  /** As its sender saw it. */
  sent: ClientTransaction;
  /** As it arrived; absent where it was not forwarded. */
  arrived?: ClientTransaction;
  /** First final response at the sender, and at whom it arrived at. */
  final?: SipEvent;
  answered?: SipEvent;
}

/** Requests of one side with that method, in order; those in the dialog only. */
export function passagesOf(timeline: readonly TimelineEvent[], side: Side, method: string): Passage[] {
  const beyond = transactionsOf(timeline, otherSide(side)).filter((t) => t.by === 'sut' && t.method === method);
  return transactionsOf(timeline, side)
    .filter((t) => t.by === 'tester' && t.method === method && sipOf(t.request).toTag !== undefined)
    .map((sent) => {
      const arrived = beyond.find((copy) => isCopy(sent, copy));
      const final = firstFinal(sent);
      const answered = arrived && firstFinal(arrived);
      return { sent, ...(arrived && { arrived }), ...(final && { final }), ...(answered && { answered }) };
    });
}

/** A forwarded request keeps Call-ID, tags and CSeq (RFC 3261 §16.6). */
function isCopy(sent: ClientTransaction, copy: ClientTransaction): boolean {
  const [a, b] = [sipOf(sent.request), sipOf(copy.request)];
  return a.callId === b.callId && a.fromTag === b.fromTag && a.cseq?.number === b.cseq?.number;
}

/** The last moment at which the core had certainly not answered: a P-CSCF relays faster than SIPp notes what it sends. */
export const notAnsweredBefore = (timeline: readonly TimelineEvent[], { actor, at }: SipEvent): number =>
  goBefore(timeline, { actor, at }) ?? at;

/** BYEs that the UE sent. */
export const leavesOf = (timeline: readonly TimelineEvent[]): Passage[] => passagesOf(timeline, UE, 'BYE');

/** BYEs of the P-CSCF's own: those that arrive at a side without the other having sent them. */
export function releaseByesTo(timeline: readonly TimelineEvent[], side: Side): ClientTransaction[] {
  const forwarded = passagesOf(timeline, otherSide(side), 'BYE').flatMap(({ arrived }) => arrived ?? []);
  return transactionsOf(timeline, side).filter(
    (t) => t.by === 'sut' && t.method === 'BYE' && !forwarded.some((copy) => copy.request === t.request),
  );
}

/**
 * What the P-CSCF said of the dialog last, after a moment. Its word counts only where it knew the dialog while that was
 * beyond doubt, before anybody sent a BYE.
 */
export function storedDialog(timeline: readonly TimelineEvent[], after: number): EventOf<'control'> | undefined {
  const said = timeline.filter(
    (event): event is EventOf<'control'> =>
      event.kind === 'control' && event.action === 'dialog' && event.phase === 'answer' && event.state !== undefined,
  );
  const last = said.at(-1);
  return said[0]?.state === 'present' && last && last.at > after ? last : undefined;
}

/** Why the release could not be brought about, where its trigger failed. */
export function triggerFailure(timeline: readonly TimelineEvent[]): string | undefined {
  return timeline.find(
    (event): event is EventOf<'control'> =>
      event.kind === 'control' && event.action === 'release' && event.phase === 'failure',
  )?.detail;
}

/** The INVITE that set up the dialog, as one side has it. */
export const inviteAt = (timeline: readonly TimelineEvent[], side: Side): ClientTransaction | undefined =>
  transactionsOf(timeline, side).find((t) => t.method === 'INVITE' && sipOf(t.request).toTag === undefined);

export { endOf } from '../absence.ts';
