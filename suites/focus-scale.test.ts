import {
  answerLate,
  awaitTold,
  churn,
  crowd,
  endLargeSession,
  leaveTogether,
  removeListed,
  removeOne,
} from '../harness/choreography/crowd-steps.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { CHURN, NOTIFY_LIMIT, RELEASE_LIMIT, SCALE_LIMIT, seconds, timerF } from '../harness/choreography/duration.ts';
import { hold, observe } from '../harness/choreography/steps.ts';
import {
  crowdByesAnswered,
  crowdByesSent,
  crowdFinalRoster,
  crowdNothingLeft,
  crowdNotToldEarly,
  crowdSubscriptionsEnded,
  crowdTold,
  crowdVersions,
} from '../harness/judge/focus/crowd.ts';

purpose('TP-CF-SC-01', {
  given: crowd({
    answers: [
      { share: 0.99, answer: 200 },
      { share: 0.01, answer: 'late' },
    ],
  }),
  when: [removeOne(), hold(seconds(1.5)), answerLate(), awaitTold(SCALE_LIMIT), observe(seconds(1))],
  checks: [crowdNotToldEarly, crowdTold('REQ-CF-12'), crowdVersions],
});

purpose('TP-CF-SC-02', {
  given: crowd(),
  when: [leaveTogether(0.5, seconds(0.1)), awaitTold(SCALE_LIMIT), observe(seconds(1))],
  checks: [crowdByesAnswered, crowdTold('REQ-CF-22'), crowdFinalRoster, crowdVersions],
});

purpose('TP-CF-SC-03', {
  given: crowd({
    answers: [
      { share: 0.7, answer: 200 },
      { share: 0.1, answer: 481 },
      { share: 0.1, answer: 500 },
      { share: 0.1, answer: 'silence' },
    ],
  }),
  when: [endLargeSession(), awaitTold(timerF), awaitTold(SCALE_LIMIT), observe(seconds(3))],
  checks: [crowdByesSent('REQ-CF-02', 'all'), crowdNotToldEarly, crowdSubscriptionsEnded],
});

purpose('TP-CF-SC-04', {
  given: crowd(),
  when: [removeListed(20), awaitTold(SCALE_LIMIT), observe(seconds(1))],
  checks: [crowdByesSent('REQ-CF-01', 20), crowdTold('REQ-CF-12'), crowdFinalRoster],
});

purpose('TP-CF-SC-05', {
  given: crowd({ size: 30 }),
  when: [churn(10, CHURN), observe(RELEASE_LIMIT)],
  checks: [crowdByesAnswered, crowdNothingLeft, crowdVersions],
});

purpose('TP-CF-SC-06', {
  given: crowd({ dead: 20 }),
  when: [leaveTogether(0.01, seconds(0)), awaitTold(NOTIFY_LIMIT), observe(seconds(1))],
  checks: [crowdByesAnswered, crowdTold('REQ-CF-22', 'notifyMax')],
});
