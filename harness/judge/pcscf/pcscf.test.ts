import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../check.ts';
import { said } from '../client/made-judgement.ts';
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

describe('bye-response-relayed', () => {
  const relayed = (answered: [number, number], told?: [number, number]) =>
    new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001, answered, ...(told && { told }) }).evidence(9000);

  test('the same status, after the core gave it', () => {
    expect(said(byeResponseRelayed, relayed([2000, 500], [2002, 500]))).toBe(
      'pass: 500 relayed in 2.0 ms; by core sent SIP/2.0 500 at 2000, ue received SIP/2.0 500 at 2002: 2 ms',
    );
  });

  test('SIPp notes what it sent a little after it sent it: between go and record is after', () => {
    expect(said(byeResponseRelayed, relayed([2000, 200], [1999.5, 200]))).toBe(
      'pass: 200 relayed in 0.0 ms; by core sent SIP/2.0 200 at 2000, ue received SIP/2.0 200 at 1999.5: -0.5 ms',
    );
  });

  test.each([
    ['another status', relayed([2000, 500], [2002, 200]), 'the core answered the BYE 500, the UE was told 200'],
    ['too early', relayed([2000, 200], [1500, 200]), 'the UE was answered 200 500 ms before the core answered 200'],
    ['nothing', relayed([2000, 200]), 'the core answered the BYE 200, and the UE was told nothing'],
  ])('%s fails', (_, evidence, message) => {
    expect(byeResponseRelayed.judge(evidence, 'cr')).toMatchObject({ verdict: 'fail', message });
  });

  test('what decides where the UE was told too early, or nothing', () => {
    expect(said(byeResponseRelayed, relayed([2000, 200], [1998.5, 200]))).toBe(
      'fail: the UE was answered 200 1.5 ms before the core answered 200; by ue received SIP/2.0 200 at 1998.5, core sent SIP/2.0 200 at 2000: -1.5 ms',
    );
    expect(said(byeResponseRelayed, relayed([2000, 200], [1999, 200]))).toBe(
      'pass: 200 relayed in 0.0 ms; by core sent SIP/2.0 200 at 2000, ue received SIP/2.0 200 at 1999: -1 ms',
    );
    expect(said(byeResponseRelayed, relayed([2000, 200]))).toBe(
      'fail: the core answered the BYE 200, and the UE was told nothing; by core sent SIP/2.0 200 at 2000',
    );
  });

  test('a BYE that never reached the core fails', () => {
    const evidence = new MadeDialog().request(1000, 'ue', BYE, { told: [1002, 200] }).evidence(9000);
    expect(said(byeResponseRelayed, evidence)).toBe(
      'fail: the BYE of the UE never reached the core; the UE got 200 after 2.0 ms',
    );
    expect(said(byeResponseRelayed, evidence)).toBe(
      'fail: the BYE of the UE never reached the core; the UE got 200 after 2.0 ms',
    );
  });

  test('no BYE, or none that was answered, says nothing', () => {
    expect(said(byeResponseRelayed, new MadeDialog().evidence(9000))).toBe('inconc: the UE sent no BYE');
    expect(said(byeResponseRelayed, new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001 }).evidence(9000))).toBe(
      'inconc: the core answered no BYE',
    );
  });
});

