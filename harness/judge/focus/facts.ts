import {
  conferenceSubscriptions,
  type Notified,
  rosterHistory,
  type Subscription,
  type SubscriptionHistory,
} from '../../conference-info/subscription.ts';
import { EMPTY_ROSTER, type Roster, type Transition } from '../../conference-info/roster.ts';
import { sameUser } from '../../conference-info/user.ts';
import { addressOf } from '../../sip/address.ts';
import { sipOf } from '../../sip/of-event.ts';
import { endOf, mayHaveSentSince } from '../absence.ts';
import { goBefore } from '../order.ts';
import { foretold, remembered } from '../remembered.ts';
import { type ClientTransaction, firstFinal, groupTransactions } from '../../sip/transaction.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';

/** The part that departs in every case; the others stay and watch. */
export const DEPARTING = 'carol';

export const sipEventsOf = (timeline: readonly TimelineEvent[], actor?: string): SipEvent[] =>
  timeline.filter((e): e is SipEvent => e.kind === 'sip' && (actor === undefined || e.actor === actor));

export const transactionsOf = (timeline: readonly TimelineEvent[], actor: string): ClientTransaction[] =>
  remembered(timeline, `transactions of ${actor}`, () => groupTransactions(sipEventsOf(timeline, actor)).transactions);

export const statusOf = (response: SipEvent): number => {
  const message = sipOf(response);
  return message.kind === 'response' ? message.status : 0;
};

/** The subscription that an actor holds through the test: its first; later ones are fetches. */
export const subscriptionOf = (timeline: readonly TimelineEvent[], actor: string): Subscription | undefined =>
  remembered(timeline, `subscription of ${actor}`, () => conferenceSubscriptions(sipEventsOf(timeline, actor))[0]);

/** Those who watch the departure: in the order in which they subscribed, whoever still had a subscription by then. */
export const watchersOf = (timeline: readonly TimelineEvent[]): string[] =>
  remembered(timeline, 'watchers', () => readWatchers(timeline));

function readWatchers(timeline: readonly TimelineEvent[]): string[] {
  const begun = (removalByeOf(timeline) ?? leaveByeOf(timeline) ?? referOf(timeline))?.request.at ?? Infinity;
  const subscribed = timeline
    .filter((event): event is SipEvent => event.kind === 'sip' && event.direction === 'sent' && event.at < begun)
    .filter((event) => event.actor !== DEPARTING && event.raw.startsWith('SUBSCRIBE '))
    .map(({ actor }) => actor);
  return [...new Set(subscribed)].filter(
    (actor) =>
      !subscriptionOf(timeline, actor)?.notifications.some((n) => n.state === 'terminated' && n.event.at < begun),
  );
}

/** What an actor was told, document by document. */
export function historyOf(timeline: readonly TimelineEvent[], actor: string): SubscriptionHistory | undefined {
  const subscription = subscriptionOf(timeline, actor);
  return subscription && remembered(timeline, `history of ${actor}`, () => rosterHistory(subscription));
}

/** What is known of a subscription that is longer than the timeline: it stands for what the checks would read off. */
export function tellSubscription(
  timeline: readonly TimelineEvent[],
  subscription: Subscription,
  history: SubscriptionHistory,
): void {
  foretold(timeline, `subscription of ${subscription.actor}`, subscription);
  foretold(timeline, `history of ${subscription.actor}`, history);
}

/** The roster as an actor knows it by all it was told. */
export const rosterOf = (timeline: readonly TimelineEvent[], actor: string): Roster =>
  historyOf(timeline, actor)?.roster ?? EMPTY_ROSTER;

/** The identity by which somebody joined: the From of its INVITE. */
export const identityOf = (timeline: readonly TimelineEvent[], actor: string): string | undefined =>
  remembered(timeline, `identity of ${actor}`, () => {
    const invite = transactionsOf(timeline, actor).find((t) => t.by === 'tester' && t.method === 'INVITE');
    const from = invite && sipOf(invite.request).header('from');
    return from === undefined ? undefined : addressOf(from);
  });

/** Departures of the one that departs, in one subscriber's merged state, from a moment on. */
export function departuresFor(
  timeline: readonly TimelineEvent[],
  subscriber: string,
  actor: string = DEPARTING,
): Notified<Transition>[] {
  const departing = identityOf(timeline, actor);
  const history = historyOf(timeline, subscriber);
  if (departing === undefined || !history) return [];
  return history.transitions.filter((t) => t.change === 'departure' && sameUser(t.user, departing));
}

