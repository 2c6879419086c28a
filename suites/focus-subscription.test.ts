import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, gathered, remove } from '../harness/choreography/focus-steps.ts';
import { answer } from '../harness/choreography/steps.ts';
import { shownAsDeparted } from '../harness/judge/focus/departure.ts';

purpose('TP-CF-SU-07', {
  given: gathered(),
  when: [remove('carol'), answer(200), awaitNotified('carol')],
  checks: [shownAsDeparted],
});
