import { seconds, timerF } from '../harness/choreography/duration.ts';
import { purpose } from '../harness/choreography/declare.ts';
import {
  answerBy,
  askDialog,
  between,
  byeByUe,
  coreDown,
  loseBearer,
  probeBy,
  release,
} from '../harness/choreography/pcscf-steps.ts';
import { hold, observe } from '../harness/choreography/steps.ts';
import { dialogForgottenAfter2xx, dialogKeptAfterFailure } from '../harness/judge/pcscf/dialog.ts';
import { byePrivacySurvives, byeReasonSurvives, byeRouteRespected } from '../harness/judge/pcscf/header-fields.ts';
import { policySessionEndsWithDialog } from '../harness/judge/pcscf/policy.ts';
import {
  byeToBothSides,
  dialogForgottenAfterBoth2xx,
  dialogKeptUntilBoth2xx,
  refusedWhileReleasing,
  releaseByeRetransmitted,
  releaseEnds,
  releaseReasonGiven,
} from '../harness/judge/pcscf/release.ts';
import { byeResponseRelayed, noSuccessMadeUp } from '../harness/judge/pcscf/relay.ts';

/** A proxy may keep a transaction for 5 s after its end, and the dialog with it. */
const outlastTransaction = observe(seconds(6));
const probesFromBothSides = [probeBy('ue', 'INFO', seconds(2)), probeBy('core', 'INFO', seconds(2))];

purpose('TP-PC-RL-01', {
  given: between(),
  when: [release(), answerBy('ue', 200), answerBy('core', 200)],
  checks: [byeToBothSides, releaseReasonGiven],
});

purpose('TP-PC-RL-02', {
  given: between(),
  when: [
    release(),
    answerBy('ue', 200),
    answerBy('core', 200),
    outlastTransaction,
    askDialog(),
    ...probesFromBothSides,
  ],
  checks: [dialogForgottenAfterBoth2xx],
});

purpose('TP-PC-RL-03', {
  given: between({ transport: 'udp' }),
  when: [release(), answerBy('ue', 200), outlastTransaction, askDialog(), hold(timerF)],
  checks: [dialogKeptUntilBoth2xx, releaseByeRetransmitted],
});

purpose('TP-PC-RL-04', {
  given: between(),
  when: [release(), probeBy('ue', 'INVITE', seconds(3))],
  checks: [refusedWhileReleasing],
});

for (const code of [481, 500])
  purpose('TP-PC-RL-05', {
    variant: `${code}`,
    given: between(),
    when: [
      release(),
      answerBy('ue', code),
      answerBy('core', 200),
      outlastTransaction,
      askDialog(),
      observe(seconds(4)),
    ],
    checks: [dialogKeptUntilBoth2xx, releaseEnds],
  });

purpose('TP-PC-RL-06', {
  given: between(),
  when: [byeByUe(), hold(seconds(1)), answerBy('core', 200), outlastTransaction, ...probesFromBothSides],
  checks: [byeResponseRelayed, dialogForgottenAfter2xx],
});

purpose('TP-PC-RL-07', {
  given: between(),
  when: [byeByUe(), hold(seconds(1)), answerBy('core', 500), outlastTransaction, byeByUe(), answerBy('core', 200)],
  checks: [byeResponseRelayed, dialogKeptAfterFailure],
});

purpose('TP-PC-RL-08', {
  given: between(),
  when: [byeByUe(), hold(timerF), observe(seconds(2))],
  checks: [noSuccessMadeUp],
});

purpose('TP-PC-RL-09', {
  given: between({ transport: 'tcp' }),
  when: [coreDown(), byeByUe(), hold(timerF), observe(seconds(2))],
  checks: [noSuccessMadeUp],
});

purpose('TP-PC-RL-10', {
  given: between(),
  when: [byeByUe(), answerBy('core', 200)],
  checks: [byeReasonSurvives, byePrivacySurvives, byeRouteRespected],
});

purpose('TP-PC-RL-11', {
  given: between(),
  when: [byeByUe(), hold(seconds(6)), answerBy('core', 200)],
  checks: [noSuccessMadeUp],
});

/** Each answer comes so late that what the BYE, or the answer before, brought about has been seen by then. */
const apart = hold(seconds(1));

purpose('TP-PC-RL-12', {
  given: between({ authorized: true }),
  when: [loseBearer(), apart, answerBy('ue', 200), apart, answerBy('core', 200), observe(seconds(6))],
  checks: [policySessionEndsWithDialog],
});
