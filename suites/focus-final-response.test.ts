import { seconds, timerF, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, gathered, remove } from '../harness/choreography/focus-steps.ts';
import { answer, hold } from '../harness/choreography/steps.ts';
import { byeRetransmittedByFocus } from '../harness/judge/focus/signalling.ts';
import {
  departedOnce,
  departureNotBeforeFinal,
  departureNotified,
  shownAsDeparted,
} from '../harness/judge/focus/departure.ts';
import { subscriptionEnded } from '../harness/judge/focus/subscription.ts';

const anyFinalResponse = [departureNotBeforeFinal, departureNotified, shownAsDeparted, departedOnce, subscriptionEnded];

/** A focus that waits for nothing is told from one that waits for the response only by the response's coming late. */
const delays = { 'at-once': 0, 'after-1.5s': 1.5, 'after-5s': 5 };

for (const [id, code] of Object.entries({ 'TP-CF-FR-01': 200, 'TP-CF-FR-10': 481, 'TP-CF-FR-12': 500 }))
  for (const [variant, delay] of Object.entries(delays))
    purpose(id, {
      variant,
      given: gathered(),
      when: [remove('carol'), hold(seconds(delay)), answer(code), awaitNotified('carol')],
      checks: anyFinalResponse,
    });

purpose('TP-CF-FR-04', {
  given: gathered(),
  when: [remove('carol'), hold(seconds(1.5)), answer(400), awaitNotified('carol')],
  checks: anyFinalResponse,
});

purpose('TP-CF-FR-16', {
  variant: 'by-timer-e',
  given: gathered(),
  when: [remove('carol'), hold(timesT1(8)), answer(100), hold(timesT1(16)), answer(200), awaitNotified('carol')],
  checks: [departureNotBeforeFinal, departureNotified],
});

for (const [variant, delay] of Object.entries(delays))
  purpose('TP-CF-FR-16', {
    variant,
    given: gathered(),
    when: [remove('carol'), hold(seconds(delay)), answer(100), hold(seconds(1)), answer(200), awaitNotified('carol')],
    checks: [departureNotBeforeFinal, departureNotified],
  });

purpose('TP-CF-FR-17', {
  given: gathered({ transport: 'udp' }),
  when: [remove('carol'), hold(timerF), awaitNotified('carol')],
  checks: [byeRetransmittedByFocus, departureNotBeforeFinal, departureNotified, shownAsDeparted, subscriptionEnded],
});
