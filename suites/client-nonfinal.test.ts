import { HOLD, seconds, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitRelease, joined, leave, reInvite } from '../harness/choreography/client-steps.ts';
import { answer, hold } from '../harness/choreography/steps.ts';
import { mediaReleasedAfter2xx, mediaRetainedUntilFinal } from '../harness/judge/client/media.ts';
import { byeAtT2AfterProvisional, reInviteAnswered } from '../harness/judge/client/signalling.ts';
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

purpose('TP-CL-NF-05', {
  given: joined(),
  when: [leave(), reInvite(HOLD), hold(seconds(1)), answer(200), awaitRelease()],
  checks: [reInviteAnswered, mediaRetainedUntilFinal],
});

purpose('TP-CL-NF-07', {
  given: joined(),
  when: [leave(), hold(HOLD), answer(200), awaitRelease()],
  checks: [incomingSendAcknowledged],
});
