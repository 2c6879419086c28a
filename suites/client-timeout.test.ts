import { HOLD, OBSERVE, seconds, timerF, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import {
  askState,
  awaitRelease,
  awaitRetransmission,
  joined,
  leave,
  loseAnswer,
} from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import {
  beginToLeave,
  goOffline,
  resetSignalling,
  restartClient,
  swallowSignalling,
} from '../harness/choreography/window-steps.ts';
import {
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaRetainedUntilFinal,
} from '../harness/judge/client/media.ts';
import { byeRetransmittedByTimerE, retransmissionIsSameTransaction } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';
import { lateResponseIgnored } from '../harness/judge/client/transaction-end.ts';
import { mediaKeptAsClientGoesOffline, mediaKeptWithoutOutcome } from '../harness/judge/client/window-trouble.ts';

purpose('TP-CL-TO-01', {
  given: joined({ transport: 'udp' }),
  when: [leave(), hold(timerF), observe(OBSERVE), askState()],
  checks: [byeRetransmittedByTimerE, mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-TO-02', {
  given: joined({ transport: 'tcp' }),
  when: [leave(), hold(timerF), observe(OBSERVE), askState()],
  checks: [byeRetransmittedByTimerE, mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-TO-03', {
  given: joined({ transport: 'udp' }),
  when: [leave(), awaitRetransmission(), awaitRetransmission(), awaitRetransmission(), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, retransmissionIsSameTransaction],
});

purpose('TP-CL-TO-04', {
  given: joined({ transport: 'udp' }),
  when: [leave(), loseAnswer(200), awaitRetransmission(), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, retransmissionIsSameTransaction],
});

purpose('TP-CL-TO-05', {
  given: joined({ transport: 'udp' }),
  when: [leave(), loseAnswer(200), awaitRetransmission(), answer(481), observe(OBSERVE), askState()],
  checks: [mediaFollowsDialogEnd, retransmissionIsSameTransaction, notShownAsLeft],
});

purpose('TP-CL-TO-06', {
  given: joined({ transport: 'udp' }),
  when: [leave(), hold(timesT1(96)), askState(), answer(200), observe(seconds(3)), askState()],
  checks: [lateResponseIgnored],
});

purpose('TP-CL-TO-07', {
  given: joined({ transport: 'tcp' }),
  when: [leave(), hold(seconds(1)), resetSignalling(), hold(timerF), observe(seconds(2)), askState()],
  checks: [notShownAsLeft],
});

purpose('TP-CL-TO-08', {
  given: joined(),
  when: [swallowSignalling(), beginToLeave(), hold(timerF), observe(seconds(2)), askState()],
  checks: [mediaKeptWithoutOutcome, notShownAsLeft],
});

purpose('TP-CL-TO-09', {
  given: joined(),
  when: [leave(), hold(seconds(1)), restartClient(), observe(seconds(1)), askState()],
  checks: [notShownAsLeft],
});

purpose('TP-CL-TO-10', {
  given: joined(),
  when: [leave(), goOffline(), hold(HOLD), answer(200), awaitRelease()],
  checks: [mediaKeptAsClientGoesOffline],
});

purpose('TP-CL-TO-11', {
  given: joined({ transport: 'udp', imsTimers: true }),
  when: [leave(), hold(timerF), observe(seconds(1))],
  checks: [byeRetransmittedByTimerE],
});
