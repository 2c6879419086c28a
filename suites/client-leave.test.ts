import { HOLD, OBSERVE, seconds, timerF } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitRelease, invited, joined, leave, reInvite } from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { notify, refreshTarget, tryToSend } from '../harness/choreography/window-steps.ts';
import { noContentAfterBye } from '../harness/judge/client/content.ts';
import { mediaReleasedAfter2xx, mediaRetainedUntilFinal } from '../harness/judge/client/media.ts';
import { byeAsksForNoPrivacy, byeToRefreshedTarget } from '../harness/judge/client/request-form.ts';
import {
  byeReason200,
  byeToGroupIdentity,
  oneByeInDialog,
  requestRefusedAfterLeave,
} from '../harness/judge/client/signalling.ts';
import { leaveClassified } from '../harness/judge/client/state.ts';
import { notifyAnswered, notSubscribedAgain } from '../harness/judge/client/subscription.ts';

purpose('TP-CL-LV-01', {
  given: joined(),
  when: [leave(), answer(200), awaitRelease()],
  checks: [oneByeInDialog],
});

purpose('TP-CL-LV-02', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [byeReason200],
});

purpose('TP-CL-LV-03', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [byeToGroupIdentity],
});

purpose('TP-CL-LV-05', {
  given: joined(),
  when: [refreshTarget(seconds(8)), leave(), answer(200)],
  checks: [byeToRefreshedTarget, oneByeInDialog],
});

purpose('TP-CL-LV-07', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [byeAsksForNoPrivacy],
});

purpose('TP-CL-LV-09', {
  given: joined(),
  when: [leave(), answer(200), awaitRelease()],
  checks: [mediaReleasedAfter2xx],
});

purpose('TP-CL-LV-10', {
  given: joined(),
  when: [leave(), hold(HOLD), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-CL-LV-11', {
  given: joined(),
  when: [leave(), answer(202), awaitRelease()],
  checks: [mediaReleasedAfter2xx],
});

purpose('TP-CL-LV-12', {
  given: joined(),
  when: [leave(), answer(299), awaitRelease()],
  checks: [mediaReleasedAfter2xx],
});

purpose('TP-CL-LV-15', {
  given: joined(),
  when: [leave(), tryToSend('Have I left?'), hold(seconds(2)), answer(200), awaitRelease()],
  checks: [noContentAfterBye],
});

purpose('TP-CL-LV-19', {
  given: joined(),
  when: [leave(), answer(200), awaitRelease(), reInvite(seconds(8))],
  checks: [requestRefusedAfterLeave],
});

purpose('TP-CL-LV-20', {
  given: joined(),
  when: [leave(), answer(200), awaitRelease(), notify('the subscription is over', seconds(8)), observe(OBSERVE)],
  checks: [notifyAnswered, notSubscribedAgain],
});

purpose('TP-CL-LV-21', {
  given: joined(),
  when: [leave(), hold(timerF)],
  checks: [leaveClassified],
});

purpose('TP-CL-LV-04', {
  given: invited(),
  when: [leave(), answer(200), awaitRelease()],
  checks: [byeToGroupIdentity, oneByeInDialog],
});
