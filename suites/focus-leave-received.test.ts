import {
  NOTIFY_LIMIT,
  OBSERVE,
  RELEASE_LIMIT,
  SESSION_INTERVAL,
  seconds,
  timesT1,
} from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, gathered, leaveBy, post, tryPost } from '../harness/choreography/focus-steps.ts';
import {
  answerRefresh,
  awaitRefresh,
  giveNotifyAnswers,
  inviteInVain,
  leaveAmidReInvite,
  rejoin,
  repeatBye,
  strayBye,
  withholdNotifyAnswers,
} from '../harness/choreography/leave-steps.ts';
import { hold, observe } from '../harness/choreography/steps.ts';
import { standingFor } from '../harness/judge/check.ts';
import { departedOnce, departureNotified, shownAsDeparted } from '../harness/judge/focus/departure.ts';
import {
  byeAnsweredAmidRefresh,
  byeAnsweredDespiteSlowSubscribers,
  noByeToLeaver,
  pendingRequestAnswered,
  repeatedByeAnsweredAlike,
  secondByeRefused,
  staleByeRefused,
  unknownDialogRefused,
} from '../harness/judge/focus/leave-bye.ts';
import {
  anonymityKept,
  declinedIsGone,
  instanceLeft,
  nobodyDeparted,
  rejoinFollowsPolicy,
  sessionEndsWithLast,
} from '../harness/judge/focus/leave-effect.ts';
import { leaverMediaReleased } from '../harness/judge/focus/media.ts';
import { leaveByeAnswered } from '../harness/judge/focus/signalling.ts';
import { subscriptionEnded } from '../harness/judge/focus/subscription.ts';

purpose('TP-CF-LV-01', {
  given: gathered(),
  when: [leaveBy('carol')],
  checks: [leaveByeAnswered],
});

purpose('TP-CF-LV-02', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol')],
  checks: [departureNotified, shownAsDeparted],
});

purpose('TP-CF-LV-03', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol')],
  checks: [standingFor('REQ-CF-23', subscriptionEnded)],
});

purpose('TP-CF-LV-04', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol'), post('bob', 'Carol has left'), tryPost('carol', 'Have I?')],
  checks: [leaverMediaReleased],
});

purpose('TP-CF-LV-05', {
  given: gathered(),
  when: [leaveBy('carol'), observe(RELEASE_LIMIT)],
  checks: [leaveByeAnswered, noByeToLeaver],
});

purpose('TP-CF-LV-06', {
  given: gathered({ transport: 'udp' }),
  when: [leaveBy('carol'), repeatBye('carol'), repeatBye('carol'), awaitNotified('carol')],
  checks: [repeatedByeAnsweredAlike, departedOnce],
});

purpose('TP-CF-LV-07', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol'), leaveBy('carol'), observe(NOTIFY_LIMIT)],
  checks: [secondByeRefused, departedOnce],
});

purpose('TP-CF-LV-08', {
  variant: 'to-tag',
  given: gathered(),
  when: [leaveBy('carol', { toTag: 'wrong' }), observe(NOTIFY_LIMIT)],
  checks: [unknownDialogRefused, nobodyDeparted('REQ-CF-24')],
});

purpose('TP-CF-LV-08', {
  variant: 'call-id',
  given: gathered(),
  when: [strayBye('carol'), observe(NOTIFY_LIMIT)],
  checks: [unknownDialogRefused, nobodyDeparted('REQ-CF-24')],
});

purpose('TP-CF-LV-09', {
  given: gathered(),
  when: [leaveBy('carol', { cseq: 'stale' }), observe(NOTIFY_LIMIT)],
  checks: [staleByeRefused, nobodyDeparted('REQ-CF-26')],
});

purpose('TP-CF-LV-10', {
  given: gathered(),
  when: [leaveAmidReInvite('carol')],
  checks: [leaveByeAnswered, pendingRequestAnswered],
});

purpose('TP-CF-LV-11', {
  given: gathered({ refreshed: 'carol' }),
  when: [
    awaitRefresh('carol', SESSION_INTERVAL),
    leaveBy('carol'),
    answerRefresh('carol', 481),
    awaitNotified('carol'),
  ],
  checks: [byeAnsweredAmidRefresh, departedOnce],
});

purpose('TP-CF-LV-12', {
  given: gathered(),
  when: [
    withholdNotifyAnswers('alice'),
    withholdNotifyAnswers('bob'),
    leaveBy('carol', {}, timesT1(4)),
    hold(timesT1(2)),
    giveNotifyAnswers('alice'),
    giveNotifyAnswers('bob'),
    awaitNotified('carol'),
  ],
  checks: [byeAnsweredDespiteSlowSubscribers, departureNotified],
});

purpose('TP-CF-LV-13', {
  given: gathered(),
  when: [leaveBy('alice'), leaveBy('bob'), leaveBy('carol'), rejoin('carol')],
  checks: [sessionEndsWithLast],
});

purpose('TP-CF-LV-14', {
  given: gathered({ anonymous: 'carol' }),
  when: [leaveBy('carol'), awaitNotified('carol')],
  checks: [anonymityKept],
});

purpose('TP-CF-LV-15', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol'), rejoin('carol'), observe(NOTIFY_LIMIT)],
  checks: [rejoinFollowsPolicy],
});

purpose('TP-CF-LV-16', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol'), inviteInVain('carol'), observe(OBSERVE)],
  checks: [declinedIsGone],
});

purpose('TP-CF-LV-17', {
  given: gathered(),
  when: [leaveBy('carol', { reason: null }), awaitNotified('carol')],
  checks: [leaveByeAnswered, departureNotified, shownAsDeparted],
});

purpose('TP-CF-LV-18', {
  given: gathered({ secondDevice: true }),
  when: [leaveBy('carol'), observe(seconds(0.5)), post('bob', 'Is that still you, Carol?'), observe(NOTIFY_LIMIT)],
  checks: [leaveByeAnswered, instanceLeft],
});
