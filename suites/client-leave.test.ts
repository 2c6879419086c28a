import { HOLD, timerF } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitRelease, invited, joined, leave } from '../harness/choreography/client-steps.ts';
import { answer, hold } from '../harness/choreography/steps.ts';
import { mediaReleasedAfter2xx, mediaRetainedUntilFinal } from '../harness/judge/client/media.ts';
import { byeReason200, byeToGroupIdentity, oneByeInDialog } from '../harness/judge/client/signalling.ts';
import { leaveClassified } from '../harness/judge/client/state.ts';

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
