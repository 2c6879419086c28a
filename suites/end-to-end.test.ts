import { purpose } from '../harness/choreography/declare.ts';
import { seconds, timesT1 } from '../harness/choreography/duration.ts';
import { awaitGone, awaitOutcome, heal, impair, rig, say, survey, userLeaves } from '../harness/choreography/rig-steps.ts';
import { noGhostParticipant } from '../harness/judge/end-to-end/ghost.ts';
import { laterLeaveTold, mediaKeptAfterFailedLeave } from '../harness/judge/end-to-end/leave.ts';

/** Timer F, and a moment for the client to draw its conclusion. */
const untilGivenUp = timesT1(70);

purpose('TP-CF-LV-19', {
  given: rig(),
  when: [
    impair({ act: 'drop', method: 'BYE', kind: 'request', direction: 'up', device: 'alice' }),
    userLeaves('alice'),
    awaitOutcome('alice', untilGivenUp),
    say('bob', 'Is Alice still here?', seconds(3)),
    survey(),
    heal(),
    userLeaves('alice'),
    awaitOutcome('alice', untilGivenUp),
    awaitGone('alice'),
    survey(),
  ],
  checks: [noGhostParticipant, mediaKeptAfterFailedLeave, laterLeaveTold],
});
