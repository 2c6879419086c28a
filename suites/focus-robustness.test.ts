import { NOTIFY_LIMIT, OBSERVE } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import { awaitNotified, gathered, leaveBy } from '../harness/choreography/focus-steps.ts';
import { type ByeForm, referMalformed, resetMedia } from '../harness/choreography/leave-steps.ts';
import { observe } from '../harness/choreography/steps.ts';
import { departureNotified, shownAsDeparted } from '../harness/judge/focus/departure.ts';
import { malformedByeRefused } from '../harness/judge/focus/leave-bye.ts';
import { malformedReferRefused, nobodyDeparted, resetIsNoLeave } from '../harness/judge/focus/leave-effect.ts';
import { leaveByeAnswered } from '../harness/judge/focus/signalling.ts';

const reasons = {
  folded: 'SIP\r\n ;cause=200\r\n ;text="Call completed"',
  'comma-list': 'RELEASE_CAUSE;cause=1, SIP;cause=200;text="Call completed"',
  'upper-case': 'SIP;CAUSE=200;TEXT="CALL COMPLETED"',
  'lower-case': 'sip;cause=200;text="call completed"',
  'unknown-protocol': 'X-Nobody-Knows;cause=4711',
  '4-kb': `SIP;cause=200;text="${'Goodbye. '.repeat(455)}"`,
};

for (const [variant, reason] of Object.entries(reasons))
  purpose('TP-RB-09', {
    variant,
    given: gathered(),
    when: [leaveBy('carol', { reason }), awaitNotified('carol')],
    checks: [leaveByeAnswered, departureNotified, shownAsDeparted],
  });

const malformed: Record<string, ByeForm> = {
  'no-to-tag': { toTag: 'absent' },
  'cseq-method': { cseqMethod: 'INVITE' },
};

for (const [variant, form] of Object.entries(malformed))
  purpose('TP-RB-10', {
    variant,
    given: gathered(),
    when: [leaveBy('carol', form), observe(NOTIFY_LIMIT)],
    checks: [malformedByeRefused, nobodyDeparted('REQ-CF-24')],
  });

for (const referTo of ['unknown-method', 'two-targets'] as const)
  purpose('TP-RB-11', {
    variant: referTo,
    given: gathered(),
    when: [referMalformed('carol', referTo), observe(NOTIFY_LIMIT)],
    checks: [malformedReferRefused, nobodyDeparted('REQ-CF-01')],
  });

purpose('TP-RB-12', {
  given: gathered(),
  when: [resetMedia('carol'), observe(OBSERVE)],
  checks: [resetIsNoLeave],
});
