/** Who has no subscription is told nothing. */
import { isConferenceNotify } from '../../conference-info/subscription.ts';
import { isRequest } from '../../sip/message.ts';
import { readableSipOf, sipOf } from '../../sip/of-event.ts';
import { firstFinal } from '../../sip/transaction.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import {
  departureDue,
  departuresFor,
  DEPARTING,
  endOf,
  nameOf,
  sipEventsOf,
  statusOf,
  subscriptionOf,
  transactionsOf,
  watchersOf,
} from './facts.ts';

/** NOTIFYs of the conference package to somebody, retransmissions among them. */
const notifiesTo = (timeline: readonly TimelineEvent[], actor: string): SipEvent[] =>
  sipEventsOf(timeline, actor).filter((event) => {
    const message = event.direction === 'received' ? readableSipOf(event) : undefined;
    return message !== undefined && isRequest(message, 'NOTIFY') && isConferenceNotify(message);
  });

/** Whether it is known that the focus was telling at all: nothing follows from silence otherwise. */
function silenceOf(timeline: readonly TimelineEvent[], actor: string, from: number): Judgement {
  const name = nameOf(actor);
  const [told] = notifiesTo(timeline, actor).filter((event) => event.at > from);
  if (told)
    return {
      verdict: 'fail',
      message: `${name}, without a subscription, got a NOTIFY: Subscription-State ${sipOf(told).header('subscription-state') ?? 'absent'}`,
      deciding: [told.seq, told.seq],
    };
  const watcher = watchersOf(timeline).find((other) => departuresFor(timeline, other).length > 0);
  if (watcher === undefined)
    return { verdict: 'inconc', message: `nobody else was told either: nothing shows that the focus was telling` };
  return {
    verdict: 'pass',
    message: `${nameOf(watcher)} was told of the departure, ${name} got no NOTIFY in ${ms(endOf(timeline) - from)}`,
  };
}

export const onlySubscribersNotified: Check = {
  id: 'only-subscribers-notified',
  requirement: 'REQ-CF-14',
  title: 'Who never subscribed gets no NOTIFY',
  required: 'A departure is told to those who have subscribed; a participant who has not gets no NOTIFY.',
  consequence: 'Devices are sent requests that they have no dialog for, and information that they did not ask for.',
  judge: ({ timeline }) => silenceOf(timeline, 'bob', 0),
};

export const removedNotNotified: Check = {
  id: 'removed-not-notified',
  requirement: 'REQ-CF-16',
  title: 'Who is removed and never subscribed gets no NOTIFY',
  required: 'No NOTIFY, not even one that would end a subscription, goes to a removed participant who has none.',
  consequence: 'The device answers 481, and the focus may take that for a fault.',
  judge: ({ timeline }) => silenceOf(timeline, DEPARTING, 0),
};

export const expiredNotNotified: Check = {
  id: 'expired-not-notified',
  requirement: 'REQ-CF-14',
  title: 'A subscription that has run out is over',
  required: 'After the time that the focus granted nothing more is told, unless the subscription was refreshed.',
  consequence: 'A focus that never forgets a subscriber tells devices that are long gone.',
  judge({ timeline, ixit }) {
    const granted = transactionsOf(timeline, 'bob')
      .filter(
        (t) => t.by === 'tester' && t.method === 'SUBSCRIBE' && t.callId === subscriptionOf(timeline, 'bob')?.callId,
      )
      .flatMap((t) => firstFinal(t) ?? [])
      .findLast((response) => statusOf(response) < 300);
    const seconds = Number(granted && sipOf(granted).header('expires'));
    if (!granted || !Number.isFinite(seconds))
      return { verdict: 'inconc', message: 'it is not known how long the subscription of Bob was to last' };
    const over = granted.at + seconds * 1000;
    const due = departureDue(timeline, ixit.t1);
    if (!due || due.at < over)
      return { verdict: 'inconc', message: 'nobody departed after the subscription of Bob had run out' };
    const judgement = silenceOf(timeline, 'bob', due.lastKnownBefore);
    const ended = subscriptionOf(timeline, 'bob')?.notifications.some(({ state }) => state === 'terminated');
    return {
      ...judgement,
      notes: [
        seconds === 0
          ? 'the focus grants no short subscription: it was given up instead'
          : `the subscription of Bob was granted for ${seconds} s`,
        ...(ended ? [] : ['its end was not told by a NOTIFY']),
      ],
    };
  },
};
