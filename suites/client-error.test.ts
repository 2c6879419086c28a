import { OBSERVE, seconds } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import {
  askState,
  awaitRelease,
  deliver,
  joined,
  leave,
  reInvite,
  sendText,
} from '../harness/choreography/client-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { awaitAnotherBye } from '../harness/choreography/window-steps.ts';
import {
  mediaAfterDestructiveFailure,
  mediaFollowsDialogEnd,
  mediaReleasedAfter2xx,
  mediaRetainedAfterFailure,
} from '../harness/judge/client/media.ts';
import {
  challengeAnswered,
  challengesEnd,
  retryAfterHonoured,
  secondLeaveIsNewBye,
} from '../harness/judge/client/retry.ts';
import { dialogAliveAfterFailure } from '../harness/judge/client/signalling.ts';
import { notShownAsLeft, recoveredFromUnknownDialog } from '../harness/judge/client/state.ts';
import { inboundMessageAccepted } from '../harness/judge/client/window.ts';

/** Ahead of the local timers that real clients run beside their BYE, so that the answer is what decides. */
const promptly = hold(seconds(0.3));

purpose('TP-CL-ER-01', {
  given: joined(),
  when: [leave(), promptly, answer(481), observe(OBSERVE), askState()],
  checks: [mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-ER-02', {
  given: joined(),
  when: [leave(), promptly, answer(408), observe(OBSERVE), askState()],
  checks: [mediaFollowsDialogEnd, notShownAsLeft],
});

purpose('TP-CL-ER-03', {
  given: joined(),
  when: [leave(), promptly, answer(500), reInvite(seconds(8)), observe(OBSERVE)],
  checks: [mediaRetainedAfterFailure, dialogAliveAfterFailure],
});

purpose('TP-CL-ER-04', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(500, { headers: ['Retry-After: 6'], retryGets: 200 }),
    awaitAnotherBye(OBSERVE),
    awaitRelease(),
  ],
  checks: [mediaRetainedAfterFailure, retryAfterHonoured],
});

purpose('TP-CL-ER-05', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(503, { headers: ['Retry-After: 5'], retryGets: 200 }),
    awaitAnotherBye(OBSERVE),
    awaitRelease(),
  ],
  checks: [mediaRetainedAfterFailure, retryAfterHonoured],
});

purpose('TP-CL-ER-06', {
  given: joined(),
  when: [leave(), promptly, answer(403), observe(OBSERVE), askState()],
  checks: [mediaRetainedAfterFailure, notShownAsLeft],
});

/** Each challenge has a nonce of its own, which SIPp takes from its clock. */
const challenge = 'Digest realm="ims.example.com", nonce="[clock_tick]", algorithm=MD5, qop="auth", stale=false';

purpose('TP-CL-ER-07', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(401, { headers: [`WWW-Authenticate: ${challenge}`], retryGets: 200 }),
    awaitAnotherBye(seconds(5)),
    awaitRelease(),
  ],
  checks: [challengeAnswered, mediaRetainedAfterFailure, mediaReleasedAfter2xx],
});

purpose('TP-CL-ER-08', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(407, { headers: [`Proxy-Authenticate: ${challenge}`], retryGets: 200 }),
    awaitAnotherBye(seconds(5)),
    awaitRelease(),
  ],
  checks: [challengeAnswered, mediaRetainedAfterFailure, mediaReleasedAfter2xx],
});

purpose('TP-CL-ER-09', {
  given: joined(),
  when: [leave(), promptly, answer(407, { headers: [`Proxy-Authenticate: ${challenge}`] }), observe(OBSERVE)],
  checks: [challengesEnd, mediaRetainedAfterFailure],
});

purpose('TP-CL-ER-10', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(302, { headers: ['Contact: <sip:elsewhere@192.0.2.99:5060>'] }),
    observe(OBSERVE),
    askState(),
  ],
  checks: [mediaRetainedAfterFailure, notShownAsLeft],
});

purpose('TP-CL-ER-11', {
  given: joined(),
  when: [leave(), promptly, answer(491), observe(OBSERVE)],
  checks: [mediaRetainedAfterFailure],
});

purpose('TP-CL-ER-12', {
  given: joined(),
  when: [leave(), promptly, answer(603), observe(OBSERVE), askState()],
  checks: [mediaRetainedAfterFailure, notShownAsLeft],
});

for (const code of [404, 405, 410, 414, 416, 480, 482, 483, 484, 485, 489, 501, 502, 604])
  purpose('TP-CL-ER-13', {
    variant: String(code),
    given: joined(),
    when: [leave(), promptly, answer(code), observe(OBSERVE)],
    checks: [mediaAfterDestructiveFailure],
  });

for (const code of [400, 402, 406, 413, 415, 420, 421, 423, 486, 487, 488, 493, 504, 505, 513, 580, 600, 606, 607])
  purpose('TP-CL-ER-14', {
    variant: String(code),
    given: joined(),
    when: [leave(), promptly, answer(code), observe(OBSERVE)],
    checks: [mediaRetainedAfterFailure],
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

purpose('TP-CL-ER-16', {
  given: joined(),
  when: [
    leave(),
    promptly,
    answer(500),
    deliver('Are you still there?'),
    reInvite(seconds(8)),
    hold(seconds(1)),
    leave(),
    promptly,
    answer(200),
    awaitRelease(),
  ],
  checks: [secondLeaveIsNewBye, mediaReleasedAfter2xx],
});

purpose('TP-CL-ER-17', {
  given: joined(),
  when: [leave(), promptly, answer(500), hold(seconds(1)), askState()],
  checks: [notShownAsLeft],
});

purpose('TP-CL-ER-18', {
  given: joined(),
  when: [leave(), promptly, answer(481), observe(OBSERVE), askState()],
  checks: [recoveredFromUnknownDialog],
});
