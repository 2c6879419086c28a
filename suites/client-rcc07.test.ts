import { HOLD, OBSERVE, seconds } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { askState, awaitRelease, joined, leave } from '../harness/choreography/client-steps.ts';
import { askToLeave, callAgain, idle } from '../harness/choreography/restart-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { endByFocus } from '../harness/choreography/window-steps.ts';
import { nothingAfterDecline, restartDeclined, restartInviteAnswered } from '../harness/judge/client/called-again.ts';
import { noRejoinAfterRemoval, releasedAfterRemoval } from '../harness/judge/client/ended-by-focus.ts';
import { mediaReleasedAfter2xx, mediaRetainedUntilFinal } from '../harness/judge/client/media.ts';
import {
  factoryRestart,
  leftByByeAlone,
  noRestartLoop,
  restartedFirst,
  restartedSessionLeft,
} from '../harness/judge/client/restart.ts';
import { byeReason200 } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';

purpose('TP-CL-RC-01', {
  given: joined(),
  when: [leave(), answer(200), awaitRelease()],
  checks: [leftByByeAlone, byeReason200],
});

purpose('TP-CL-RC-02', {
  given: idle({ code: 200 }),
  when: [leave(), answer(200), awaitRelease()],
  checks: [restartedFirst, restartedSessionLeft],
});

purpose('TP-CL-RC-03', {
  given: idle({ code: 404 }, { code: 200 }),
  when: [askToLeave(), observe(seconds(3)), askState()],
  checks: [restartedFirst, factoryRestart, restartedSessionLeft],
});

purpose('TP-CL-RC-04', {
  given: idle({ code: 403 }),
  when: [askToLeave(), observe(OBSERVE), askState()],
  checks: [noRestartLoop],
});

purpose('TP-CL-RC-05', {
  given: idle({ code: 200 }),
  when: [leave(), hold(HOLD), answer(200), awaitRelease()],
  checks: [restartedSessionLeft, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-CL-RC-06', {
  given: idle({ code: 200, rings: seconds(3) }),
  when: [leave(), answer(200), awaitRelease()],
  checks: [restartedSessionLeft],
});

purpose('TP-CL-RC-07', {
  given: idle(),
  when: [askToLeave({ onRestart: true }), callAgain(seconds(8)), observe(seconds(2)), askState()],
  checks: [restartDeclined],
});

purpose('TP-CL-RC-08', {
  given: idle(),
  when: [askToLeave({ onRestart: true }), callAgain(seconds(8)), observe(OBSERVE)],
  checks: [nothingAfterDecline],
});

purpose('TP-CL-RC-09', {
  given: joined(),
  when: [leave(), callAgain(seconds(8)), answer(200), awaitRelease()],
  checks: [restartInviteAnswered],
});

purpose('TP-CL-RC-10', {
  given: joined(),
  when: [leave(), hold(seconds(0.3)), answer(481), askState(), callAgain(seconds(8)), observe(seconds(2))],
  checks: [restartInviteAnswered, notShownAsLeft],
});

purpose('TP-CL-RC-11', {
  given: joined(),
  when: [endByFocus(410, seconds(8)), awaitRelease(), observe(OBSERVE)],
  checks: [noRejoinAfterRemoval, releasedAfterRemoval],
});
