import { OBSERVE, timerF } from '../harness/choreography/duration.ts';
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
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaRetainedUntilFinal,
} from '../harness/judge/client/media.ts';
import { byeRetransmittedByTimerE, retransmissionIsSameTransaction } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';

purpose('TP-CL-TO-01', {
  given: joined({ transport: 'udp' }),
  when: [leave(), hold(timerF), observe(OBSERVE), askState()],
  checks: [byeRetransmittedByTimerE, mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-TO-04', {
  given: joined({ transport: 'udp' }),
  when: [leave(), loseAnswer(200), awaitRetransmission(), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, retransmissionIsSameTransaction],
});
