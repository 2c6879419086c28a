import { HOLD, OBSERVE, seconds, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { askState, awaitRelease, joined, leave } from '../harness/choreography/client-steps.ts';
import {
  answerFromElsewhere,
  answerInSegments,
  answerOddly,
  answerRepeatedly,
  flood,
  restartNetwork,
} from '../harness/choreography/raw-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { noLoopOfByes, nothingAfterLeave } from '../harness/judge/client/after-leave.ts';
import { loadAnswered } from '../harness/judge/client/load.ts';
import {
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaRetainedAfterFailure,
  mediaRetainedUntilFinal,
} from '../harness/judge/client/media.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';
import { foreignResponseRecorded, strayResponseDropped } from '../harness/judge/client/stray-response.ts';
import { notifyAnswered } from '../harness/judge/client/subscription.ts';

/** Time enough for a client that takes what does not belong to act on it. */
const aWhile = hold(seconds(2));

purpose('TP-RB-01', {
  given: joined(),
  when: [leave(), answerOddly('other-branch'), aWhile, askState(), answer(200), awaitRelease()],
  checks: [strayResponseDropped, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-RB-02', {
  given: joined(),
  when: [leave(), answerOddly('other-method'), aWhile, askState(), answer(200), awaitRelease()],
  checks: [strayResponseDropped, mediaRetainedUntilFinal],
});

purpose('TP-RB-03', {
  given: joined(),
  when: [leave(), answerOddly('other-call-id'), aWhile, askState(), answer(200), awaitRelease()],
  checks: [foreignResponseRecorded],
});

purpose('TP-RB-04', {
  given: joined({ transport: 'udp' }),
  when: [leave(), answerFromElsewhere(), aWhile, askState(), answer(200), awaitRelease()],
  checks: [foreignResponseRecorded],
});

purpose('TP-RB-05', {
  variant: 'no-cseq',
  given: joined(),
  when: [leave(), answerOddly('no-cseq'), aWhile, askState(), answer(200), awaitRelease()],
  checks: [strayResponseDropped, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-RB-05', {
  variant: 'truncated',
  given: joined({ transport: 'udp' }),
  when: [leave(), answerOddly('truncated'), aWhile, askState(), answer(200), awaitRelease()],
  checks: [strayResponseDropped, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-RB-06', {
  variant: 'one-byte-segments',
  given: joined({ transport: 'tcp' }),
  when: [leave(), answerInSegments('one-byte'), awaitRelease()],
  checks: [mediaReleasedAfter2xx],
});

purpose('TP-RB-06', {
  variant: 'with-notify',
  given: joined({ transport: 'tcp' }),
  when: [leave(), answerInSegments('with-notify'), awaitRelease(), observe(timesT1(6))],
  checks: [mediaReleasedAfter2xx, notifyAnswered],
});

purpose('TP-RB-07', {
  given: joined(),
  when: [leave(), answerOddly('compact'), awaitRelease()],
  checks: [mediaReleasedAfter2xx],
});

purpose('TP-RB-08', {
  given: joined({ transport: 'udp' }),
  when: [leave(), answer(200), answerRepeatedly(5, seconds(5)), observe(seconds(1))],
  checks: [mediaReleasedAfter2xx, nothingAfterLeave],
});

purpose('TP-RB-13', {
  given: joined({ transport: 'udp' }),
  when: [leave(), restartNetwork(timesT1(16)), observe(OBSERVE), askState()],
  checks: [mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-RB-14', {
  given: joined(),
  when: [leave(), answer(503, { headers: ['Retry-After: 4294967295'] }), observe(OBSERVE)],
  checks: [noLoopOfByes, mediaRetainedAfterFailure],
});

purpose('TP-RB-15', {
  given: joined(),
  when: [leave(), flood(500, HOLD), answer(200), awaitRelease()],
  checks: [loadAnswered, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});
