import { OBSERVE, seconds } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { askState, deliver, joined, leave, reInvite, sendText } from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { mediaFollowsDialogEnd, mediaRetainedAfterFailure } from '../harness/judge/client/media.ts';
import { dialogAliveAfterFailure } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';
import { inboundMessageAccepted } from '../harness/judge/client/window.ts';

/** Ahead of the local timers that real clients run beside their BYE, so that the answer is what decides. */
const promptly = hold(seconds(0.3));

purpose('TP-CL-ER-01', {
  given: joined(),
  when: [leave(), promptly, answer(481), observe(OBSERVE), askState()],
  checks: [mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-ER-03', {
  given: joined(),
  when: [leave(), promptly, answer(500), reInvite(seconds(8)), observe(OBSERVE)],
  checks: [mediaRetainedAfterFailure, dialogAliveAfterFailure],
});

purpose('TP-CL-ER-06', {
  given: joined(),
  when: [leave(), promptly, answer(403), observe(OBSERVE), askState()],
  checks: [mediaRetainedAfterFailure, notShownAsLeft],
});

purpose('TP-CL-ER-15', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(500),
    deliver('Are you still there?'),
    reInvite(seconds(8)),
    sendText('I am still here', seconds(2)),
    askState(),
    observe(seconds(1)),
  ],
  checks: [inboundMessageAccepted, dialogAliveAfterFailure],
});
