import { conferenceSubscriptions, rosterHistory } from '../../conference-info/subscription.ts';
import { shownUser } from '../../conference-info/user.ts';
import { identityOf, sipEventsOf, statusOf } from '../focus/facts.ts';
import { groupTransactions } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { INSIDE, personOf, type Survey, upTo, WATCHERS } from './facts.ts';

/** What those who are in the group were told of one of them, by the time of a survey. */
export interface Sight {
  /** Whom the focus shows this person as connected. */
  connected: string[];
  /** Whom it does not. */
  absent: string[];
}

/**
 * What the focus lists, as Bob and Carol were told: those of them who are in the group, and whose subscription stands.
 * What counts is what the focus sent, even where the network lost it on its last stretch.
 */
export function sightOf(
  timeline: readonly TimelineEvent[],
  { at, accounts }: Survey,
  person: string,
  t1: number,
): Sight {
  const identity = identityOf(timeline, person);
  const past = upTo(timeline, at);
  const sight: Sight = { connected: [], absent: [] };
  for (const watcher of WATCHERS) {
    const inside = accounts.some(({ device, state }) => device === watcher && INSIDE.includes(state));
    if (watcher === personOf(person) || !inside || identity === undefined) continue;
    const roster = standingRoster(past, watcher, at, t1);
    if (!roster) continue;
    const listed = shownUser(roster, identity)?.connected === true;
    (listed ? sight.connected : sight.absent).push(watcher);
  }
  return sight;
}

/** By the last subscription of a watcher; `undefined` where it has ended, or the notifier may have given it up. */
function standingRoster(past: readonly TimelineEvent[], watcher: string, at: number, t1: number) {
  const events = sipEventsOf(past, watcher);
  const subscription = conferenceSubscriptions(events).at(-1);
  if (!subscription || subscription.notifications.at(-1)?.state === 'terminated') return undefined;
  const { transactions } = groupTransactions(events);
  const givenUp = transactions.some(
    ({ by, method, callId, finals, request }) =>
      by === 'sut' &&
      method === 'NOTIFY' &&
      callId === subscription.callId &&
      (finals[0] ? statusOf(finals[0]) >= 300 : at > request.at + 60 * t1),
  );
  return givenUp ? undefined : rosterHistory(subscription).roster;
}
