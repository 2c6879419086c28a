import { describe, expect, test } from '@jest/globals';
import type { Check, Evidence } from '../check.ts';
import type { Profile } from '../verdict.ts';
import { BYE_AT, type MadeLeave, madeLeave } from './made-leave.ts';
import { NETWORK } from './facts.ts';
import { type MadeExchange, withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import {
  byeAtT2AfterProvisional,
  byeReason200,
  byeRetransmittedByTimerE,
  byeToGroupIdentity,
  dialogAliveAfterFailure,
  nothingRenegotiated,
  oneByeInDialog,
  reInviteAnswered,
  requestRefusedAfterLeave,
  retransmissionIsSameTransaction,
} from './signalling.ts';

const judge = (check: Check, leave: MadeLeave = {}) => said(check, madeLeave(leave).evidence());

/** Over TCP instead of UDP. */
const overTcp = ({ timeline, ixit }: Evidence): Evidence => ({
  ixit,
  timeline: timeline.map((event) => (event.kind === 'sip' ? { ...event, transport: 'tcp' } : event)),
});

/** With the raw messages changed. */
const rewritten = ({ timeline, ixit }: Evidence, pattern: RegExp, by: string): Evidence => ({
  ixit,
  timeline: timeline.map((event) => (event.kind === 'sip' ? { ...event, raw: event.raw.replace(pattern, by) } : event)),
});

describe('one-bye-in-dialog', () => {
  test('the BYE of the dialog', () =>
    expect(judge(oneByeInDialog)).toBe('pass: one BYE, CSeq 2, in the dialog of the INVITE'));
  test('another To tag', () =>
    expect(judge(oneByeInDialog, { toTag: 'other' })).toBe("fail: To tag is other, the dialog's is focus"));
  test('a CSeq that was used', () =>
    expect(judge(oneByeInDialog, { cseq: 1 })).toBe('fail: CSeq is 1, and 1 had been used in the dialog'));
  test('a copy of it is no second BYE', () =>
    expect(judge(oneByeInDialog, { retransmissions: [1500] })).toBe(
      'pass: one BYE, CSeq 2, in the dialog of the INVITE',
    ));
  const twice = () => withExchange(madeLeave({ cseq: 1 }), { by: 'sut', method: 'BYE', at: 4000, cseq: 3 }).evidence();
  test('a second BYE', () =>
    expect(said(oneByeInDialog, twice())).toBe(
      'fail: 2 BYE transactions instead of one; CSeq is 1, and 1 had been used in the dialog',
    ));
  test.each([
    ['without Max-Forwards', /^Max-Forwards: 70\r\n/m, '', 'fail: Max-Forwards is absent'],
    [
      'with a body',
      /^(BYE [^]*)Content-Length: 0\r\n\r\n/,
      '$1Content-Length: 3\r\n\r\nbye',
      'fail: a body of 3 octets',
    ],
    [
      'of a client whose INVITE was not accepted',
      /^SIP\/2.0 200 OK/,
      'SIP/2.0 404 Not Found',
      'inconc: no INVITE dialog was established',
    ],
  ])('%s', (_, pattern, by, expected) =>
    expect(said(oneByeInDialog, rewritten(madeLeave().evidence(), pattern, by))).toBe(expected),
  );
  test.each([
    [
      3489,
      'inconc: no BYE came although the user was told to leave; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
    [3490, 'fail: no BYE came although the user was told to leave'],
  ])('none until %i ms, told to leave at 990', (until, expected) => {
    const { timeline, ixit } = madeLeave({ until }).evidence();
    const withoutBye = timeline.filter((event) => event.kind !== 'sip' || event.at < BYE_AT);
    expect(said(oneByeInDialog, { ixit, timeline: withoutBye })).toBe(expected);
  });
});

describe('bye-reason-200', () => {
  const reason = (...headers: string[]) => judge(byeReason200, { headers });
  test('as deployed', () =>
    expect(reason('Reason: SIP;cause=200;text="Call completed"')).toBe(
      'pass: Reason: SIP;cause=200;text="Call completed"',
    ));
  test('beside another protocol, in one line or two', () => {
    expect(reason('Reason: RELEASE_CAUSE;cause=1, sip ; cause = 200')).toBe(
      'pass: Reason: RELEASE_CAUSE;cause=1, sip ; cause = 200',
    );
    expect(reason('Reason: RELEASE_CAUSE;cause=1', 'Reason: SIP;cause=200')).toBe(
      'pass: Reason: RELEASE_CAUSE;cause=1, SIP;cause=200',
    );
  });
  test('none', () => expect(reason()).toBe('fail: no Reason at all; one value of protocol SIP with cause 200 is due'));
  test('another cause', () =>
    expect(reason('Reason: SIP;cause=410')).toBe(
      'fail: Reason: SIP;cause=410; one value of protocol SIP with cause 200 is due',
    ));
  test('two values of protocol SIP', () =>
    expect(reason('Reason: SIP;cause=200, SIP;cause=607')).toBe(
      'fail: Reason: SIP;cause=200, SIP;cause=607; one value of protocol SIP with cause 200 is due',
    ));
});

describe('bye-to-group-identity', () => {
  test('equal by RFC 3261', () =>
    expect(judge(byeToGroupIdentity, { requestUri: 'SIP:gs-1@192.0.2.1:5060' })).toBe(
      'pass: Request-URI SIP:gs-1@192.0.2.1:5060',
    ));
  test('another group', () =>
    expect(judge(byeToGroupIdentity, { requestUri: 'sip:gs-2@192.0.2.1:5060' })).toBe(
      "fail: Request-URI sip:gs-2@192.0.2.1:5060, the group's identity is sip:gs-1@192.0.2.1:5060",
    ));
  test.each([
    ['gave no Contact', /^Contact: .*\r\n/m, ''],
    ['did not accept', /^SIP\/2.0 200 OK/, 'SIP/2.0 404 Not Found'],
  ])('of a focus that %s', (_, pattern, by) =>
    expect(said(byeToGroupIdentity, rewritten(madeLeave().evidence(), pattern, by))).toBe(
      'inconc: the focus gave no Contact',
    ),
  );
});

const BY_THE_BOOK = [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500].map((at) => BYE_AT + at);

describe('bye-retransmitted-by-timer-e', () => {
  const schedule = (retransmissions: number[], until = 45_000) =>
    judge(byeRetransmittedByTimerE, { retransmissions, until });
  test('by the book', () =>
    expect(schedule(BY_THE_BOOK)).toBe(
      'pass: 11 BYEs at 0.00 0.50 1.50 3.50 7.50 11.50 15.50 19.50 23.50 27.50 31.50 s',
    ));
  test('every timer three per cent late: the last one falls to Timer F', () =>
    expect(schedule(BY_THE_BOOK.slice(0, -1).map((at) => BYE_AT + (at - BYE_AT) * 1.03))).toBe(
      'pass: 10 BYEs at 0.00 0.52 1.54 3.60 7.72 11.85 15.96 20.09 24.20 28.32 s',
    ));
  test('every second one missing', () =>
    expect(schedule(BY_THE_BOOK.filter((_at, index) => index < 3 || index % 2 === 0))).toBe(
      'fail: 7 BYEs at 0.00 0.50 1.50 3.50 11.50 19.50 27.50 s: number 5 was due 4000 ms after the one before it and came after 8000 ms',
    ));
  test('one late among many on time is a stall', () =>
    expect(
      byeRetransmittedByTimerE.judge(
        madeLeave({ retransmissions: BY_THE_BOOK.toSpliced(4, 1), until: 45_000 }).evidence(),
        'cr',
      ),
    ).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
    }));
  test('one early is wrong', () =>
    expect(schedule(BY_THE_BOOK.with(4, BYE_AT + 9000))).toBe(
      'fail: 11 BYEs at 0.00 0.50 1.50 3.50 7.50 9.00 15.50 19.50 23.50 27.50 31.50 s: number 6 was due 4000 ms after the one before it and came after 1500 ms',
    ));
  test('given up half-way', () =>
    expect(schedule(BY_THE_BOOK.slice(0, 5))).toBe(
      'fail: 6 BYEs at 0.00 0.50 1.50 3.50 7.50 11.50 s: number 7 was due 4000 ms after the last one and never came',
    ));
  test('never', () =>
    expect(schedule([])).toBe('fail: 1 BYEs at 0.00 s: number 2 was due 500 ms after the last one and never came'));
  test('one too many', () =>
    expect(schedule([...BY_THE_BOOK, BYE_AT + 35_500])).toBe(
      'fail: 12 BYEs at 0.00 0.50 1.50 3.50 7.50 11.50 15.50 19.50 23.50 27.50 31.50 35.50 s: the last one came after Timer F (32000 ms)',
    ));
  test('an observation that ends before Timer F', () =>
    expect(schedule([1500], 10_000)).toBe('inconc: the observation ended before Timer F (32000 ms)'));
  test('late while the machine stood still', () => {
    const late = BY_THE_BOOK.map((at, index) => (index === 0 ? at : at + 400));
    const evidence = madeLeave({ retransmissions: late, until: 45_000 })
      .lag(BYE_AT + 1900, 400)
      .evidence();
    expect(byeRetransmittedByTimerE.judge(evidence, 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true });
  });
});