describe('no-2xx-made-up', () => {
  const leave = (fate: Parameters<MadeDialog['request']>[3]) =>
    new MadeDialog().request(1000, 'ue', BYE, fate).evidence(9000);

  test.each([
    ['no answer', { arrives: 1001 }, 'pass: in the 8000 ms after its BYE the UE got no final response'],
    [
      'a timeout',
      { arrives: 1001, told: [7400, 408] },
      'pass: in the 8000 ms after its BYE the UE got 408 after 6400 ms',
    ],
    ['the error of a hop', { told: [1010, 500] }, 'pass: in the 8000 ms after its BYE the UE got 500 after 10 ms'],
    ['a redirection', { told: [1010, 300] }, 'pass: in the 8000 ms after its BYE the UE got 300 after 10 ms'],
    [
      "the core's own 200",
      { arrives: 1001, answered: [2000, 200], told: [2001, 200] },
      'pass: in the 8000 ms after its BYE the UE got 200 after 1001 ms',
    ],
    [
      'the same, between go and record',
      { arrives: 1001, answered: [2000, 200], told: [1999, 200] },
      'pass: in the 8000 ms after its BYE the UE got 200 after 999 ms',
    ],
  ] as const)('%s passes', (_, fate, expected) => {
    expect(said(noSuccessMadeUp, leave(structuredClone(fate) as never))).toBe(expected);
  });

  test.each([
    [
      'the core is silent',
      { arrives: 1001, told: [1002, 200] },
      'fail: the UE was told 200 2.0 ms after its BYE, which the core has not answered; by ue sent BYE at 1000, ue received SIP/2.0 200 at 1002: 2 ms',
    ],
    [
      'the core refuses',
      { arrives: 1001, answered: [1500, 500], told: [1502, 200] },
      'fail: the UE was told 200 502 ms after its BYE, which the core answered 500; by ue sent BYE at 1000, ue received SIP/2.0 200 at 1502: 502 ms',
    ],
    [
      'the core redirects',
      { arrives: 1001, answered: [1500, 300], told: [1502, 200] },
      'fail: the UE was told 200 502 ms after its BYE, which the core answered 300; by ue sent BYE at 1000, ue received SIP/2.0 200 at 1502: 502 ms',
    ],
    [
      'the core answers later',
      { arrives: 1001, answered: [5000, 200], told: [1002, 202] },
      'fail: the UE was told 202 3998 ms before the core answered; by ue received SIP/2.0 202 at 1002, core sent SIP/2.0 200 at 5000: -3998 ms',
    ],
    [
      'the core never got it',
      { told: [1002, 200] },
      'fail: the UE was told 200 2.0 ms after its BYE, which the core has not answered; by ue sent BYE at 1000, ue received SIP/2.0 200 at 1002: 2 ms',
    ],
  ] as const)('a 2xx fails where %s', (_, fate, expected) => {
    expect(said(noSuccessMadeUp, leave(structuredClone(fate) as never))).toBe(expected);
  });

  test('a 2xx is left open from when the core was let go with an answer that is not on record', () => {
    const letGo = (told: number) => {
      const made = new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001, told: [told, 200] });
      made.timeline.go(2000, 'core', 'call-1', '200 to BYE');
      return said(noSuccessMadeUp, made.evidence(9000));
    };
    expect(letGo(2000)).toBe(
      'inconc: the UE was told 200 when the core had been let go with an answer that is not on record; to be repeated',
    );
    expect(letGo(1999)).toBe(
      'fail: the UE was told 200 999 ms after its BYE, which the core has not answered; by ue sent BYE at 1000, ue received SIP/2.0 200 at 1999: 999 ms',
    );
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
    expect(said(byeReasonSurvives, arriving(good))).toBe(
      'pass: Reason arrived as sent: SIP;cause=200; by ue sent BYE at 1000, core received BYE at 1001',
    );
    expect(said(byePrivacySurvives, arriving(good))).toBe(
      'pass: Privacy arrived as sent: id; by ue sent BYE at 1000, core received BYE at 1001',
    );
    expect(said(byeRouteRespected, arriving(good))).toBe(
      'pass: Request-URI unchanged, Route: <sip:scscf@192.0.2.2:5060;lr>; by ue sent BYE at 1000, core received BYE at 1001',
    );
  });

  test.each([
    [
      byeReasonSurvives,
      good.slice(1),
      'fail: sent with SIP;cause=200, it arrived with no Reason; by ue sent BYE at 1000, core received BYE at 1001',
    ],
    [
      byeReasonSurvives,
      ['Reason: SIP;cause=503', ...good.slice(1)],
      'fail: sent with SIP;cause=200, it arrived with SIP;cause=503; by ue sent BYE at 1000, core received BYE at 1001',
    ],
    [
      byeReasonSurvives,
      ['Reason: SIP;cause=200, Q.850;cause=16', ...good.slice(1)],
      'fail: sent with SIP;cause=200, it arrived with SIP;cause=200, Q.850;cause=16; by ue sent BYE at 1000, core received BYE at 1001',
    ],
    [
      byePrivacySurvives,
      [good[0]!, good[2]!],
      'fail: sent with id, it arrived with no Privacy; by ue sent BYE at 1000, core received BYE at 1001',
    ],
    [
      byeRouteRespected,
      good.slice(0, 2),
      'fail: it arrived with no Route; <sip:scscf@192.0.2.2:5060;lr> is due; by ue sent BYE at 1000, core received BYE at 1001',
    ],
    [
      byeRouteRespected,
      [...good.slice(0, 2), 'Route: <sip:192.0.2.9:5060;lr>, <sip:scscf@192.0.2.2:5060;lr>'],
      'fail: it arrived with Route: <sip:192.0.2.9:5060;lr>, <sip:scscf@192.0.2.2:5060;lr>; <sip:scscf@192.0.2.2:5060;lr> is due; by ue sent BYE at 1000, core received BYE at 1001',
    ],
  ])('what is lost or changed fails: %#', (check, headers, expected) => {
    expect(said(check, arriving(headers))).toBe(expected);
  });

  test('who the P-CSCF says that it is, is noted', () => {
    const asserted = 'P-Asserted-Identity: <sip:alice@ims.test>';
    expect(said(byePrivacySurvives, arriving([...good, asserted]))).toBe(
      'pass: Privacy arrived as sent: id; by ue sent BYE at 1000, core received BYE at 1001; note: P-Asserted-Identity: <sip:alice@ims.test>',
    );
    expect(said(byePrivacySurvives, arriving([asserted]))).toBe(
      'fail: sent with id, it arrived with no Privacy; by ue sent BYE at 1000, core received BYE at 1001',
    );
  });

  test('without an answer to the INVITE no route is known', () => {
    const { timeline, ixit } = arriving(good);
    const unanswered = timeline.filter((event) => event.kind !== 'sip' || !event.raw.startsWith('SIP/2.0 200'));
    expect(said(byeRouteRespected, { timeline: unanswered, ixit })).toBe(
      'inconc: the INVITE was not answered; by ue sent BYE at 1000, core received BYE at 1001',
    );
    const unrecorded = timeline.filter((event) => event.kind !== 'sip' || event.at >= 1000);
    expect(said(byeRouteRespected, { timeline: unrecorded, ixit })).toBe(
      'inconc: the INVITE was not answered; by ue sent BYE at 1000, core received BYE at 1001',
    );
  });

  test.each([
    ['another Call-ID', /call-1/, 'call-2'],
    ['another From tag', /tag=u1/, 'tag=u2'],
    ['another CSeq', /^CSeq: 2/m, 'CSeq: 3'],
    ['no CSeq', /^CSeq: .*\r\n/m, ''],
  ])('what arrives with %s is another request', (_, pattern, by) => {
    const { timeline, ixit } = arriving(good);
    const other = timeline.map((event) =>
      event.kind === 'sip' && event.at === 1001 ? { ...event, raw: event.raw.replace(pattern, by) } : event,
    );
    expect(said(byeReasonSurvives, { timeline: other, ixit })).toBe('inconc: no BYE of the UE reached the core');
  });

  test('another Request-URI fails', () => {
    expect(said(byeRouteRespected, arriving(good, 'sip:elsewhere@192.0.2.2'))).toBe(
      'fail: Request-URI sip:gs-1@192.0.2.2:5060 arrived as sip:elsewhere@192.0.2.2; by ue sent BYE at 1000, core received BYE at 1001',
    );
  });

  test('where no BYE arrives nothing is said', () => {
    expect(said(byeReasonSurvives, new MadeDialog().request(1000, 'ue', BYE, {}).evidence(3000))).toBe(
      'inconc: no BYE of the UE reached the core',
    );
  });
});

