import { purpose } from '../harness/choreography/declare.ts';
import { seconds, timesT1 } from '../harness/choreography/duration.ts';
import { awaitNotified, fetchRoster, gathered, remove } from '../harness/choreography/focus-steps.ts';
import { giveNotifyAnswers, withholdNotifyAnswers } from '../harness/choreography/leave-steps.ts';
import { answer, observe } from '../harness/choreography/steps.ts';
import { letExpire, refreshSubscription, refuseNotifies, subscribeAnew } from '../harness/choreography/watch-steps.ts';
import { endReasonIsFinal, newSubscriptionRefused, refreshRefused } from '../harness/judge/focus/after-removal.ts';
import { departedOnce, departureNotified, notHeldUp, shownAsDeparted } from '../harness/judge/focus/departure.ts';
import { documentsValid, mergedEqualsFetched, userCountRight, versionsRise } from '../harness/judge/focus/document.ts';
import { unansweredNotifyRepeated } from '../harness/judge/focus/notify-delivery.ts';
import { subscriptionEnded } from '../harness/judge/focus/subscription.ts';
import {
  expiredNotNotified,
  onlySubscribersNotified,
  removedNotNotified,
} from '../harness/judge/focus/unsubscribed.ts';

const removal = [remove('carol'), answer(200), awaitNotified('carol')];

purpose('TP-CF-SU-01', {
  given: gathered({ watchers: ['alice', 'carol'] }),
  when: [...removal, observe(seconds(1))],
  checks: [departureNotified, onlySubscribersNotified],
});

purpose('TP-CF-SU-02', {
  given: gathered({ watchers: ['alice', 'bob'] }),
  when: [...removal, observe(seconds(1))],
  checks: [departureNotified, removedNotNotified],
});

purpose('TP-CF-SU-03', {
  given: gathered(),
  when: removal,
  checks: [endReasonIsFinal],
});

purpose('TP-CF-SU-04', {
  given: gathered(),
  when: [...removal, refreshSubscription('carol')],
  checks: [refreshRefused],
});

purpose('TP-CF-SU-05', {
  given: gathered(),
  when: [...removal, subscribeAnew('carol'), observe(seconds(1))],
  checks: [newSubscriptionRefused],
});

purpose('TP-CF-SU-06', {
  given: gathered(),
  when: removal,
  checks: [departureNotified, documentsValid, versionsRise, userCountRight],
});

purpose('TP-CF-SU-07', {
  given: gathered(),
  when: removal,
  checks: [shownAsDeparted],
});

purpose('TP-CF-SU-08', {
  given: gathered(),
  when: [...removal, fetchRoster('bob')],
  checks: [mergedEqualsFetched],
});

purpose('TP-CF-SU-09', {
  given: gathered(),
  when: [...removal, observe(seconds(1))],
  checks: [subscriptionEnded],
});

purpose('TP-CF-SU-10', {
  variant: '500',
  given: gathered(),
  when: [refuseNotifies('bob'), ...removal],
  checks: [notHeldUp],
});

purpose('TP-CF-SU-10', {
  variant: 'silence',
  given: gathered(),
  when: [withholdNotifyAnswers('bob'), ...removal],
  checks: [notHeldUp],
});

purpose('TP-CF-SU-11', {
  given: gathered({ transport: 'udp' }),
  when: [
    withholdNotifyAnswers('bob'),
    remove('carol'),
    answer(200),
    observe(timesT1(5)),
    giveNotifyAnswers('bob'),
    awaitNotified('carol'),
  ],
  checks: [unansweredNotifyRepeated, departureNotified, departedOnce],
});

purpose('TP-CF-SU-12', {
  given: gathered(),
  when: [letExpire('bob'), ...removal, observe(seconds(1))],
  checks: [expiredNotNotified],
});
