import { sameUser } from '../../conference-info/user.ts';
import { addressOf } from '../../sip/address.ts';
import { sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, firstFinal, groupTransactions } from '../../sip/transaction.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { endOf } from '../absence.ts';

/** What makes a departure due. */
export interface Due {
  /** What delays are measured from: the trace's record of the message, or the end of Timer F. */
  at: number;
  /** Before that it cannot have been due: SIPp puts a message on record after it has sent it. */
  earliest: number;
  seq: number;
}

/** Somebody of a large group, and how that session went. */
export interface CrowdMember {
  /** Whose SIPp it belongs to. */
  actor: string;
  identity: string;
  callId: string;
  joinedAt: number;
  /** The BYE that ended the session, the focus's or the member's own. */
  bye?: ClientTransaction;
  /** From when on the others may, and have to, be told of the departure; absent for who stays. */
  due?: Due;
  /** Their NOTIFYs, in order. */
  notices: EventOf<'notice'>[];
  /** When their subscription was ended. */
  endedAt?: number;
  dead: boolean;
}

/** What one subscriber was told of one departure. */
export interface Telling {
  subscriber: CrowdMember;
  departed: CrowdMember;
  /** Every departure of that one in what the subscriber knows. */
  told: EventOf<'notice'>[];
}

export interface CrowdFacts {
  members: CrowdMember[];
  departed: CrowdMember[];
  /** For every subscriber and every departure that it was there to be told of. */
  tellings: Telling[];
  notices: EventOf<'notice'>[];
  end: number;
}

const known = new WeakMap<readonly TimelineEvent[], CrowdFacts>();

/** The sessions, departures and notifications of a large group; worked out once for a timeline. */
export function crowdFacts(timeline: readonly TimelineEvent[], t1: number): CrowdFacts {
  const facts = known.get(timeline) ?? find(timeline, t1);
  known.set(timeline, facts);
  return facts;
}

function find(timeline: readonly TimelineEvent[], t1: number): CrowdFacts {
  const end = endOf(timeline);
  const sip = timeline.filter((event): event is SipEvent => event.kind === 'sip');
  const notices = timeline.filter((event): event is EventOf<'notice'> => event.kind === 'notice');
  const bySubscriber = Map.groupBy(notices, ({ subscriber }) => subscriber);
  const dead = new Set(
    timeline.flatMap((e) => (e.kind === 'mark' && e.mark === 'watchers-dead' ? (e.detail ?? '').split(' ') : [])),
  );
  const { transactions } = groupTransactions(sip);
  const byes = Map.groupBy(
    transactions.filter(({ method }) => method === 'BYE'),
    ({ callId }) => callId ?? '',
  );
  const goes = Map.groupBy(
    timeline.filter((event): event is EventOf<'go'> => event.kind === 'go'),
    ({ callId }) => callId,
  );
  const members = transactions
    .filter((t) => t.method === 'INVITE' && t.by === 'tester' && (firstFinal(t) ?? false))
    .map((invite): CrowdMember => {
      const identity = addressOf(sipOf(invite.request).header('from') ?? '');
      const callId = invite.callId ?? '';
      const bye = byes.get(callId)?.[0];
      const due = bye && dueOf(bye, goes.get(callId) ?? [], t1, end);
      const own = bySubscriber.get(identity) ?? [];
      const ended = own.find(({ state }) => state === 'terminated')?.at;
      return {
        actor: invite.actor,
        identity,
        callId,
        joinedAt: invite.request.at,
        ...(bye && { bye }),
        ...(due && { due }),
        notices: own,
        ...(ended !== undefined && { endedAt: ended }),
        dead: dead.has(identity),
      };
    });
  const departed = members.filter(({ due }) => due !== undefined);
  return { members, departed, notices, end, tellings: tellingsOf(members, departed) };
}

/** A leave is due with its BYE, a removal with the final response to it, or its Timer F where there is none. */
function dueOf(bye: ClientTransaction, goes: readonly EventOf<'go'>[], t1: number, end: number): Due | undefined {
  const { request } = bye;
  const goBefore = (at: number): number | undefined => goes.findLast((go) => go.at <= at)?.at;
  if (bye.by === 'tester') return { at: request.at, earliest: goBefore(request.at) ?? request.at, seq: request.seq };
  const final = firstFinal(bye);
  if (final) {
    const go = goBefore(final.at) ?? -Infinity;
    return { at: final.at, earliest: Math.max(go, request.at), seq: final.seq };
  }
  const timerF = request.at + 64 * t1;
  const earliest = timerF - EARLY_TIMER * 64 * t1;
  return earliest <= end ? { at: timerF, earliest, seq: request.seq } : undefined;
}

/** A focus's timers may run out a little early by our clock, which started when the BYE reached us. */
const EARLY_TIMER = 0.05;

function tellingsOf(members: readonly CrowdMember[], departed: readonly CrowdMember[]): Telling[] {
  const subscribers = members.filter(({ dead, notices }) => !dead && notices.length > 0);
  const memberOf = namesOf(members);
  return subscribers.flatMap((subscriber) => {
    let arrived: Set<string> | undefined;
    const hasArrived = ({ identity }: CrowdMember): boolean => {
      arrived ??= new Set(subscriber.notices.flatMap(({ arrivals = [] }) => arrivals.map(memberOf)));
      return arrived.has(identity);
    };
    const told = new Map<string, EventOf<'notice'>[]>();
    for (const notice of subscriber.notices)
      for (const { user } of notice.departures ?? []) {
        const notices = told.get(memberOf(user)) ?? [];
        told.set(memberOf(user), notices);
        notices.push(notice);
      }
    const begun = subscriber.notices[0]!.at;
    const away = subscriber.due?.at ?? subscriber.endedAt ?? Infinity;
    return departed.flatMap((one): Telling[] => {
      if (one === subscriber || begun >= one.due!.at) return [];
      const notices = told.get(one.identity) ?? [];
      // Who goes at the same time need not be told any more; what it is told all the same is looked at.
      if (away <= one.due!.at + GOING_MS && notices.length === 0) return [];
      // Somebody who comes and goes between two NOTIFYs need never have been shown.
      if (one.joinedAt > begun && !hasArrived(one)) return [];
      return [{ subscriber, departed: one, told: notices }];
    });
  });
}

/** From how a document writes a user to the identity of that member: mostly the same, and looked for once where not. */
function namesOf(members: readonly CrowdMember[]): (user: string) => string {
  const names = new Map(members.map(({ identity }) => [identity, identity]));
  return (user) => {
    const name = names.get(user) ?? members.find(({ identity }) => sameUser(user, identity))?.identity ?? user;
    names.set(user, name);
    return name;
  };
}

/** How long before its own end a subscriber need not be told of others any more, in milliseconds. */
const GOING_MS = 12_000;