describe('dialog-forgotten-after-2xx', () => {
  const after = (probe: Parameters<MadeDialog['request']>[3], leave = 200) =>
    new MadeDialog()
      .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, leave], told: [1102, leave] })
      .request(7200, 'ue', INFO, probe)
      .evidence(9000);

  test('481 and silence pass, forwarding fails', () => {
    expect(said(dialogForgottenAfter2xx, after({ told: [7201, 481] }))).toBe(
      'pass: 6098 ms after the 200 to the BYE nothing was forwarded (INFO of the UE: 481); by ue received SIP/2.0 200 at 1102, ue sent INFO at 7200: 6098 ms',
    );
    expect(dialogForgottenAfter2xx.judge(after({}), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    });
    expect(said(dialogForgottenAfter2xx, after({ arrives: 7201, answered: [7202, 200], told: [7203, 200] }))).toBe(
      'fail: the INFO of the UE was still forwarded 6099 ms after the 200 to the BYE; by ue received SIP/2.0 200 at 1102, core received INFO at 7201: 6099 ms',
    );
  });

  test('without a 2xx, or a probe, nothing is said', () => {
    for (const status of [300, 500])
      expect(said(dialogForgottenAfter2xx, after({ told: [7201, 481] }, status))).toBe(
        'inconc: no BYE of the UE was answered 2xx',
      );
    const unprobed = new MadeDialog().request(1000, 'ue', BYE, {
      arrives: 1001,
      answered: [1100, 200],
      told: [1102, 200],
    });
    expect(said(dialogForgottenAfter2xx, unprobed.evidence(9000))).toBe(
      'inconc: nothing was sent in the dialog after the 2xx',
    );
  });
});

test('requests in an ended dialog: the first in time decides, and an answer other than 481 is worth a note', () => {
  const ended = new MadeDialog()
    .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, 200], told: [1102, 200] })
    .request(7300, 'ue', INFO, { told: [7301, 481] })
    .request(7200, 'core', { method: 'INFO', cseq: 1 }, { told: [7201, 500] });
  expect(said(dialogForgottenAfter2xx, ended.evidence(9000))).toBe(
    'pass: 6098 ms after the 200 to the BYE nothing was forwarded (INFO of the core: 500; INFO of the UE: 481); by ue received SIP/2.0 200 at 1102, core sent INFO at 7200: 6098 ms; note: 481 was to be expected (RFC 3261 §12.2.2)',
  );
});

