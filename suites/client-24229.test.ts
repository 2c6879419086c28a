import { seconds, timesT1 } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { invited, joined, leave } from '../harness/choreography/client-steps.ts';
import { awaitBye, callWithoutAck, registered } from '../harness/choreography/registered-steps.ts';
import { answer } from '../harness/choreography/steps.ts';
import { closeMedia } from '../harness/choreography/window-steps.ts';
import {
  reasonProtocolsDistinct,
  releaseCauseOfLeave,
  releaseCauseOfMediaLoss,
  releaseCauseOfMissingAck,
  releaseCauseText,
} from '../harness/judge/client/release-cause.ts';
import { byeReason200 } from '../harness/judge/client/signalling.ts';
import { unwantedNotSaid, unwantedSaid, unwantedText } from '../harness/judge/client/unwanted.ts';

purpose('TP-CL-3G-01', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [releaseCauseOfLeave],
});

purpose('TP-CL-3G-02', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [releaseCauseText],
});

purpose('TP-CL-3G-03', {
  given: joined(),
  when: [closeMedia(), awaitBye(seconds(15))],
  checks: [releaseCauseOfMediaLoss],
});

purpose('TP-CL-3G-04', {
  given: registered(),
  when: [callWithoutAck(seconds(8)), awaitBye(timesT1(80))],
  checks: [releaseCauseOfMissingAck],
});

purpose('TP-CL-3G-05', {
  given: invited({ grants607: true }),
  when: [leave({ unwanted: true }), answer(200)],
  checks: [unwantedSaid],
});

purpose('TP-CL-3G-06', {
  given: invited(),
  when: [leave({ unwanted: true }), answer(200)],
  checks: [unwantedNotSaid, byeReason200],
});

purpose('TP-CL-3G-07', {
  given: invited({ grants607: true }),
  when: [leave(), answer(200)],
  checks: [unwantedNotSaid, byeReason200],
});

purpose('TP-CL-3G-08', {
  given: invited({ grants607: true, registrations: 2 }),
  when: [leave({ unwanted: true }), answer(200)],
  checks: [unwantedNotSaid],
});

purpose('TP-CL-3G-09', {
  given: invited({ grants607: true }),
  when: [leave({ unwanted: true }), answer(200)],
  checks: [unwantedText],
});

purpose('TP-CL-3G-10', {
  given: joined(),
  when: [leave(), answer(200)],
  checks: [reasonProtocolsDistinct, byeReason200],
});
