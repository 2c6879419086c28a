import { purpose } from '../harness/choreography/declare.ts';
import { seconds, timesT1 } from '../harness/choreography/duration.ts';
import {
  awaitGone,
  awaitOutcome,
  awaitQuiet,
  heal,
  impair,
  makerRemoves,
  resolve,
  rig,
  rollCall,
  say,
  survey,
  systemRestarts,
  userLeaves,
  userTries,
} from '../harness/choreography/rig-steps.ts';
import { observe } from '../harness/choreography/steps.ts';
import { noGhostParticipant } from '../harness/judge/end-to-end/ghost.ts';
import { leftByConfirmation, nothingUnconfirmed } from '../harness/judge/end-to-end/claim.ts';
import {
  leaverDepartsOnce,
  leaveTold,
  mediaKeptAfterFailedLeave,
  otherDeviceStays,
  rostersShown,
} from '../harness/judge/end-to-end/leave.ts';
import { departureNotBeforeFinal, departureNotified } from '../harness/judge/focus/departure.ts';
import { declarationOf, EXPLORATION_PURPOSE } from '../harness/exploration/declaration.ts';
import { loadSchedule } from '../harness/exploration/schedule-file.ts';
import type { Fault } from '../harness/relay/fault.ts';

/** Timer F, and a moment for the client to draw its conclusion. */
const untilGivenUp = timesT1(70);

const byeOfAlice = { method: 'BYE', kind: 'request', direction: 'up', device: 'alice' } as const;
const leaving = [userLeaves('alice'), awaitOutcome('alice', untilGivenUp)];
const leavingForGood = [...leaving, awaitGone('alice'), survey()];
const stillHere = say('bob', 'Is Alice still here?', seconds(3));

const look = [rollCall(seconds(3)), survey()];

/** The network is sound again, and whoever is not sure to have left tries again. */
const findingOut = [heal(), awaitQuiet(true), ...look, resolve(), awaitQuiet(true), ...look];
const neverPremature = [noGhostParticipant, leftByConfirmation, nothingUnconfirmed];
const firstByeIsLost = impair({ act: 'drop', ...byeOfAlice, occurrences: { first: 1, last: 1 } });

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
  // A P-CSCF would repeat the NOTIFY for the focus.
  given: rig({ pcscf: false }),
  when: [
    impair({
      act: 'drop',
      method: 'NOTIFY',
      kind: 'request',
      direction: 'down',
      device: 'bob',
      occurrences: { first: 1, last: 2 },
    }),
    ...leaving,
    awaitGone('alice'),
    awaitQuiet(false),
    survey(),
  ],
  checks: [noGhostParticipant, leaveTold, rostersShown],
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

purpose('LOCAL-EE-LV-08', {
  given: rig({ pcscf: true }),
  when: [
    firstByeIsLost,
    userLeaves('alice'),
    systemRestarts('pcscf'),
    awaitOutcome('alice', untilGivenUp),
    ...findingOut,
  ],
  checks: neverPremature,
});

purpose('LOCAL-EE-LV-09', {
  given: rig(),
  when: [
    firstByeIsLost,
    userLeaves('alice'),
    systemRestarts('focus'),
    awaitOutcome('alice', untilGivenUp),
    // A client notices the loss of its media and gives the session up before its user can join again.
    observe(seconds(4)),
    userTries('bob', 'join'),
    userTries('carol', 'join'),
    ...findingOut,
  ],
  checks: neverPremature,
});

purpose('LOCAL-EE-LV-10', {
  given: rig(),
  when: [
    impair({ act: 'drop', method: 'BYE', kind: 'response', direction: 'down', device: 'alice' }),
    ...leaving,
    ...findingOut,
  ],
  checks: neverPremature,
});

purpose('LOCAL-EE-RM-01', {
  given: rig(),
  when: [
    impair({ act: 'delay', ms: 300, ...byeOfAlice }),
    impair({ act: 'delay', ms: 1500, method: 'BYE', kind: 'response', direction: 'up', device: 'alice' }),
    userLeaves('alice'),
    makerRemoves('alice'),
    awaitQuiet(true),
    heal(),
    ...look,
  ],
  checks: [noGhostParticipant, leftByConfirmation, leaverDepartsOnce],
});

purpose('LOCAL-EE-FR-01', {
  given: rig(),
  when: [
    impair({ act: 'delay', ms: 1500, method: 'BYE', kind: 'response', direction: 'up', device: 'carol' }),
    makerRemoves('carol'),
    awaitQuiet(true),
    heal(),
    ...look,
  ],
  checks: [departureNotBeforeFinal, departureNotified, noGhostParticipant],
});

/** Schedules of faults that are worth keeping; bin/cpm-leave explore finds more. */
for (const variant of ['a-device-leaves-in-the-dark', 'answered-by-a-hop', 'gone-and-back', 'refused-by-a-hop'])
  purpose(
    EXPLORATION_PURPOSE,
    declarationOf(loadSchedule(new URL(`schedules/${variant}.yaml`, import.meta.url).pathname), variant),
  );