test('an INVITE of the same call that begins a dialog of its own is no request in the ended one', () => {
  const { timeline, ixit } = new MadeDialog()
    .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, 200], told: [1102, 200] })
    .request(7200, 'ue', { method: 'INVITE', cseq: 3 }, { arrives: 7201 })
    .evidence(9000);
  const anew = timeline.map((event) =>
    event.kind === 'sip' && event.at >= 7200 ? { ...event, raw: event.raw.replace(';tag=c1', '') } : event,
  );
  expect(said(dialogForgottenAfter2xx, { timeline: anew, ixit })).toBe(
    'inconc: nothing was sent in the dialog after the 2xx',
  );
});

describe('dialog-kept-after-failure', () => {
  const retried = (second: Parameters<MadeDialog['request']>[3], first = 500, until = 10_000) =>
    new MadeDialog()
      .request(1000, 'ue', BYE, { arrives: 1001, answered: [1100, first], told: [1102, first] })
      .request(7200, 'ue', { ...BYE, cseq: 3 }, second)
      .evidence(until);

  test('a second BYE that gets through passes', () => {
    expect(said(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200], told: [7203, 200] }))).toBe(
      'pass: the second BYE, 6098 ms after the 500 to the first, was forwarded and answered 200; by ue received SIP/2.0 500 at 1102, ue received SIP/2.0 200 at 7203: 6098 ms',
    );
  });

  test('one that is refused, or whose 200 is lost, fails', () => {
    expect(said(dialogKeptAfterFailure, retried({ told: [7201, 481] }))).toBe(
      'fail: the second BYE, 6098 ms after the 500 to the first, was not forwarded; the UE got 481; by ue received SIP/2.0 500 at 1102, ue received SIP/2.0 481 at 7201: 6098 ms',
    );
    expect(said(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200] }))).toBe(
      'fail: the second BYE, 6098 ms after the 500 to the first, was forwarded, but its 200 not relayed; by ue received SIP/2.0 500 at 1102, ue sent BYE at 7200: 6098 ms',
    );
    expect(said(dialogKeptAfterFailure, retried({}))).toBe(
      'fail: the second BYE, 6098 ms after the 500 to the first, was not forwarded; the UE got no answer; by ue received SIP/2.0 500 at 1102, ue sent BYE at 7200: 6098 ms',
    );
  });

  test('one that may still be under way at the end of the observation is left open', () => {
    expect(said(dialogKeptAfterFailure, retried({ arrives: 7201, answered: [7202, 200] }, 500, 9701))).toBe(
      'inconc: the second BYE, 6098 ms after the 500 to the first, was forwarded, but its 200 not relayed; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    );
    expect(said(dialogKeptAfterFailure, retried({}, 500, 9699))).toBe(
      'inconc: the second BYE, 6098 ms after the 500 to the first, was not forwarded; the UE got no answer; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    );
  });

  test('without a failure before it says nothing', () => {
    expect(said(dialogKeptAfterFailure, retried({ told: [7201, 481] }, 200))).toBe(
      'inconc: the first BYE was answered 200 at the UE',
    );
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
    expect(said(releaseReasonGiven, released().evidence(3000))).toBe('pass: Reason: SIP;cause=503');
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
    expect(said(byeToBothSides, stale.evidence(3000))).toBe(
      'fail: to the core: CSeq is 2, 2 had been used; by ue received BYE at 1000, core received BYE at 1001',
    );
    const bare = new MadeDialog()
      .releaseBye(1000, 'ue', { cseq: 1, headers: [] })
      .releaseBye(1001, 'core', { cseq: 2 });
    expect(said(releaseReasonGiven, bare.evidence(3000))).toBe('fail: no Reason in the BYE to the UE');
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
    expect(said(dialogForgottenAfterBoth2xx, gone.evidence(9000))).toBe(
      'pass: 6180 ms after the second 2xx nothing was forwarded (INFO of the UE: 481); by core sent SIP/2.0 200 at 1020, ue sent INFO at 7200: 6180 ms',
    );
    const stored = answered(200, 200)
      .says(7100, 'present')
      .request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(said(dialogForgottenAfterBoth2xx, stored.evidence(9000))).toBe(
      "fail: the dialog was still stored 6080 ms after the second 2xx, by the P-CSCF's own account; by core sent SIP/2.0 200 at 1020, dialog of pcscf at 7100: 6080 ms",
    );
    const forwarded = answered(200, 200).request(7200, 'core', INFO, { arrives: 7201 });
    expect(said(dialogForgottenAfterBoth2xx, forwarded.evidence(9000))).toBe(
      'fail: the INFO of the core was still forwarded 6181 ms after the second 2xx; by core sent SIP/2.0 200 at 1020, ue received INFO at 7201: 6181 ms',
    );
    expect(said(dialogForgottenAfterBoth2xx, answered(200, 500).evidence(9000))).toBe(
      'inconc: 1 of the BYEs were answered 2xx, not two',
    );
  });

  test('after less than two 2xx: stored passes, gone fails, gone after 481 is worth a note', () => {
    expect(said(dialogKeptUntilBoth2xx, answered(500, 200).says(2000, 'present').evidence(9000))).toBe(
      "pass: after 500 from the UE, 200 from the core the dialog was still stored, by the P-CSCF's own account",
    );
    expect(said(dialogKeptUntilBoth2xx, answered(500, 200).says(2000, 'absent').evidence(9000))).toBe(
      "fail: after 500 from the UE, 200 from the core the dialog was no longer stored, by the P-CSCF's own account; by ue sent SIP/2.0 500 at 1010, dialog of pcscf at 2000",
    );
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
    expect(said(refusedWhileReleasing, amid({ told: [1101, 481] }))).toBe(
      'pass: the re-INVITE of the UE, 100 ms after the BYE, was not forwarded; the UE got 481; by ue received BYE at 1000, ue received SIP/2.0 481 at 1101: 100 ms',
    );
    expect(said(refusedWhileReleasing, amid({ told: [1101, 500] }))).toBe(
      'fail: the re-INVITE of the UE, 100 ms after the BYE, was not forwarded; the UE got 500; by ue received BYE at 1000, ue received SIP/2.0 500 at 1101: 100 ms',
    );
    expect(said(refusedWhileReleasing, amid({ arrives: 1101, answered: [1102, 200], told: [1103, 200] }))).toBe(
      'fail: the re-INVITE of the UE, 100 ms after the BYE, was forwarded; the UE got 200; by ue received BYE at 1000, ue received SIP/2.0 200 at 1103: 100 ms',
    );
    expect(said(refusedWhileReleasing, released().evidence(3000))).toBe(
      'inconc: the UE sent no re-INVITE after the BYE',
    );
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
    expect(said(releaseEnds, released().evidence(3000))).toBe('pass: BYEs: 1 to the UE, 1 to the core');
    expect(said(releaseEnds, flood.evidence(3000))).toBe('fail: BYEs within 2000 ms: 5 to the UE, 1 to the core');
    expect(said(releaseEnds, flood.evidence(3000))).toBe('fail: BYEs within 2000 ms: 5 to the UE, 1 to the core');
  });

  test('a BYE that is given up early fails, one that both sides answered says nothing', () => {
    expect(said(releaseByeRetransmitted, released().evidence(9000, { t1: 100, t2: 800 }))).toBe(
      'fail: 1 BYEs at 0.00 s: number 2 was due 100 ms after the last one and never came',
    );
    expect(said(releaseByeRetransmitted, answered(200, 200).evidence(9000))).toBe(
      'inconc: no BYE of the P-CSCF stayed without an answer',
    );
  });

  /** With the BYE to the UE, or something else, changed. */
  const changed = (at: number, pattern: RegExp, by: string, made = released()): Evidence => {
    const { timeline, ixit } = made.evidence(3000);
    return {
      ixit,
      timeline: timeline.map((event) =>
        event.kind === 'sip' && event.at === at ? { ...event, raw: event.raw.replace(pattern, by) } : event,
      ),
    };
  };
  test.each([
    [
      'another Call-ID',
      1000,
      /call-1/,
      'call-2',
      'fail: to the UE: Call-ID is call-2, call-1 is due; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'another From tag',
      1000,
      /tag=c1/,
      'tag=x',
      'fail: to the UE: the From tag is x, c1 is due; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'another To tag',
      1000,
      /;tag=u1/,
      '',
      'fail: to the UE: the To tag is absent, u1 is due; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'another Request-URI',
      1000,
      /^BYE \S+/,
      'BYE sip:x@192.0.2.1',
      'fail: to the UE: Request-URI is sip:x@192.0.2.1, the Contact is sip:alice@192.0.2.1:5060; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'a Route to the UE',
      1000,
      /^CSeq/m,
      'Route: <sip:a;lr>, <sip:b;lr>\r\nCSeq',
      'fail: to the UE: Route is <sip:a;lr>, <sip:b;lr>, none is due; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'no Route to the core',
      1001,
      /^Route: .*\r\n/m,
      '',
      'fail: to the core: Route is absent, <sip:scscf@192.0.2.2:5060;lr> is due; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'a dialog that was not accepted',
      20,
      /^SIP\/2.0 200/,
      'SIP/2.0 100',
      'fail: to the UE: no dialog to compare it with; by ue received BYE at 1000, core received BYE at 1001',
    ],
    [
      'a UE without a Contact',
      0,
      /^Contact: .*\r\n/m,
      '',
      'pass: BYE to the UE and to the core, in the dialog, CSeq 1 and 2; by ue received BYE at 1000, core received BYE at 1001',
    ],
  ] as const)('a BYE to both sides, but %s', (_, at, pattern, by, expected) => {
    expect(said(byeToBothSides, changed(at, pattern, by))).toBe(expected);
  });
  test('a BYE without a CSeq is out of order', () => {
    expect(byeToBothSides.judge(changed(1000, /^CSeq: .*\r\n/m, ''), 'cr').verdict).toBe('fail');
  });
  test('without the INVITE on record there is no dialog to compare a BYE with', () => {
    const { timeline, ixit } = released().evidence(3000);
    const unrecorded = timeline.filter((event) => event.kind !== 'sip' || event.at >= 1000);
    expect(said(byeToBothSides, { timeline: unrecorded, ixit })).toBe(
      'fail: to the UE: no dialog to compare it with; to the core: no dialog to compare it with; by ue received BYE at 1000, core received BYE at 1001',
    );
  });
  test('the time for both BYEs runs from the release, or the loss of bearer, and from nothing later', () => {
    const release = { kind: 'control', target: 'pcscf', action: 'release', phase: 'answer' } as const;
    const loss = { kind: 'n5', actor: 'policy function', operation: 'notify', session: 'session-1', raw: '' } as const;
    const oneSided = (moved: (dialog: MadeDialog) => unknown, until: number) => {
      const dialog = new MadeDialog();
      moved(dialog);
      dialog.releaseBye(1000, 'ue', { cseq: 1 }).says(2000, 'present').asksPolicy(2000, 'delete');
      return byeToBothSides.judge(dialog.evidence(until), 'cr').verdict;
    };
    const asked = ({ timeline }: MadeDialog) => timeline.add(990, release);
    const lost = ({ timeline }: MadeDialog) =>
      timeline.add(990, { ...loss, direction: 'sent' }).add(995, { ...loss, direction: 'received', status: 204 });
    for (const moved of [asked, lost])
      expect([oneSided(moved, 3490), oneSided(moved, 3489)]).toEqual(['fail', 'inconc']);
  });
  test('faults of both BYEs are told', () => {
    const both = new MadeDialog().releaseBye(1000, 'ue', { cseq: 1 }).releaseBye(1001, 'core', { cseq: 1 });
    expect(said(byeToBothSides, changed(1000, /tag=c1/, 'tag=x', both))).toBe(
      'fail: to the UE: the From tag is x, c1 is due; to the core: CSeq is 1, 1 had been used; by ue received BYE at 1000, core received BYE at 1001',
    );
  });
  test('no BYE at all', () => {
    const idle = new MadeDialog();
    idle.timeline.add(500, { kind: 'control', target: 'pcscf', action: 'release', phase: 'answer' });
    expect(said(byeToBothSides, idle.evidence(9000))).toBe('fail: no BYE came to the UE, nor to the core');
    for (const check of [releaseReasonGiven, dialogForgottenAfterBoth2xx, dialogKeptUntilBoth2xx, releaseEnds])
      expect(said(check, idle.evidence(9000))).toBe('inconc: the P-CSCF sent no BYE');
  });
  test('two different reasons, or none at all', () => {
    const reasons = (ue: string[], core: string[]) =>
      new MadeDialog()
        .releaseBye(1000, 'ue', { cseq: 1, headers: ue })
        .releaseBye(1001, 'core', { cseq: 2, headers: core })
        .evidence(3000);
    const [bearer, gone] = ['Reason: SIP;cause=503', 'Reason: SIP;cause=503, Q.850;cause=16'];
    const several = said(releaseReasonGiven, reasons([bearer], [gone]));
    const none = said(releaseReasonGiven, reasons([], []));
    expect(several).toBe('pass: Reason: SIP;cause=503 / SIP;cause=503, Q.850;cause=16');
    expect(none).toBe('fail: no Reason in the BYE to the UE nor in that to the core');
  });
  test('a BYE of the UE that is forwarded is none of the P-CSCF', () => {
    const left = new MadeDialog().request(1000, 'ue', BYE, { arrives: 1001, answered: [1010, 200], told: [1011, 200] });
    expect(said(releaseEnds, left.evidence(3000))).toBe('inconc: the P-CSCF sent no BYE');
    left.releaseBye(1050, 'core', { cseq: 3 });
    expect(said(releaseEnds, left.evidence(3000))).toBe('pass: BYEs: 0 to the UE, 1 to the core');
  });
  test.each([
    [
      '299 and 299',
      299,
      299,
      'pass: 6180 ms after the second 2xx nothing was forwarded (INFO of the UE: 481); by core sent SIP/2.0 299 at 1020, ue sent INFO at 7200: 6180 ms',
    ],
    ['300 and 200', 300, 200, 'inconc: 1 of the BYEs were answered 2xx, not two'],
    ['200 and 300', 200, 300, 'inconc: 1 of the BYEs were answered 2xx, not two'],
  ])('%s: no two 2xx, or two', (_, ue, core, expected) => {
    const made = answered(ue, core).request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(said(dialogForgottenAfterBoth2xx, made.evidence(9000))).toBe(expected);
  });
  test('the later one of two 2xx counts, whoever gave it', () => {
    const made = new MadeDialog()
      .says(900, 'present')
      .releaseBye(1000, 'ue', { cseq: 1 }, [1500, 200])
      .releaseBye(1001, 'core', { cseq: 2 }, [1020, 200])
      .says(1500, 'present')
      .request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(said(dialogForgottenAfterBoth2xx, made.evidence(9000))).toBe(
      'pass: 5700 ms after the second 2xx nothing was forwarded (INFO of the UE: 481); by ue sent SIP/2.0 200 at 1500, ue sent INFO at 7200: 5700 ms',
    );
  });
  test('of two 2xx at once that of the core counts as the later one', () => {
    const made = new MadeDialog()
      .releaseBye(1000, 'ue', { cseq: 1 }, [1500, 200])
      .releaseBye(1001, 'core', { cseq: 2 }, [1500, 200])
      .request(7200, 'ue', INFO, { told: [7201, 481] });
    expect(said(dialogForgottenAfterBoth2xx, made.evidence(9000))).toBe(
      'pass: 5700 ms after the second 2xx nothing was forwarded (INFO of the UE: 481); by core sent SIP/2.0 200 at 1500, ue sent INFO at 7200: 5700 ms',
    );
  });
  test('the last that the P-CSCF said of the dialog counts, and what says nothing of it does not', () => {
    const twice = answered(500, 200).says(2000, 'present').says(3000, 'absent');
    for (const at of [800, 4000])
      twice.timeline.add(at, { kind: 'control', target: 'pcscf', action: 'dialog', phase: 'answer' });
    expect(said(dialogKeptUntilBoth2xx, twice.evidence(9000))).toBe(
      "fail: after 500 from the UE, 200 from the core the dialog was no longer stored, by the P-CSCF's own account; by ue sent SIP/2.0 500 at 1010, dialog of pcscf at 3000",
    );
    const once = new MadeDialog()
      .releaseBye(1000, 'ue', { cseq: 1 }, [1010, 500])
      .releaseBye(1001, 'core', { cseq: 2 }, [1020, 200])
      .says(2000, 'present');
    expect(said(dialogKeptUntilBoth2xx, once.evidence(9000))).toBe(
      "pass: after 500 from the UE, 200 from the core the dialog was still stored, by the P-CSCF's own account",
    );
  });
  test('nothing is said where an answer to a BYE was let go and is not on record', () => {
    const made = new MadeDialog()
      .says(900, 'present')
      .releaseBye(1000, 'ue', { cseq: 1 }, [1010, 500])
      .releaseBye(1001, 'core', { cseq: 2 });
    made.timeline.go(1020, 'core', 'call-1', '200 to BYE');
    expect(said(dialogKeptUntilBoth2xx, made.says(2000, 'absent').evidence(9000))).toBe(
      'inconc: an answer to a BYE may have been let go that is not on record; to be repeated',
    );
  });
  test('one BYE without an answer, and nothing sent after both answers', () => {
    const half = new MadeDialog()
      .releaseBye(1000, 'ue', { cseq: 1 }, [1010, 200])
      .releaseBye(1001, 'core', { cseq: 2 });
    const unanswered = said(dialogForgottenAfterBoth2xx, half.evidence(9000));
    const unprobed = said(dialogForgottenAfterBoth2xx, answered(200, 200).evidence(9000));
    expect(unanswered).toBe('inconc: 1 of the BYEs were answered 2xx, not two');
    expect(unprobed).toBe('inconc: nothing was sent in the dialog after the second 2xx');
  });
  test('what was sent of either side, in its order, and what it got', () => {
    const made = answered(200, 200)
      .request(7300, 'core', { method: 'INVITE', cseq: 4 }, { told: [7301, 500] })
      .request(7200, 'ue', INFO, {})
      .request(1020, 'ue', { method: 'INFO', cseq: 2 }, { arrives: 1021 });
    expect(said(dialogForgottenAfterBoth2xx, made.evidence(9000))).toBe(
      'pass: 6180 ms after the second 2xx nothing was forwarded (INFO of the UE: no answer; INVITE of the core: 500); by core sent SIP/2.0 200 at 1020, ue sent INFO at 7200: 6180 ms; note: 481 was to be expected (RFC 3261 §12.2.2)',
    );
  });
  const unstored = (core: [number, number] | undefined) =>
    new MadeDialog().releaseBye(1000, 'ue', { cseq: 1 }).releaseBye(1001, 'core', { cseq: 2 }, core);
  test.each<[string, MadeDialog, string]>([
    [
      'forwarded after one failure',
      unstored([1020, 500]).request(2000, 'ue', INFO, { arrives: 2001 }),
      'fail: after 500 from the core the INFO of the UE was forwarded, although the session was being ended',
    ],
    [
      'forwarded without any answer',
      unstored(undefined).request(2000, 'core', INFO, { arrives: 2001 }),
      'fail: after no answer the INFO of the core was forwarded, although the session was being ended',
    ],
    [
      'forwarded before the last answer',
      unstored([3000, 500]).request(2000, 'ue', INFO, { arrives: 2001 }),
      'pass: after 500 from the core nothing of the dialog was forwarded; note: nobody could look into the P-CSCF: whether the dialog is stored is not known',
    ],
    [
      'refused',
      unstored([1020, 500]).request(2000, 'ue', INFO, { told: [2001, 481] }),
      'pass: after 500 from the core nothing of the dialog was forwarded; note: nobody could look into the P-CSCF: whether the dialog is stored is not known',
    ],
    [
      'not stored without any answer',
      unstored(undefined).says(900, 'present').says(2000, 'absent'),
      "fail: after no answer the dialog was no longer stored, by the P-CSCF's own account; by dialog of pcscf at 2000",
    ],
    [
      'not known to be stored at the last answer',
      unstored([2000, 500]).says(900, 'present').says(2000, 'absent'),
      'pass: after 500 from the core nothing of the dialog was forwarded; note: nobody could look into the P-CSCF: whether the dialog is stored is not known',
    ],
  ])('%s', (_, made, expected) => {
    expect(said(dialogKeptUntilBoth2xx, made.evidence(9000))).toBe(expected);
  });
  test('as many BYEs as are no flood', () => {
    const made = released();
    for (const cseq of [2, 3]) made.releaseBye(1000 + cseq * 100, 'ue', { cseq }, [1001 + cseq * 100, 500]);
    expect(said(releaseEnds, made.evidence(3000))).toBe('pass: BYEs: 3 to the UE, 1 to the core');
  });
  test('a re-INVITE that came at once with the BYE came not after it', () => {
    const made = released().request(1000, 'ue', { method: 'INVITE', cseq: 3 }, { told: [1101, 481] });
    expect(said(refusedWhileReleasing, made.evidence(3000))).toBe('inconc: the UE sent no re-INVITE after the BYE');
  });
  test('a re-INVITE that is forwarded and not answered', () => {
    const made = released().request(1100, 'ue', { method: 'INVITE', cseq: 3 }, { arrives: 1101 });
    expect(said(refusedWhileReleasing, made.evidence(3000))).toBe(
      'fail: the re-INVITE of the UE, 100 ms after the BYE, was forwarded; the UE got no answer; by ue received BYE at 1000, ue sent INVITE at 1100: 100 ms',
    );
  });
});

