/** What becomes of the subscriptions of one who was removed. */
import { conferenceSubscriptions } from '../../conference-info/subscription.ts';
import { sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, firstFinal } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { absent, finalResponseDue } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { DEPARTING, departureDue, endOf, sipEventsOf, statusOf, subscriptionOf, transactionsOf } from './facts.ts';

/** Reasons that tell a subscriber that there is nothing to come back to (RFC 6665 §4.1.3). */
const FINAL_REASONS = new Set<string | undefined>([undefined, 'noresource', 'rejected', 'invariant']);

/** Reasons that ask for a new subscription, at once or later. */
const INVITING_REASONS = new Set(['deactivated', 'probation']);

export const endReasonIsFinal: Check = {
  id: 'end-reason-is-final',
  requirement: 'REQ-CF-15',
  title: 'The end of the subscription does not invite a new one',
  required: 'Subscription-State terminated, with reason noresource, rejected or invariant, or without a reason.',
  consequence: 'The device of somebody who was removed subscribes again, over and over.',
  judge({ timeline, ixit }) {
    const due = departureDue(timeline, ixit.t1);
    const subscription = subscriptionOf(timeline, DEPARTING);
    if (!due || !subscription) return { verdict: 'inconc', message: 'Carol was not removed, or had no subscription' };
    const ending = subscription.notifications.find(({ state }) => state === 'terminated');
    if (!ending) {
      const last = subscription.notifications.at(-1)?.state ?? 'absent';
      const what = `the subscription is ${last} still, ${ms(endOf(timeline) - due.at)} after ${due.name}`;
      return absent(timeline, { what, since: due.at, within: ixit.notifyMax, to: DEPARTING });
    }
    const { reason, event } = ending;
    const seen = `terminated${reason === undefined ? ', without a reason' : `, reason ${reason}`}`;
    const deciding: [number, number] = [event.seq, event.seq];
    if (reason !== undefined && INVITING_REASONS.has(reason))
      return { verdict: 'fail', message: `${seen}: that asks Carol's device to subscribe again`, deciding };
    return {
      verdict: 'pass',
      message: seen,
      deciding,
      notes: FINAL_REASONS.has(reason) ? [] : [`reason ${reason} does not say that the group is closed to Carol`],
    };
  },
};

/** Carol's SUBSCRIBEs after her subscription had ended, or should have. */
function laterSubscribes(timeline: readonly TimelineEvent[], t1: number, inDialog: boolean): ClientTransaction[] {
  const from = departureDue(timeline, t1)?.at ?? Infinity;
  return transactionsOf(timeline, DEPARTING).filter(
    (t) =>
      t.by === 'tester' &&
      t.method === 'SUBSCRIBE' &&
      t.request.at > from &&
      (sipOf(t.request).toTag !== undefined) === inDialog,
  );
}

export const refreshRefused: Check = {
  id: 'refresh-refused',
  requirement: 'REQ-CF-15',
  title: 'A subscription that was ended cannot be refreshed',
  required: 'A SUBSCRIBE in the dialog of the subscription that ended with the removal is answered 481.',
  consequence: 'Somebody who was removed keeps watching by refreshing.',
  judge({ timeline, ixit }) {
    const [refresh] = laterSubscribes(timeline, ixit.t1, true);
    if (!refresh)
      return { verdict: 'inconc', message: 'Carol did not try to refresh her subscription after the removal' };
    const answer = firstFinal(refresh);
    if (!answer) {
      const what = `no answer to the refresh in ${ms(endOf(timeline) - refresh.request.at)}`;
      return absent(timeline, { what, since: refresh.request.at, within: finalResponseDue(ixit.t1), to: DEPARTING });
    }
    const status = statusOf(answer);
    return {
      verdict: status === 481 ? 'pass' : 'fail',
      message: `the refresh was answered ${status}${status === 481 ? '' : ', 481 is due'}`,
      deciding: [refresh.request.seq, answer.seq],
      distanceMs: answer.at - refresh.request.at,
    };
  },
};

export const newSubscriptionRefused: Check = {
  id: 'new-subscription-refused',
  requirement: 'REQ-CF-15',
  title: 'Who was removed does not get back in by a new subscription',
  required:
    'A new SUBSCRIBE of the removed participant is refused, with 403, 481 or 603 say, and no roster is told; an open group may accept it.',
  consequence: 'Somebody who was removed reads who is in the group.',
  judge({ timeline, ixit }) {
    const [subscribe] = laterSubscribes(timeline, ixit.t1, false);
    if (!subscribe) return { verdict: 'inconc', message: 'Carol did not subscribe again after the removal' };
    const told = conferenceSubscriptions(sipEventsOf(timeline, DEPARTING))
      .find(({ callId }) => callId === subscribe.callId)
      ?.notifications.find(({ document }) => document?.users !== undefined);
    const answer = firstFinal(subscribe);
    if (!answer) {
      const what = `no answer to the SUBSCRIBE in ${ms(endOf(timeline) - subscribe.request.at)}`;
      return absent(timeline, { what, since: subscribe.request.at, within: finalResponseDue(ixit.t1), to: DEPARTING });
    }
    const status = statusOf(answer);
    const measured = { deciding: [subscribe.request.seq, answer.seq] as [number, number] };
    const roster = told
      ? `, and Carol was told who is in the group ${ms(told.event.at - subscribe.request.at)} later`
      : '';
    if (status < 300 && ixit.open === 'yes')
      return {
        verdict: 'pass',
        message: `the SUBSCRIBE was answered ${status}`,
        ...measured,
        notes: ['the group is open (PX_OPEN): who was removed may watch it'],
      };
    if (status < 400) return { verdict: 'fail', message: `the SUBSCRIBE was answered ${status}${roster}`, ...measured };
    if (told)
      return {
        verdict: 'fail',
        message: `the SUBSCRIBE was answered ${status}${roster}`,
        deciding: [answer.seq, told.event.seq],
      };
    return { verdict: 'pass', message: `the SUBSCRIBE was answered ${status}, and nothing was told`, ...measured };
  },
};
