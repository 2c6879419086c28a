import { describe, expect, test } from '@jest/globals';
import type { Check, Evidence } from '../check.ts';
import { dialogForgottenAfter2xx, dialogKeptAfterFailure } from './dialog.ts';
import { byePrivacySurvives, byeReasonSurvives, byeRouteRespected } from './header-fields.ts';
import { MadeDialog, type MadeRequest } from './made-dialog.ts';
import {
  byeToBothSides,
  dialogForgottenAfterBoth2xx,
  dialogKeptUntilBoth2xx,
  refusedWhileReleasing,
  releaseByeRetransmitted,
  releaseEnds,
  releaseReasonGiven,
} from './release.ts';
import { byeResponseRelayed, noSuccessMadeUp } from './relay.ts';

const BYE: MadeRequest = { method: 'BYE', cseq: 2 };
const INFO: MadeRequest = { method: 'INFO', cseq: 3 };
const verdictOf = (check: Check, evidence: Evidence): string => check.judge(evidence, 'cr').verdict;
const messageOf = (check: Check, evidence: Evidence): string => check.judge(evidence, 'cr').message;

describe('bye-response-relayed', () => {
  const relayed = (answered: [number, number], told?: [number, number]) =>
    new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001, answered, ...(told && { told }) }).evidence(9000);

  test('the same status, after the core gave it', () => {
    expect(verdictOf(byeResponseRelayed, relayed([2000, 500], [2002, 500]))).toBe('pass');
  });

  test('SIPp notes what it sent a little after it sent it: between go and record is after', () => {
    expect(verdictOf(byeResponseRelayed, relayed([2000, 200], [1999.5, 200]))).toBe('pass');
  });

  test.each([
    ['another status', relayed([2000, 500], [2002, 200]), 'the core answered the BYE 500, the UE was told 200'],
    ['too early', relayed([2000, 200], [1500, 200]), 'the UE was answered 200 500 ms before the core answered 200'],
    ['nothing', relayed([2000, 200]), 'the core answered the BYE 200, and the UE was told nothing'],
  ])('%s fails', (_, evidence, message) => {
    expect(byeResponseRelayed.judge(evidence, 'cr')).toMatchObject({ verdict: 'fail', message });
  });

  test('a BYE that never reached the core fails', () => {
    const evidence = new MadeDialog().request(1000, 'ue', BYE, { told: [1002, 200] }).evidence(9000);
    expect(messageOf(byeResponseRelayed, evidence)).toBe(
      'the BYE of the UE never reached the core; the UE got 200 after 2.0 ms',
    );
    expect(verdictOf(byeResponseRelayed, evidence)).toBe('fail');
  });

  test('no BYE, or none that was answered, says nothing', () => {
    expect(verdictOf(byeResponseRelayed, new MadeDialog().evidence(9000))).toBe('inconc');
    expect(
      verdictOf(byeResponseRelayed, new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001 }).evidence(9000)),
    ).toBe('inconc');
  });
});

describe('no-2xx-made-up', () => {
  const leave = (fate: Parameters<MadeDialog['request']>[3]) =>
    new MadeDialog().request(1000, 'ue', BYE, fate).evidence(9000);

  test.each([
    ['no answer', { arrives: 1001 }],
    ['a timeout', { arrives: 1001, told: [7400, 408] }],
    ['the error of a hop', { told: [1010, 500] }],
    ["the core's own 200", { arrives: 1001, answered: [2000, 200], told: [2001, 200] }],
  ] as const)('%s passes', (_, fate) => {
    expect(verdictOf(noSuccessMadeUp, leave(structuredClone(fate) as never))).toBe('pass');
  });

  test.each([
    ['the core is silent', { arrives: 1001, told: [1002, 200] }],
    ['the core refuses', { arrives: 1001, answered: [1500, 500], told: [1502, 200] }],
    ['the core answers later', { arrives: 1001, answered: [5000, 200], told: [1002, 202] }],
    ['the core never got it', { told: [1002, 200] }],
  ] as const)('a 2xx fails where %s', (_, fate) => {
    expect(verdictOf(noSuccessMadeUp, leave(structuredClone(fate) as never))).toBe('fail');
  });
});