/** The event that alone may bring the departure about: a response, or a timeout. */
export interface Trigger {
  /** What delays are measured from. */
  at: number;
  /** Before that the departure may certainly not be told: the go of the response, or the timer less its tolerance. */
  lastKnownBefore: number;
  /** From then on it certainly may: the record of the response, or the timer less its tolerance. */
  sentAt: number;
  seq: number;
  name: string;
  /** Whether a timer may have run out before it that ends the removal as well. */
  overtaken?: boolean;
}

/** The BYE by which the focus removes somebody. */
export const removalByeOf = (
  timeline: readonly TimelineEvent[],
  actor: string = DEPARTING,
): ClientTransaction | undefined => transactionsOf(timeline, actor).find((t) => t.by === 'sut' && t.method === 'BYE');

/** Alice's request for a removal. */
export const referOf = (timeline: readonly TimelineEvent[]): ClientTransaction | undefined =>
  transactionsOf(timeline, 'alice').find((t) => t.by === 'tester' && t.method === 'REFER');

/** The BYE by which somebody leaves. */
export const leaveByeOf = (timeline: readonly TimelineEvent[]): ClientTransaction | undefined =>
  transactionsOf(timeline, DEPARTING).find((t) => t.by === 'tester' && t.method === 'BYE');

/** A focus's timers may run out a little early by our clock, which started when the BYE reached us. */
const TIMER_TOLERANCE = 0.05;

/**
 * What ends the removal: the final response to the focus's BYE, or, where none is sent, its Timer F (RFC 3261
 * §8.1.3.1 takes that for a 408). A response that comes later than that finds the removal over. `undefined` where there is neither a BYE nor an observation as long as Timer F, and
 * where the BYE may have been answered by what is not on record.
 */
export function removalEnd(timeline: readonly TimelineEvent[], t1: number): Trigger | undefined {
  const bye = removalByeOf(timeline);
  if (!bye) return undefined;
  const final = firstFinal(bye);
  const timerF = 64 * t1;
  const earliest = bye.request.at + timerF * (1 - TIMER_TOLERANCE);
  if (final) {
    const letGo = goBefore(timeline, { actor: DEPARTING, callId: bye.callId, at: final.at }) ?? final.at;
    return {
      at: final.at,
      sentAt: Math.min(final.at, earliest),
      lastKnownBefore: Math.min(letGo, earliest),
      seq: final.seq,
      name: `the final response (${statusOf(final)})`,
      overtaken: final.at > earliest,
    };
  }
  if (endOf(timeline) < bye.request.at + timerF || mayHaveSentSince(timeline, DEPARTING) < Infinity) return undefined;
  const at = bye.request.at + timerF;
  return {
    at,
    sentAt: earliest,
    lastKnownBefore: earliest,
    seq: bye.request.seq,
    name: `Timer F of the BYE (${timerF} ms)`,
  };
}

/**
 * A removal whose BYE reaches nobody: the focus learns so at once, by a refused connection, or by Timer F. Due after the
 * latter at the latest, allowed from the request on.
 */
function unreachableEnd(timeline: readonly TimelineEvent[], t1: number): Trigger | undefined {
  const lost = timeline.some((e) => e.kind === 'mark' && e.mark === 'participant-lost' && e.detail === DEPARTING);
  const refer = lost ? referOf(timeline) : undefined;
  if (!refer) return undefined;
  const { at, seq } = refer.request;
  const name = `Timer F of a BYE that Carol's device cannot get (${64 * t1} ms after the REFER)`;
  return { at: at + 64 * t1, sentAt: at, lastKnownBefore: at, seq, name };
}

/** The BYE of one who leaves. */
function leaving(timeline: readonly TimelineEvent[]): Trigger | undefined {
  const left = leaveByeOf(timeline);
  if (!left) return undefined;
  const { at, seq } = left.request;
  return {
    at,
    sentAt: at,
    lastKnownBefore: goBefore(timeline, { actor: DEPARTING, callId: left.callId, at }) ?? at,
    seq,
    name: 'the BYE of Carol',
  };
}

/** From when on a departure is due: the end of a removal, or the BYE of one who leaves; the later one where they cross. */
export function departureDue(timeline: readonly TimelineEvent[], t1: number): Trigger | undefined {
  const left = leaving(timeline);
  const removed = removalEnd(timeline, t1);
  if (left && removed) return left.at > removed.at ? left : removed;
  return left ?? removed ?? unreachableEnd(timeline, t1);
}

/** What first allows the departure of one who is being removed: the end of the removal, or its own BYE. */
export function departureAllowed(timeline: readonly TimelineEvent[], t1: number): Trigger | undefined {
  const left = leaving(timeline);
  const removed = removalEnd(timeline, t1);
  if (left && removed) return left.at < removed.at ? left : removed;
  return left ?? removed;
}

export const nameOf = (actor: string): string => actor[0]!.toUpperCase() + actor.slice(1);

export { endOf } from '../absence.ts';
