import { HOLD } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, fetchRoster, gathered, remove, tryPost } from '../harness/choreography/focus-steps.ts';
import { answer, hold } from '../harness/choreography/steps.ts';
import { removedMediaReleased } from '../harness/judge/focus/media.ts';
import { removalBye, removalByeReason410 } from '../harness/judge/focus/signalling.ts';
import { removedKeptInRoster } from '../harness/judge/focus/roster.ts';

purpose('TP-CF-RM-01', {
  given: gathered(),
  when: [remove('carol'), answer(200)],
  checks: [removalBye],
});

purpose('TP-CF-RM-02', {
  given: gathered(),
  when: [remove('carol'), answer(200)],
  checks: [removalByeReason410],
});

purpose('TP-CF-RM-05', {
  given: gathered(),
  when: [remove('carol'), hold(HOLD), tryPost('carol', 'Can you hear me?'), answer(200), awaitNotified('carol')],
  checks: [removedMediaReleased],
});

purpose('TP-CF-RM-08', {
  given: gathered(),
  when: [remove('carol'), fetchRoster('bob'), answer(200), awaitNotified('carol'), fetchRoster('bob')],
  checks: [removedKeptInRoster],
});