describe('header fields of the BYE', () => {
  const sent = [
    'Reason: SIP;cause=200',
    'Privacy: id',
    'Route: <sip:192.0.2.9:5060;lr>, <sip:scscf@192.0.2.2:5060;lr>',
  ];
  const arriving = (headers: string[], requestUri?: string) =>
    new MadeDialog()
      .request(
        1000,
        'ue',
        { ...BYE, headers: sent },
        { arrives: 1001, arrivesAs: { headers, ...(requestUri && { requestUri }) } },
      )
      .evidence(3000);
  const good = ['Reason: SIP;cause=200', 'Privacy: id', 'Route: <sip:scscf@192.0.2.2:5060;lr>'];

  test('all as sent pass', () => {
    for (const check of [byeReasonSurvives, byePrivacySurvives, byeRouteRespected])
      expect(verdictOf(check, arriving(good))).toBe('pass');
  });

  test.each([
    [byeReasonSurvives, good.slice(1)],
    [byeReasonSurvives, ['Reason: SIP;cause=503', ...good.slice(1)]],
    [byePrivacySurvives, [good[0]!, good[2]!]],
    [byeRouteRespected, good.slice(0, 2)],
    [byeRouteRespected, [...good.slice(0, 2), 'Route: <sip:192.0.2.9:5060;lr>, <sip:scscf@192.0.2.2:5060;lr>']],
  ])('what is lost or changed fails: %#', (check, headers) => {
    expect(verdictOf(check, arriving(headers))).toBe('fail');
  });

  test('another Request-URI fails', () => {
    expect(verdictOf(byeRouteRespected, arriving(good, 'sip:elsewhere@192.0.2.2'))).toBe('fail');
  });

  test('where no BYE arrives nothing is said', () => {
    expect(verdictOf(byeReasonSurvives, new MadeDialog().request(1000, 'ue', BYE, {}).evidence(3000))).toBe('inconc');
  });
});

describe('dialog-forgotten-after-2xx', () => {
  const after = (probe: Parameters<MadeDialog['request']>[3], leave = 200) =>
    new MadeDialog()
      .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, leave], told: [1102, leave] })
      .request(7200, 'ue', INFO, probe)
      .evidence(9000);

  test('481 and silence pass, forwarding fails', () => {
    expect(verdictOf(dialogForgottenAfter2xx, after({ told: [7201, 481] }))).toBe('pass');
    expect(dialogForgottenAfter2xx.judge(after({}), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    });
    expect(verdictOf(dialogForgottenAfter2xx, after({ arrives: 7201, answered: [7202, 200], told: [7203, 200] }))).toBe(
      'fail',
    );
  });

  test('without a 2xx, or a probe, nothing is said', () => {
    expect(verdictOf(dialogForgottenAfter2xx, after({ told: [7201, 481] }, 500))).toBe('inconc');
    const unprobed = new MadeDialog().request(1000, 'ue', BYE, {
      arrives: 1001,
      answered: [1100, 200],
      told: [1102, 200],
    });
    expect(verdictOf(dialogForgottenAfter2xx, unprobed.evidence(9000))).toBe('inconc');
  });
});

describe('dialog-kept-after-failure', () => {
  const retried = (second: Parameters<MadeDialog['request']>[3], first = 500, until = 10_000) =>
    new MadeDialog()
      .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, first], told: [1102, first] })
      .request(7200, 'ue', { ...BYE, cseq: 3 }, second)
      .evidence(until);

  test('a second BYE that gets through passes', () => {
    expect(
      verdictOf(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200], told: [7203, 200] })),
    ).toBe('pass');
  });

  test('one that is refused, or whose 200 is lost, fails', () => {
    expect(messageOf(dialogKeptAfterFailure, retried({ told: [7201, 481] }))).toBe(
      'the second BYE, 6098 ms after the 500 to the first, was not forwarded; the UE got 481',
    );
    expect(verdictOf(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200] }))).toBe('fail');
    expect(verdictOf(dialogKeptAfterFailure, retried({}))).toBe('fail');
  });

  test('one that may still be under way at the end of the observation is left open', () => {
    expect(verdictOf(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200] }, 500, 9701))).toBe(
      'inconc',
    );
    expect(verdictOf(dialogKeptAfterFailure, retried({}, 500, 9699))).toBe('inconc');
  });

  test('without a failure before it says nothing', () => {
    expect(verdictOf(dialogKeptAfterFailure, retried({ told: [7201, 481] }, 200))).toBe('inconc');
  });
});