test('late throughout, on a machine that was busy throughout', () => {
  const late = BY_THE_BOOK.map((at) => BYE_AT + (at - BYE_AT) * 1.3).filter((at) => at < 33_000);
  const timeline = madeLeave({ retransmissions: late, until: 45_000 });
  expect(byeRetransmittedByTimerE.judge(timeline.evidence(), 'cr').verdict).toBe('fail');
  for (let at = 2000; at < 40_000; at += 1000)
    timeline.add(at, { kind: 'harness', event: 'pressure', severity: 'note', ms: 700, message: 'busy' });
  expect(byeRetransmittedByTimerE.judge(timeline.evidence(), 'cr')).toMatchObject({
    verdict: 'inconc',
    repeatable: true,
  });
});

describe('bye-at-t2-after-provisional', () => {
  /** Sent again at these times, after a 100 at 5 s. */
  const after100 = (retransmissions: number[], answeredAt: number | undefined = 15_000): MadeLeave => ({
    responses: [[100, 5000], ...(answeredAt === undefined ? [] : [[200, answeredAt] as [number, number]])],
    retransmissions,
  });
  const sent = (...times: Parameters<typeof after100>) => judge(byeAtT2AfterProvisional, after100(...times));
  test('at intervals of T2', () =>
    expect(sent([1500, 2500, 4500, 8500, 12_500])).toBe(
      'pass: 2 retransmissions after the 100, 4000 ms apart; T2 is 4000 ms',
    ));
  test('once', () =>
    expect(sent([1500, 2500, 4500, 8500], 12_000)).toBe(
      'pass: 1 retransmissions after the 100, one gap; T2 is 4000 ms',
    ));
  test('until the end of the observation', () =>
    expect(
      judge(byeAtT2AfterProvisional, {
        responses: [[100, 5000]],
        retransmissions: [8500, 12_500, 16_500],
      }),
    ).toBe('pass: 3 retransmissions after the 100, 4000 ms, 4000 ms apart; T2 is 4000 ms'));
  test('what came with the 100, or with the final response, does not count', () =>
    expect(sent([5000, 9000, 13_000, 15_000])).toBe(
      'pass: 2 retransmissions after the 100, 4000 ms apart; T2 is 4000 ms',
    ));
  test('none any more', () =>
    expect(sent([1500, 2500, 4500])).toBe(
      'fail: no BYE came in the 10000 ms after the 100; T2 is 4000 ms; by network sent SIP/2.0 100 at 5000',
    ));
  test.each([
    [9820, 'inconc: the window of 4820 ms after the 100 was too short for a retransmission'],
    [9821, 'fail: no BYE came in the 4821 ms after the 100; T2 is 4000 ms; by network sent SIP/2.0 100 at 5000'],
  ])('none any more until a response at %i ms', (at, expected) => expect(sent([1500, 2500, 4500], at)).toBe(expected));
  test.each([
    [9820, 'pass: 2 retransmissions after the 100, 4000 ms apart; T2 is 4000 ms'],
    [9821, 'fail: retransmissions 4821 ms apart after the 100; T2 is 4000 ms'],
  ])('the first one at %i ms', (at, expected) => expect(sent([at, at + 4000])).toBe(expected));
  test('at another pace', () =>
    expect(sent([8500, 9500, 10_500])).toBe(
      'fail: retransmissions 1000 ms, 1000 ms apart after the 100; T2 is 4000 ms',
    ));
  test('one late, all others on time: a stall', () =>
    expect(sent([6000, 10_000, 15_500, 19_500], 23_000)).toBe(
      'inconc: retransmissions 5500 ms apart after the 100; T2 is 4000 ms, and all others on time: a stall of some machine; to be repeated',
    ));
  test('one early, all others on time', () =>
    expect(sent([6000, 10_000, 11_500, 15_500], 17_000)).toBe(
      'fail: retransmissions 1500 ms apart after the 100; T2 is 4000 ms',
    ));
  test('one late and one early', () =>
    expect(sent([6000, 11_500, 12_500, 16_500], 18_000)).toBe(
      'fail: retransmissions 5500 ms, 1000 ms apart after the 100; T2 is 4000 ms',
    ));
  test('late, and no other one to compare it with', () =>
    expect(sent([6000, 11_500], 15_000)).toBe('fail: retransmissions 5500 ms apart after the 100; T2 is 4000 ms'));
  const busy = (pressure: number, retransmissions: number[]) => {
    const timeline = madeLeave(after100(retransmissions));
    for (let at = 6000; at <= 15_000; at += 1000) timeline.pressure(at, pressure);
    return said(byeAtT2AfterProvisional, timeline.evidence());
  };
  test.each([
    [
      'late, on a machine that was busy',
      301,
      [6000, 11_500],
      'inconc: retransmissions 5500 ms apart after the 100; T2 is 4000 ms: this machine was too busy to tell; to be repeated',
    ],
    [
      'late, on a machine that was not so busy',
      300,
      [6000, 11_500],
      'fail: retransmissions 5500 ms apart after the 100; T2 is 4000 ms',
    ],
    [
      'one late and one early, on a machine that was busy',
      900,
      [6000, 11_500, 12_500],
      'fail: retransmissions 5500 ms, 1000 ms apart after the 100; T2 is 4000 ms',
    ],
    [
      'early, on a machine that was busy',
      900,
      [6000, 7500],
      'fail: retransmissions 1500 ms apart after the 100; T2 is 4000 ms',
    ],
  ])('%s', (_, pressure, times, expected) => expect(busy(pressure, times)).toBe(expected));
  test('no provisional response', () =>
    expect(judge(byeAtT2AfterProvisional)).toBe('inconc: no provisional response was sent'));
  test('over TCP', () =>
    expect(said(byeAtT2AfterProvisional, overTcp(madeLeave(after100([])).evidence()))).toBe(
      'none: over TCP nothing is retransmitted',
    ));
});

