import { HOLD, OBSERVE, seconds, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { askState, awaitRelease, joined, leave, reInvite } from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import {
  closeMedia,
  deliverAskingNotification,
  endByFocus,
  leaveAgain,
  notify,
} from '../harness/choreography/window-steps.ts';
import { noContentAfterBye, notifiedAtMostOnce } from '../harness/judge/client/content.ts';
import {
  mediaKeptUntilPeersByeAnswered,
  mediaReleasedAfterGlare,
  peersByeAnswered,
} from '../harness/judge/client/glare.ts';
import {
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaRetainedUntilFinal,
} from '../harness/judge/client/media.ts';
import { noSecondByeBeforeFinal } from '../harness/judge/client/retry.ts';
import { byeAtT2AfterProvisional, nothingRenegotiated, reInviteAnswered } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';
import { notifyAnswered } from '../harness/judge/client/subscription.ts';
import { byeEndsAtTimerF } from '../harness/judge/client/transaction-end.ts';
import { otherByesGiveSameReason } from '../harness/judge/client/window-trouble.ts';
import { incomingSendAcknowledged } from '../harness/judge/client/window.ts';

purpose('TP-CL-NF-01', {
  given: joined({ transport: 'udp' }),
  when: [leave(), hold(timesT1(8)), answer(100), hold(timesT1(20)), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, byeAtT2AfterProvisional],
});

purpose('TP-CL-NF-02', {
  given: joined(),
  when: [leave(), answer(180), hold(HOLD), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx],
});

purpose('TP-CL-NF-03', {
  given: joined(),
  when: [leave(), answer(183, { sdp: true }), hold(HOLD), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, nothingRenegotiated],
});

const tenT1 = timesT1(10);

purpose('TP-CL-NF-04', {
  given: joined({ transport: 'udp' }),
  when: [
    leave(),
    ...Array.from({ length: 6 }, () => [hold(tenT1), answer(100)]).flat(),
    hold(timesT1(4)),
    observe(OBSERVE),
    askState(),
  ],
  checks: [byeAtT2AfterProvisional, byeEndsAtTimerF, mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-NF-05', {
  given: joined(),
  when: [leave(), reInvite(HOLD), hold(seconds(1)), answer(200), awaitRelease()],
  checks: [reInviteAnswered, mediaRetainedUntilFinal],
});

purpose('TP-CL-NF-06', {
  given: joined(),
  when: [leave(), notify('somebody joins', seconds(8)), hold(seconds(1)), answer(200), awaitRelease()],
  checks: [notifyAnswered],
});

purpose('TP-CL-NF-07', {
  given: joined(),
  when: [leave(), hold(HOLD), answer(200), awaitRelease()],
  checks: [incomingSendAcknowledged],
});

purpose('TP-CL-NF-08', {
  given: joined(),
  when: [leave(), deliverAskingNotification('Are you leaving?'), hold(seconds(2)), answer(200), awaitRelease()],
  checks: [notifiedAtMostOnce, noContentAfterBye],
});

purpose('TP-CL-NF-09', {
  given: joined(),
  when: [leave(), hold(seconds(0.3)), endByFocus(410, seconds(8)), hold(seconds(1)), answer(200), awaitRelease()],
  checks: [peersByeAnswered, mediaKeptUntilPeersByeAnswered],
});

purpose('TP-CL-NF-10', {
  given: joined(),
  when: [leave(), endByFocus(410, seconds(8)), answer(481), awaitRelease()],
  checks: [mediaReleasedAfterGlare, mediaKeptUntilPeersByeAnswered],
});

purpose('TP-CL-NF-11', {
  given: joined(),
  when: [leave(), closeMedia(), hold(seconds(2)), askState(), answer(200), hold(seconds(1)), askState()],
  checks: [notShownAsLeft],
});

purpose('TP-CL-NF-12', {
  given: joined(),
  when: [leave(), leaveAgain(), hold(seconds(2)), answer(200), awaitRelease()],
  checks: [noSecondByeBeforeFinal],
});

purpose('TP-CL-NF-13', {
  given: joined({ session: { interval: timesT1(180), refresher: 'network' } }),
  when: [observe(timesT1(90)), leave(), hold(timesT1(40)), answer(200), awaitRelease()],
  checks: [mediaRetainedUntilFinal, mediaReleasedAfter2xx, otherByesGiveSameReason],
});

for (const [variant, news] of [
  ['terminated', 'the subscription is over'],
  ['departed', 'the client has departed'],
] as const)
  purpose('LOCAL-CL-NF-14', {
    variant,
    given: joined(),
    when: [leave(), notify(news, seconds(8)), hold(HOLD), answer(200), awaitRelease()],
    checks: [notifyAnswered, mediaRetainedUntilFinal, mediaReleasedAfter2xx],
  });