describe('a BYE that did not get through at once', () => {
  const BYES = { first: { arrives: 1001, answered: [1100, 500], told: [1102, 500] } } as const;
  const made = (
    second: Parameters<MadeDialog['request']>[3],
    first: Parameters<MadeDialog['request']>[3] = structuredClone(BYES.first) as never,
  ) =>
    new MadeDialog()
      .request(1000, 'ue', BYE, first)
      .request(7200, 'ue', { ...BYE, cseq: 3 }, second)
      .evidence(10_000);
  test.each<[string, Evidence, string]>([
    ['the first had no response', made({}, { arrives: 1001 }), 'inconc: the first BYE of the UE had no final response'],
    [
      'the first was redirected',
      made({ told: [7201, 481] }, { told: [1102, 300] }),
      'fail: the second BYE, 6098 ms after the 300 to the first, was not forwarded; the UE got 481; by ue received SIP/2.0 300 at 1102, ue received SIP/2.0 481 at 7201: 6098 ms',
    ],
    [
      'the second was not answered by the core',
      made({ arrives: 7201 }),
      'inconc: the core did not answer the second BYE',
    ],
    [
      'there was no second',
      new MadeDialog().request(1000, 'ue', BYE, structuredClone(BYES.first) as never).evidence(9000),
      'inconc: the UE sent no second BYE',
    ],
  ])('dialog-kept-after-failure: %s', (_, evidence, expected) => {
    expect(said(dialogKeptAfterFailure, evidence)).toBe(expected);
  });
  test('both answers of the core are relayed', () => {
    const ok = { arrives: 7201, answered: [7202, 200], told: [7203, 200] } as const;
    expect(said(byeResponseRelayed, made(structuredClone(ok) as never))).toBe(
      'pass: 500 relayed in 2.0 ms, 200 relayed in 1.0 ms; by core sent SIP/2.0 500 at 1100, ue received SIP/2.0 500 at 1102: 2 ms',
    );
    expect(said(byeResponseRelayed, made({ ...(structuredClone(ok) as object), told: [7203, 500] } as never))).toBe(
      'fail: the core answered the BYE 200, the UE was told 500; by core sent SIP/2.0 200 at 7202, ue received SIP/2.0 500 at 7203: 1 ms',
    );
    expect(said(byeResponseRelayed, made(structuredClone(ok) as never, { arrives: 1001 }))).toBe(
      'pass: 200 relayed in 1.0 ms; by core sent SIP/2.0 200 at 7202, ue received SIP/2.0 200 at 7203: 1 ms',
    );
  });
});