describe('retransmission-is-same-transaction', () => {
  const check = retransmissionIsSameTransaction;
  test('a copy', () => expect(judge(check, { retransmissions: [1500] })).toBe('pass: 2 copies, one branch, CSeq 2'));
  test('none', () => expect(judge(check)).toBe('fail: the unanswered BYE was never retransmitted'));
  test('another BYE', () =>
    expect(said(check, withExchange(madeLeave(), { by: 'sut', method: 'BYE', at: 1500, cseq: 3 }).evidence())).toBe(
      'fail: 2 BYE transactions: CSeq 2, 3',
    ));
  const NO_CSEQ = [/^(BYE [^]*)CSeq: 2 BYE\r\n/, '$1'] as const;
  test('a copy, and no CSeq in either', () =>
    expect(said(check, rewritten(madeLeave({ retransmissions: [1500] }).evidence(), ...NO_CSEQ))).toContain(
      'pass: 2 copies',
    ));
  test('another BYE, and no CSeq in the first', () => {
    const twice = withExchange(madeLeave(), { by: 'sut', method: 'BYE', at: 1500, cseq: 3 });
    expect(said(check, rewritten(twice.evidence(), ...NO_CSEQ))).toContain('fail: 2 BYE transactions');
  });
});

/** A re-INVITE of the focus, and its answer 20 ms later. */
const withReInvite = (
  at: number,
  status: number | undefined,
  leave: MadeLeave = {},
  change: Partial<MadeExchange> = {},
) =>
  withExchange(madeLeave(leave), {
    by: 'tester',
    method: 'INVITE',
    at,
    cseq: 9,
    ...(status !== undefined && { answer: [status, at + 20] }),
    ...change,
  }).evidence();

