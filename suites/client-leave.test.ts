import { HOLD, OBSERVE, seconds, timerF, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitRelease, invited, joined, leave, reInvite } from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import {
  answerOwnRefresh,
  awaitLeaveBye,
  awaitOwnRefresh,
  beginToLeave,
  notify,
  readAgain,
  reconnectMedia,
  refreshTarget,
  sendUnread,
  tryToSend,
} from '../harness/choreography/window-steps.ts';
import { standingFor } from '../harness/judge/check.ts';
import { chunkEndedCleanly, noContentAfterBye } from '../harness/judge/client/content.ts';
import { mediaReleasedAfter2xx, mediaRetainedUntilFinal } from '../harness/judge/client/media.ts';
import { otherSessionServed, sharedConnectionKept } from '../harness/judge/client/other-session.ts';
import {
  byeAsksForNoPrivacy,
  byeAsksForPrivacy,
  byeFollowsRouteSet,
  byeToRefreshedTarget,
} from '../harness/judge/client/request-form.ts';
import {
  byeReason200,
  byeToGroupIdentity,
  oneByeInDialog,
  requestRefusedAfterLeave,
} from '../harness/judge/client/signalling.ts';
import { leaveClassified } from '../harness/judge/client/state.ts';
import { notifyAnswered, notSubscribedAgain } from '../harness/judge/client/subscription.ts';
import { listensUntilFinal, ownReInviteAcknowledged } from '../harness/judge/client/window-trouble.ts';

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

purpose('TP-CL-LV-06', {
  given: joined({ anonymous: true }),
  when: [leave(), answer(200)],
  checks: [byeAsksForPrivacy],
});

purpose('TP-CL-LV-07', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [byeAsksForNoPrivacy],
});

purpose('TP-CL-LV-08', {
  given: joined({ recordRouted: true }),
  when: [leave(), answer(200)],
  checks: [byeFollowsRouteSet],
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
  checks: [standingFor('REQ-RFC-10', mediaReleasedAfter2xx)],
});

purpose('TP-CL-LV-12', {
  given: joined(),
  when: [leave(), answer(299), awaitRelease()],
  checks: [standingFor('REQ-RFC-10', mediaReleasedAfter2xx)],
});

purpose('TP-CL-LV-13', {
  given: joined({ otherGroup: 'elsewhere' }),
  when: [leave(), answer(200), awaitRelease(), observe(OBSERVE)],
  checks: [mediaReleasedAfter2xx, otherSessionServed],
});

purpose('TP-CL-LV-14', {
  given: joined({ otherGroup: 'same-place' }),
  when: [leave(), answer(200), awaitRelease(), observe(OBSERVE)],
  checks: [sharedConnectionKept, otherSessionServed],
});

purpose('TP-CL-LV-15', {
  given: joined(),
  when: [leave(), tryToSend('Have I left?'), hold(seconds(2)), answer(200), awaitRelease()],
  checks: [noContentAfterBye],
});

/** More than the socket buffers of both sides hold: a shorter message would have left the client before its user leaves. */
const long = 8_000_000;

purpose('TP-CL-LV-16', {
  given: joined(),
  when: [sendUnread(long), leave(), hold(seconds(3)), readAgain(), hold(seconds(1)), answer(200), awaitRelease()],
  checks: [chunkEndedCleanly, mediaRetainedUntilFinal],
});

purpose('TP-CL-LV-17', {
  given: joined({ passive: true }),
  when: [
    reconnectMedia(),
    leave(),
    hold(seconds(1)),
    reconnectMedia(),
    hold(seconds(2)),
    answer(200),
    awaitRelease(),
    reconnectMedia(),
  ],
  checks: [listensUntilFinal],
});

/** The shortest session interval that RFC 4028 allows, 90 s with RFC 3261's own T1. */
const session = timesT1(180);

purpose('TP-CL-LV-18', {
  given: joined({ session: { interval: session, refresher: 'client' } }),
  when: [
    awaitOwnRefresh(timesT1(150)),
    beginToLeave(),
    hold(seconds(1)),
    answerOwnRefresh(),
    awaitLeaveBye(seconds(8)),
    hold(seconds(1)),
    answer(200),
    awaitRelease(),
  ],
  checks: [ownReInviteAcknowledged, oneByeInDialog, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
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
