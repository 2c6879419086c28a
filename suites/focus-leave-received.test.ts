import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, gathered, leaveBy, post, tryPost } from '../harness/choreography/focus-steps.ts';
import { departureNotified, shownAsDeparted } from '../harness/judge/focus/departure.ts';
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
  checks: [subscriptionEnded],
});

purpose('TP-CF-LV-04', {
  given: gathered(),
  when: [leaveBy('carol'), awaitNotified('carol'), post('bob', 'Carol has left'), tryPost('carol', 'Have I?')],
  checks: [leaverMediaReleased],
});