/** Requests that are no re-INVITE of the focus. */
const OTHERS: [string, Partial<MadeExchange>][] = [
  ['an INVITE to begin a dialog', { toTag: null }],
  ['a re-INVITE of the client', { by: 'sut', toTag: 'focus' }],
  ['a request that is no INVITE', { method: 'INFO' }],
];

describe('re-invite-answered', () => {
  const check = reInviteAnswered;
  test.each([
    [
      200,
      'pass: answered 200 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 200 at 2020: 20 ms',
    ],
    [
      481,
      'pass: answered 481 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 481 at 2020: 20 ms',
    ],
    [
      500,
      'pass: answered 500 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 500 at 2020: 20 ms',
    ],
  ])('answered %i in the window: any answer will do', (status, expected) =>
    expect(said(check, withReInvite(2000, status))).toBe(expected),
  );
  test('silence in the window', () =>
    expect(said(check, withReInvite(2000, undefined))).toBe(
      'fail: no final response to the re-INVITE in 18000 ms, 1 copies sent',
    ));
  test('a provisional response in the window, and no other', () =>
    expect(said(check, withReInvite(2000, 180))).toBe(
      'fail: no final response to the re-INVITE in 18000 ms, 1 copies sent; provisional responses only',
    ));
  test('a silence that was not waited out is none', () => {
    const silent = (until: number) => said(check, withReInvite(2000, undefined, { until }));
    expect(silent(6000)).toBe('fail: no final response to the re-INVITE in 4000 ms, 1 copies sent');
    expect(silent(5999)).toBe(
      'inconc: no final response to the re-INVITE in 3999 ms, 1 copies sent; only 3999 ms of the observation were left, too close to its end to tell; to be repeated',
    );
  });
  test('no re-INVITE, no verdict', () => expect(judge(check)).toBe('inconc: no re-INVITE was sent'));
  test('one that came no later than the BYE', () =>
    expect(said(check, withReInvite(BYE_AT, 200))).toBe('inconc: no re-INVITE was sent'));
  test.each(OTHERS)('%s is none', (_, change) =>
    expect(said(check, withReInvite(2000, 200, {}, change))).toBe('inconc: no re-INVITE was sent'),
  );
});

