import { purpose } from '../harness/choreography/declare.ts';
import { seconds, timesT1 } from '../harness/choreography/duration.ts';
import {
  awaitGone,
  awaitOutcome,
  heal,
  impair,
  rig,
  say,
  survey,
  userLeaves,
} from '../harness/choreography/rig-steps.ts';
import { observe } from '../harness/choreography/steps.ts';
import { noGhostParticipant } from '../harness/judge/end-to-end/ghost.ts';
import { leaveTold, mediaKeptAfterFailedLeave, otherDeviceStays } from '../harness/judge/end-to-end/leave.ts';
import type { Fault } from '../harness/relay/fault.ts';

/** Timer F, and a moment for the client to draw its conclusion. */
const untilGivenUp = timesT1(70);

const byeOfAlice = { method: 'BYE', kind: 'request', direction: 'up', device: 'alice' } as const;
const leaving = [userLeaves('alice'), awaitOutcome('alice', untilGivenUp)];
const leavingForGood = [...leaving, awaitGone('alice'), survey()];
const stillHere = say('bob', 'Is Alice still here?', seconds(3));

/** A leave that fails, what the group makes of it, and one that succeeds. */
const failingFirst = (...faults: Fault[]) => [
  ...faults.map(impair),
  ...leaving,
  stillHere,
  survey(),
  heal(),
  ...leavingForGood,
];

purpose('TP-CF-LV-19', {
  given: rig(),
  when: failingFirst({ act: 'drop', ...byeOfAlice }),
  checks: [noGhostParticipant, mediaKeptAfterFailedLeave, leaveTold],
});

purpose('LOCAL-EE-LV-01', {
  given: rig(),
  when: [impair({ act: 'drop', ...byeOfAlice, occurrences: { first: 1, last: 3 } }), ...leavingForGood],
  checks: [noGhostParticipant, leaveTold],
});

purpose('LOCAL-EE-LV-02', {
  given: rig(),
  when: [
    impair({
      act: 'drop',
      method: 'BYE',
      kind: 'response',
      direction: 'down',
      device: 'alice',
      occurrences: { first: 1, last: 2 },
    }),
    ...leavingForGood,
  ],
  checks: [noGhostParticipant, leaveTold],
});

for (const code of [403, 500, 503])
  purpose('LOCAL-EE-LV-03', {
    variant: `${code}`,
    given: rig(),
    when: failingFirst({ act: 'answer', code, ...byeOfAlice }),
    checks: [noGhostParticipant, mediaKeptAfterFailedLeave, leaveTold],
  });

purpose('LOCAL-EE-LV-04', {
  given: rig(),
  when: [
    impair({ act: 'drop', direction: 'up', device: 'alice' }),
    impair({ act: 'drop', direction: 'down', device: 'alice' }),
    userLeaves('alice'),
    observe(timesT1(20)),
    heal(),
    awaitOutcome('alice', untilGivenUp),
    awaitGone('alice'),
    survey(),
  ],
  checks: [noGhostParticipant, leaveTold],
});

purpose('LOCAL-EE-LV-05', {
  given: rig(),
  when: [
    impair({
      act: 'drop',
      method: 'NOTIFY',
      kind: 'request',
      direction: 'down',
      device: 'bob',
      occurrences: { first: 1, last: 2 },
    }),
    ...leavingForGood,
  ],
  checks: [noGhostParticipant, leaveTold],
});

purpose('LOCAL-EE-LV-06', {
  given: rig({ tablet: true }),
  when: [
    userLeaves('alice-tablet'),
    awaitOutcome('alice-tablet', untilGivenUp),
    observe(seconds(1)),
    stillHere,
    survey(),
  ],
  checks: [noGhostParticipant, otherDeviceStays],
});

purpose('LOCAL-EE-LV-07', {
  given: rig({ pcscf: true }),
  when: leavingForGood,
  checks: [noGhostParticipant, leaveTold],
});
