import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import { MadeTimeline } from '../made-timeline.ts';
import { madeLeave, request } from './made-leave.ts';
import { madeGroup, type MadeRemoval, madeRemoval, referral } from './made-removal.ts';
import { byeRetransmittedByFocus, leaveByeAnswered, removalBye, removalByeReason410 } from './signalling.ts';

const judge = (check: Check, removal: MadeRemoval = {}) => inWords(check, madeRemoval(removal).evidence());
const NO_BYE = ['inconc: the focus sent no BYE to Carol'];

describe('removal-bye', () => {
  const check = removalBye;
  test('in the dialog', () =>
    expect(judge(check)).toEqual([
      'pass: REFER answered 202; one BYE, CSeq 1, to sip:carol@192.0.2.3:5060',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
    ]));
  test.each([
    [
      'another Request-URI',
      { requestUri: 'sip:carol@c' },
      ["fail: Request-URI is sip:carol@c, Carol's Contact is sip:carol@192.0.2.3:5060"],
    ],
    ['another tag', { fromTag: 'x' }, ["fail: From tag is x, the dialog's is f-carol"]],
    ['a CSeq of 0', { cseq: 0 }, ['fail: CSeq is 0, and 0 had been used in the dialog']],
    ['a REFER refused', { refer: 403 }, ['fail: the REFER of Alice was answered 403']],
    ['a REFER redirected', { refer: 300 }, ['fail: the REFER of Alice was answered 300']],
  ] as const)('%s', (_name, change, expected) => expect(judge(check, change)).toEqual(expected));
  test('another Request-URI and another tag', () =>
    expect(judge(check, { requestUri: 'sip:carol@c', fromTag: 'x' })).toEqual([
      "fail: From tag is x, the dialog's is f-carol; Request-URI is sip:carol@c, Carol's Contact is sip:carol@192.0.2.3:5060",
    ]));
  test('that Alice be removed, or that Carol leave, is another matter', () => {
    const timeline = madeRemoval();
    request(timeline, 1200, { branch: 'own', cseq: 7 });
    request(timeline, 1300, { actor: 'alice', direction: 'received', branch: 'alice' });
    expect(inWords(check, timeline.evidence())[0]).toMatch(/^pass/);
  });
  test('an INVITE of the focus is no way in', () => {
    const invited = { method: 'INVITE', direction: 'received', branch: 'early', cseq: 0 } as const;
    const timeline = request(madeRemoval(), 50, invited, [[200, 60]]);
    expect(inWords(check, timeline.evidence())[0]).toMatch(/^pass/);
  });
  test('a second one', () => {
    const timeline = request(madeRemoval(), 1500, { direction: 'received', branch: 'again', cseq: 2 });
    expect(inWords(check, timeline.evidence())).toEqual(['fail: 2 BYE transactions instead of one']);
  });
  test('a REFER without an answer', () => {
    const unanswered = () => request(madeGroup(), 990, { method: 'REFER', actor: 'alice', callId: 'r', toTag: null });
    expect(inWords(check, unanswered().end(32_350).evidence())).toEqual(['fail: the REFER of Alice was not answered']);
    expect(inWords(check, unanswered().end(32_349).evidence())).toEqual([
      'inconc: the REFER of Alice was not answered; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('a REFER without an answer on a record that breaks off', () => {
    const unanswered = request(madeGroup(), 990, { method: 'REFER', actor: 'alice', callId: 'r', toTag: null });
    expect(inWords(check, unanswered.go(39_990, 'alice', 'r', 'ACK').end(40_000).evidence())[0]).toMatch(/^inconc/);
  });
  test('no REFER', () =>
    expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(['inconc: Alice sent no REFER']));
  test('no BYE', () => {
    const timeline = madeGroup();
    referral(timeline, 202);
    expect(inWords(check, timeline.end(9000).evidence())).toEqual([
      'fail: the REFER was answered 202, and no BYE came to Carol',
    ]);
  });
  /** A removal of Carol, who joined in this way only, and the BYE to her. */
  const joinedBy = (answered: boolean, contact: string[]) => {
    const timeline = new MadeTimeline();
    request(
      timeline,
      100,
      { method: 'INVITE', toTag: null, cseq: 1, headers: contact },
      answered ? [[200, 110, 'f-carol']] : [],
    );
    referral(timeline, 202);
    const lines = ['Via: SIP/2.0/UDP f;branch=z9hG4bKbye', 'From: <sip:gs-1@f>;tag=f-carol', 'To: <sip:c>;tag=carol'];
    timeline.sip(1000, 'carol', 'received', ['BYE sip:c@x SIP/2.0', ...lines, 'Call-ID: i-carol', 'CSeq: 1 BYE']);
    return inWords(check, timeline.end(9000).evidence());
  };
  test('to one who did not join', () => expect(joinedBy(false, [])).toEqual(['inconc: Carol has no dialog']));
  test('to one who gave no Contact', () =>
    expect(joinedBy(true, [])).toEqual(["fail: Request-URI is sip:c@x, Carol's Contact is absent"]));
  test('to one who gave that Contact', () =>
    expect(joinedBy(true, ['Contact: <sip:c@x>'])).toEqual([
      'pass: REFER answered 202; one BYE, CSeq 1, to sip:c@x',
      'by alice sent REFER at 990, carol received BYE at 1000: 10 ms',
    ]));
});

describe('removal-bye-reason-410', () => {
  const check = removalByeReason410;
  test('410', () => expect(judge(check)).toEqual(['pass: Reason: SIP;cause=410']));
  test('200, or none', () => {
    expect(judge(check, { headers: ['Reason: SIP;cause=200'] })).toEqual([
      'fail: Reason: SIP;cause=200; one value of protocol SIP with cause 410 is due',
    ]);
    expect(judge(check, { headers: [] })).toEqual([
      'fail: no Reason at all; one value of protocol SIP with cause 410 is due',
    ]);
  });
  test('no BYE', () => expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(NO_BYE));
});

describe('bye-retransmitted-by-timer-e', () => {
  const check = byeRetransmittedByFocus;
  const onTime = [1500, 2500, 4500, 8500, 12_500, 16_500, 20_500, 24_500, 28_500, 32_500];
  test('on time', () =>
    expect(judge(check, { retransmissions: onTime, until: 40_000 })).toEqual([
      'pass: 11 BYEs at 0.00 0.50 1.50 3.50 7.50 11.50 15.50 19.50 23.50 27.50 31.50 s',
    ]));
  test('once', () =>
    expect(judge(check, { until: 40_000 })).toEqual([
      'fail: 1 BYEs at 0.00 s: number 2 was due 500 ms after the last one and never came',
    ]));
  test('not watched until Timer F', () =>
    expect(judge(check, { retransmissions: onTime, until: 32_900 })).toEqual([
      'inconc: the observation ended before Timer F (32000 ms)',
    ]));
  test('no BYE', () => expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(NO_BYE));
});

describe('leave-bye-answered', () => {
  const left = (responses?: [number, number, string?][], until = 60_000) =>
    inWords(leaveByeAnswered, madeLeave({}, responses).end(until).evidence());
  test('200', () =>
    expect(left()).toEqual([
      'pass: answered 200 after 5.0 ms',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1005: 5 ms',
    ]));
  test('later than T1: a note', () => {
    expect(left([[200, 1500]])).toEqual([
      'pass: answered 200 after 500 ms',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1500: 500 ms',
    ]);
    expect(left([[200, 1501]])).toEqual([
      'pass: answered 200 after 501 ms',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1501: 501 ms',
      'note: later than T1 (500 ms): over UDP the BYE is sent again',
    ]);
  });
  test.each([300, 481])('%i', (status) =>
    expect(left([[status, 1004]])).toEqual([
      `fail: the BYE of Carol was answered ${status}`,
      `by carol sent BYE at 1000, carol received SIP/2.0 ${status} at 1004: 4 ms`,
    ]),
  );
  test('with another To tag, or none', () => {
    expect(left([[200, 1004, 'other']])).toEqual([
      'fail: the 200 has the To tag other, the BYE had f-carol',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1004: 4 ms',
    ]);
    const timeline = madeLeave({}, []).sip(1004, 'carol', 'received', [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP x;branch=z9hG4bKb1000',
      'To: <sip:gs-1@f>',
      'Call-ID: i-carol',
      'CSeq: 2 BYE',
    ]);
    expect(inWords(leaveByeAnswered, timeline.end(9000).evidence())).toEqual([
      'fail: the 200 has the To tag absent, the BYE had f-carol',
      'by carol sent BYE at 1000, carol received SIP/2.0 200 at 1004: 4 ms',
    ]);
  });
  test('never, and not yet', () => {
    expect(left([], 32_360)).toEqual(['fail: no final response to the BYE of Carol in 31360 ms']);
    expect(left([], 32_359)).toEqual([
      'inconc: no final response to the BYE of Carol in 31359 ms; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('nobody left', () =>
    expect(inWords(leaveByeAnswered, madeGroup().end(9000).evidence())).toEqual(['inconc: Carol sent no BYE']));
});