describe('dialog-alive-after-failure', () => {
  const reInvited = (
    status: number | undefined,
    profile: Profile = 'cr',
    at = 2000,
    change: Partial<MadeExchange> = {},
  ) => said(dialogAliveAfterFailure, withReInvite(at, status, { responses: [[500, 1300]] }, change), profile);
  test.each([
    [
      200,
      'cr',
      'pass: the re-INVITE was answered 200 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 200 at 2020: 20 ms',
    ],
    [
      299,
      'cr',
      'pass: the re-INVITE was answered 299 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 299 at 2020: 20 ms',
    ],
    [
      300,
      'cr',
      'pass: the re-INVITE was answered 300 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 300 at 2020: 20 ms; note: 300 is an answer; the dialog is alive, so 200 would be expected',
    ],
    [
      488,
      'cr',
      'pass: the re-INVITE was answered 488 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 488 at 2020: 20 ms; note: 488 is an answer; the dialog is alive, so 200 would be expected',
    ],
    [
      481,
      'cr',
      'fail: the re-INVITE was answered 481 after 20 ms, although a 500 to the BYE ends no dialog; by network sent INVITE at 2000, network received SIP/2.0 481 at 2020: 20 ms',
    ],
    [
      481,
      'harmonised',
      'pass: the re-INVITE was answered 481 after 20 ms; by network sent INVITE at 2000, network received SIP/2.0 481 at 2020: 20 ms; note: 481 is an answer; the dialog is alive, so 200 would be expected',
    ],
    [undefined, 'harmonised', 'fail: no final response to the re-INVITE in 18000 ms, 1 copies sent'],
  ] as const)('%s under %s', (status, profile, expected) => expect(reInvited(status, profile)).toBe(expected));
  test('a re-INVITE at once with the response', () =>
    expect(reInvited(200, 'cr', 1300)).toBe('inconc: no re-INVITE was sent after the failed leave'));
  test.each(OTHERS)('%s is no re-INVITE', (_, change) =>
    expect(reInvited(200, 'cr', 2000, change)).toBe('inconc: no re-INVITE was sent after the failed leave'),
  );
  test('a leave without a response', () =>
    expect(said(dialogAliveAfterFailure, withReInvite(2000, 200))).toBe('inconc: the BYE got no final response'));
});