describe('release by the network', () => {
  const released = () =>
    new MadeDialog().says(900, 'present').releaseBye(1000, 'ue', { cseq: 1 }).releaseBye(1001, 'core', { cseq: 2 });
  const answered = (ue: number, core: number) =>
    new MadeDialog()
      .says(900, 'present')
      .releaseBye(1000, 'ue', { cseq: 1 }, [1010, ue])
      .releaseBye(1001, 'core', { cseq: 2 }, [1020, core]);

  test('a BYE to both sides out of what is stored passes', () => {
    expect(byeToBothSides.judge(released().evidence(3000), 'cr')).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(releaseReasonGiven, released().evidence(3000))).toBe('pass');
  });

  test('one side alone, a CSeq used before, no Reason fail', () => {
    const oneSided = (until: number) => {
      const dialog = new MadeDialog().releaseBye(1000, 'ue', { cseq: 1 });
      dialog.timeline.add(990, { kind: 'control', target: 'pcscf', action: 'release', phase: 'answer' });
      return byeToBothSides.judge(dialog.evidence(until), 'cr');
    };
    expect(oneSided(3490)).toEqual({ verdict: 'fail', message: 'no BYE came to the core' });
    expect(oneSided(3489).verdict).toBe('inconc');
    const stale = new MadeDialog()
      .request(500, 'ue', { method: 'INFO', cseq: 2 }, { arrives: 501, answered: [502, 200], told: [503, 200] })
      .releaseBye(1000, 'ue', { cseq: 1 })
      .releaseBye(1001, 'core', { cseq: 2 });
    expect(messageOf(byeToBothSides, stale.evidence(3000))).toBe('to the core: CSeq is 2, 2 had been used');
    const bare = new MadeDialog()
      .releaseBye(1000, 'ue', { cseq: 1, headers: [] })
      .releaseBye(1001, 'core', { cseq: 2 });
    expect(messageOf(releaseReasonGiven, bare.evidence(3000))).toBe('no Reason in the BYE to the UE');
  });

  test('a release that could not be triggered says nothing', () => {
    const evidence = new MadeDialog().triggerFails(900, 'not supported').evidence(3000);
    for (const check of [
      byeToBothSides,
      releaseReasonGiven,
      dialogForgottenAfterBoth2xx,
      dialogKeptUntilBoth2xx,
      releaseEnds,
      refusedWhileReleasing,
    ])
      expect(check.judge(evidence, 'cr')).toEqual({
        verdict: 'inconc',
        message: 'the release could not be triggered: not supported',
      });
  });

  test('after two 2xx: gone passes, stored or forwarded fails', () => {
    const gone = answered(200, 200)
      .says(7100, 'absent')
      .request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(verdictOf(dialogForgottenAfterBoth2xx, gone.evidence(9000))).toBe('pass');
    const stored = answered(200, 200)
      .says(7100, 'present')
      .request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(verdictOf(dialogForgottenAfterBoth2xx, stored.evidence(9000))).toBe('fail');
    const forwarded = answered(200, 200).request(7200, 'core', INFO, { arrives: 7201 });
    expect(verdictOf(dialogForgottenAfterBoth2xx, forwarded.evidence(9000))).toBe('fail');
    expect(verdictOf(dialogForgottenAfterBoth2xx, answered(200, 500).evidence(9000))).toBe('inconc');
  });

  test('after less than two 2xx: stored passes, gone fails, gone after 481 is worth a note', () => {
    expect(verdictOf(dialogKeptUntilBoth2xx, answered(500, 200).says(2000, 'present').evidence(9000))).toBe('pass');
    expect(verdictOf(dialogKeptUntilBoth2xx, answered(500, 200).says(2000, 'absent').evidence(9000))).toBe('fail');
    expect(dialogKeptUntilBoth2xx.judge(answered(481, 200).says(2000, 'absent').evidence(9000), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.stringContaining('481')],
    });
  });

  test("the P-CSCF's word counts only where it knew the dialog before", () => {
    const blind = new MadeDialog()
      .says(900, 'absent')
      .releaseBye(1000, 'ue', { cseq: 1 }, [1010, 200])
      .releaseBye(1001, 'core', { cseq: 2 })
      .says(2000, 'absent');
    expect(dialogKeptUntilBoth2xx.judge(blind.evidence(9000), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.stringContaining('not known')],
    });
  });

  test('a request amid the release: 481 passes, forwarding and other answers fail', () => {
    const amid = (fate: Parameters<MadeDialog['request']>[3]) =>
      released().request(1100, 'ue', { method: 'INVITE', cseq: 3 }, fate).evidence(3000);
    expect(verdictOf(refusedWhileReleasing, amid({ told: [1101, 481] }))).toBe('pass');
    expect(verdictOf(refusedWhileReleasing, amid({ told: [1101, 500] }))).toBe('fail');
    expect(verdictOf(refusedWhileReleasing, amid({ arrives: 1101, answered: [1102, 200], told: [1103, 200] }))).toBe(
      'fail',
    );
    expect(verdictOf(refusedWhileReleasing, released().evidence(3000))).toBe('inconc');
    const unanswered = (waited: number) => {
      const evidence = released()
        .request(1100, 'ue', { method: 'INVITE', cseq: 3 }, {})
        .evidence(1100 + waited);
      return refusedWhileReleasing.judge({ ...evidence, ixit: { ...evidence.ixit, t1: 100 } }, 'cr');
    };
    expect(unanswered(800).verdict).toBe('fail');
    expect(unanswered(799)).toEqual({
      verdict: 'inconc',
      message:
        'the re-INVITE of the UE, 100 ms after the BYE, was not forwarded; the UE got no answer; only 799 ms of the observation were left, too close to its end to tell',
      repeatable: true,
    });
  });

  test('BYEs without end fail', () => {
    const flood = released();
    for (let cseq = 2; cseq < 6; cseq++) flood.releaseBye(1000 + cseq * 100, 'ue', { cseq }, [1001 + cseq * 100, 500]);
    expect(verdictOf(releaseEnds, released().evidence(3000))).toBe('pass');
    expect(messageOf(releaseEnds, flood.evidence(3000))).toBe('BYEs within 2000 ms: 5 to the UE, 1 to the core');
    expect(verdictOf(releaseEnds, flood.evidence(3000))).toBe('fail');
  });

  test('a BYE that is given up early fails, one that both sides answered says nothing', () => {
    expect(verdictOf(releaseByeRetransmitted, released().evidence(9000, { t1: 100, t2: 800 }))).toBe('fail');
    expect(verdictOf(releaseByeRetransmitted, answered(200, 200).evidence(9000))).toBe('inconc');
  });
});
