import { purpose } from '../harness/choreography/declare.ts';
import { HOLD, seconds } from '../harness/choreography/duration.ts';
import {
  awaitNotified,
  fetchRoster,
  gathered,
  leaveBy,
  post,
  remove,
  tryPost,
} from '../harness/choreography/focus-steps.ts';
import {
  answerAs,
  askRemoval,
  awaitByes,
  awaitOutcome,
  endSession,
  flood,
  removeSeveral,
  resumeReading,
  stallReading,
} from '../harness/choreography/removal-steps.ts';
import { answer, hold, observe } from '../harness/choreography/steps.ts';
import { nothingDeliveredAfterBye, queueDiscarded } from '../harness/judge/focus/delivery.ts';
import { removedMediaReleased } from '../harness/judge/focus/media.ts';
import { outcomeReported } from '../harness/judge/focus/refer-outcome.ts';
import {
  originatorAuthenticated,
  reasonTextWellFormed,
  removalByeArrives,
} from '../harness/judge/focus/removal-bye.ts';
import {
  selfRemovalDecided,
  severalRemoved,
  strangerNotRemoved,
  unauthorisedRefused,
} from '../harness/judge/focus/removal-request.ts';
import { removedKeptInRoster } from '../harness/judge/focus/roster.ts';
import { everybodyRemoved, lastOnesRemoved } from '../harness/judge/focus/session-end.ts';
import { removalBye, removalByeReason410 } from '../harness/judge/focus/signalling.ts';

purpose('TP-CF-RM-01', {
  given: gathered(),
  when: [remove('carol'), answer(200)],
  checks: [removalBye, removalByeArrives],
});

purpose('TP-CF-RM-02', {
  given: gathered(),
  when: [remove('carol'), answer(200)],
  checks: [removalByeReason410],
});

purpose('TP-CF-RM-03', {
  given: gathered(),
  when: [remove('carol'), answer(200)],
  checks: [reasonTextWellFormed],
});

purpose('TP-CF-RM-04', {
  given: gathered(),
  when: [remove('carol', { claiming: 'bob' }), answer(200)],
  checks: [originatorAuthenticated],
});

purpose('TP-CF-RM-05', {
  given: gathered(),
  when: [remove('carol'), hold(HOLD), tryPost('carol', 'Can you hear me?'), answer(200), awaitNotified('carol')],
  checks: [removedMediaReleased],
});

purpose('TP-CF-RM-06', {
  given: gathered(),
  when: [stallReading('carol'), flood(), remove('carol'), answer(200), resumeReading('carol'), observe(seconds(2))],
  checks: [queueDiscarded],
});

purpose('TP-CF-RM-07', {
  given: gathered(),
  when: [
    remove('carol'),
    post('bob', 'Carol is being removed'),
    answer(200),
    awaitNotified('carol'),
    post('bob', 'Carol has been removed'),
  ],
  checks: [nothingDeliveredAfterBye, removedMediaReleased],
});

purpose('TP-CF-RM-08', {
  given: gathered(),
  when: [remove('carol'), fetchRoster('bob'), answer(200), awaitNotified('carol'), fetchRoster('bob')],
  checks: [removedKeptInRoster],
});

purpose('TP-CF-RM-09', {
  variant: 'participant',
  given: gathered(),
  when: [askRemoval('carol', 'bob'), observe(seconds(2))],
  checks: [unauthorisedRefused],
});

purpose('TP-CF-RM-09', {
  variant: 'outsider',
  given: gathered({ outsiders: ['dave'] }),
  when: [askRemoval('carol', 'dave'), observe(seconds(2))],
  checks: [unauthorisedRefused],
});

purpose('TP-CF-RM-10', {
  given: gathered(),
  when: [askRemoval('dave', 'alice', { watched: true }), awaitOutcome(), observe(seconds(2))],
  checks: [strangerNotRemoved],
});

for (const code of [200, 403])
  purpose('TP-CF-RM-11', {
    variant: String(code),
    given: gathered(),
    when: [remove('carol', { watched: true }), hold(seconds(0.5)), answer(code), awaitOutcome()],
    checks: [outcomeReported],
  });

purpose('TP-CF-RM-12', {
  given: gathered({ members: ['alice', 'bob', 'carol', 'dave'] }),
  when: [
    removeSeveral('bob', 'carol'),
    answerAs('bob', 200),
    answerAs('carol', 200),
    awaitNotified('bob'),
    awaitNotified('carol'),
  ],
  checks: [severalRemoved],
});

purpose('TP-CF-RM-13', {
  given: gathered(),
  when: [
    endSession(),
    awaitByes('alice', 'bob', 'carol'),
    tryPost('bob', 'Is anybody there?'),
    answerAs('alice', 200),
    answerAs('bob', 200),
    answerAs('carol', 200),
    observe(seconds(2)),
  ],
  checks: [everybodyRemoved],
});

purpose('TP-CF-RM-14', {
  given: gathered({ members: ['alice', 'carol'] }),
  when: [leaveBy('carol'), awaitByes('alice'), answerAs('alice', 200)],
  checks: [lastOnesRemoved],
});

purpose('TP-CF-RM-15', {
  given: gathered(),
  when: [askRemoval('alice', 'alice'), awaitByes('alice'), answerAs('alice', 200)],
  checks: [selfRemovalDecided],
});
