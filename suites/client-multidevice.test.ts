import { OBSERVE, seconds } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { askState, awaitRelease, deliver, leave } from '../harness/choreography/client-steps.ts';
import { askStateOfSecond, endOnSecond, notifySecond, twoDevices } from '../harness/choreography/device-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { mediaReleasedAfter2xx, mediaRetainedAfterFailure } from '../harness/judge/client/media.ts';
import {
  leaveElsewhereFollowed,
  lostSessionNotLeft,
  notifyOfSecondAnswered,
  secondDeviceServed,
  secondDeviceUntouched,
  userShownConnected,
} from '../harness/judge/client/second-device.ts';
import { oneByeInDialog } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft } from '../harness/judge/client/state.ts';
import { inboundMessageAccepted } from '../harness/judge/client/window.ts';

/** Ahead of the local timers that real clients run beside their BYE. */
const promptly = hold(seconds(0.3));

purpose('TP-CL-MD-01', {
  given: twoDevices(),
  when: [leave(), promptly, answer(500), observe(OBSERVE)],
  checks: [secondDeviceServed],
});

purpose('TP-CL-MD-02', {
  given: twoDevices(),
  when: [leave(), promptly, answer(500), deliver('To both of your devices'), askState(), observe(OBSERVE)],
  checks: [inboundMessageAccepted, mediaRetainedAfterFailure, notShownAsLeft, secondDeviceServed],
});

purpose('TP-CL-MD-03', {
  given: twoDevices(),
  when: [leave(), answer(200), awaitRelease(), observe(seconds(3))],
  checks: [mediaReleasedAfter2xx, secondDeviceUntouched],
});

purpose('TP-CL-MD-04', {
  given: twoDevices(),
  when: [endOnSecond(200, seconds(8)), observe(OBSERVE), askStateOfSecond()],
  checks: [leaveElsewhereFollowed],
});

purpose('TP-CL-MD-05', {
  given: twoDevices(),
  when: [endOnSecond(503, seconds(8)), observe(seconds(2)), askStateOfSecond()],
  checks: [lostSessionNotLeft],
});

purpose('TP-CL-MD-06', {
  given: twoDevices(),
  when: [leave(), answer(200), observe(seconds(2))],
  checks: [oneByeInDialog, secondDeviceUntouched],
});

purpose('TP-CL-MD-07', {
  given: twoDevices(),
  when: [notifySecond(seconds(5)), askStateOfSecond()],
  checks: [notifyOfSecondAnswered, userShownConnected],
});