describe('request-refused-after-leave', () => {
  const reInvited = (status: number | undefined, at = 3000, leave: MadeLeave = { responses: [[200, 1300]] }) =>
    said(requestRefusedAfterLeave, withReInvite(at, status, leave));
  test.each([
    [
      481,
      'pass: the re-INVITE after the leave was answered 481; by network sent INVITE at 3000, network received SIP/2.0 481 at 3020: 20 ms',
    ],
    [
      200,
      'fail: the re-INVITE after the leave was answered 200; by network sent INVITE at 3000, network received SIP/2.0 200 at 3020: 20 ms',
    ],
    [undefined, 'fail: no final response to the re-INVITE in 17000 ms, 1 copies sent'],
  ])('%s', (status, expected) => expect(reInvited(status)).toBe(expected));
  test('one that came at once with the 2XX', () =>
    expect(reInvited(481, 1300)).toBe('inconc: no re-INVITE was sent after the leave'));
  test('a dialog that was not left', () =>
    expect(reInvited(481, 3000, {})).toBe('inconc: no 2XX was sent, so the dialog was not over'));
});

describe('nothing-renegotiated', () => {
  const during = (at: number, change: Partial<MadeExchange> = {}, leave: MadeLeave = { responses: [[200, 5000]] }) =>
    said(
      nothingRenegotiated,
      withExchange(madeLeave(leave), { by: 'sut', method: 'INVITE', at, ...change }).evidence(),
    );
  const opened = (at: number, change: { by?: 'tester' | 'sut' } = {}) => {
    const open = { kind: 'tcp', actor: NETWORK, event: 'open', by: 'sut', connection: 2, sessions: [] } as const;
    const timeline = madeLeave({ responses: [[200, 5000]] });
    return said(nothingRenegotiated, timeline.add(at, { ...open, sessions: [], ...change }).evidence());
  };
  const NOTHING = 'pass: no offer and no new connection between the BYE and the final response';
  test('an offer in the window', () =>
    expect(during(2000)).toBe(
      'fail: a INVITE came 1000 ms after the BYE; by network received BYE at 1000, network received INVITE at 2000: 1000 ms',
    ));
  test('an UPDATE in the window', () =>
    expect(during(2000, { method: 'UPDATE' })).toBe(
      'fail: a UPDATE came 1000 ms after the BYE; by network received BYE at 1000, network received UPDATE at 2000: 1000 ms',
    ));
  test('an offer without any response', () =>
    expect(during(2000, {}, {})).toBe(
      'fail: a INVITE came 1000 ms after the BYE; by network received BYE at 1000, network received INVITE at 2000: 1000 ms',
    ));
  test.each([BYE_AT, 500, 5000, 6000])('an offer at %i ms, outside it', (at) => expect(during(at)).toBe(NOTHING));
  test('an offer of the focus', () => expect(during(2000, { by: 'tester' })).toBe(NOTHING));
  test('a request that offers nothing', () => expect(during(2000, { method: 'INFO' })).toBe(NOTHING));
  test('another connection in the window', () =>
    expect(opened(2000)).toBe(
      'fail: another MSRP connection came 1000 ms after the BYE; by network received BYE at 1000, open of network at 2000: 1000 ms',
    ));
  test.each([BYE_AT, 500, 5000, 6000])('another connection at %i ms, outside it', (at) =>
    expect(opened(at)).toBe(NOTHING),
  );
  test('another connection of the focus', () => expect(opened(2000, { by: 'tester' })).toBe(NOTHING));
});
