import { purpose } from '../harness/choreography/declare.ts';
import { seconds, timerF, timesT1 } from '../harness/choreography/duration.ts';
import { awaitNotified, gathered, leaveBy, lose, remove, repeatAnswer } from '../harness/choreography/focus-steps.ts';
import { answer, type AnswerOptions, hold, observe } from '../harness/choreography/steps.ts';
import {
  departedOnce,
  departureNotBeforeFinal,
  departureNotified,
  shownAsDeparted,
} from '../harness/judge/focus/departure.ts';
import { byeRetransmittedByFocus, leaveByeAnswered } from '../harness/judge/focus/signalling.ts';
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

const realm = 'Digest realm="ims.example.com", nonce="6f9a2c4e81", algorithm=MD5, qop="auth"';

/** What a final response needs beside its code to be what it is. A focus may take a challenge for final, or answer it. */
const completed: Record<number, AnswerOptions> = {
  302: { headers: ['Contact: <sip:elsewhere@192.0.2.1>'] },
  401: { headers: [`WWW-Authenticate: ${realm}`], retryGets: 200 },
  407: { headers: [`Proxy-Authenticate: ${realm}`], retryGets: 200 },
  503: { headers: ['Retry-After: 5'] },
};

/** The other codes, a case each. */
const codes: Record<string, number[]> = {
  'TP-CF-FR-02': [202, 299],
  'TP-CF-FR-03': [302],
  'TP-CF-FR-04': [400],
  'TP-CF-FR-05': [401, 407],
  'TP-CF-FR-06': [403],
  'TP-CF-FR-07': [404, 410],
  'TP-CF-FR-08': [408],
  'TP-CF-FR-09': [480, 486],
  'TP-CF-FR-11': [487, 488, 491],
  'TP-CF-FR-13': [503],
  'TP-CF-FR-14': [600, 603],
  'TP-CF-FR-15': [604, 606, 607],
};

for (const [id, each] of Object.entries(codes))
  for (const code of each)
    purpose(id, {
      ...(each.length > 1 && { variant: String(code) }),
      given: gathered(),
      when: [remove('carol'), hold(seconds(1.5)), answer(code, completed[code]), awaitNotified('carol')],
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

purpose('TP-CF-FR-18', {
  variant: 'no-response',
  given: gathered({ transport: 'tcp' }),
  when: [remove('carol'), hold(timerF), awaitNotified('carol')],
  checks: [byeRetransmittedByFocus, departureNotBeforeFinal, departureNotified, shownAsDeparted, subscriptionEnded],
});

purpose('TP-CF-FR-18', {
  variant: 'connection-refused',
  given: gathered({ transport: 'tcp' }),
  when: [lose('carol'), remove('carol'), awaitNotified('carol')],
  checks: [departureNotified, shownAsDeparted, departedOnce],
});

purpose('TP-CF-FR-19', {
  given: gathered({ transport: 'udp' }),
  when: [
    remove('carol'),
    hold(seconds(1.5)),
    answer(200),
    repeatAnswer(),
    awaitNotified('carol'),
    repeatAnswer(),
    observe(seconds(1)),
  ],
  checks: [departureNotBeforeFinal, departureNotified, departedOnce],
});

purpose('TP-CF-FR-20', {
  given: gathered(),
  when: [remove('carol'), hold(seconds(0.3)), leaveBy('carol'), answer(200), awaitNotified('carol')],
  checks: [leaveByeAnswered, departureNotBeforeFinal, departureNotified, departedOnce],
});
