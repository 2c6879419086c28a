import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { BYE_AT, type MadeLeave, madeLeave } from './made-leave.ts';
import { NETWORK } from './facts.ts';
import { withExchange } from './made-exchange.ts';
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

const judge = (check: Check, leave: MadeLeave = {}) => check.judge(madeLeave(leave).evidence(), 'cr');

describe('one-bye-in-dialog', () => {
  test('the BYE of the dialog', () => expect(judge(oneByeInDialog).verdict).toBe('pass'));
  test('another To tag', () => expect(judge(oneByeInDialog, { toTag: 'other' }).message).toContain('To tag is other'));
  test('a CSeq that was used', () => expect(judge(oneByeInDialog, { cseq: 1 }).message).toContain('CSeq is 1'));
  test('a copy of it is no second BYE', () =>
    expect(judge(oneByeInDialog, { retransmissions: [1500] }).verdict).toBe('pass'));
});

describe('bye-reason-200', () => {
  const reason = (...headers: string[]) => judge(byeReason200, { headers }).verdict;
  test('as deployed', () => expect(reason('Reason: SIP;cause=200;text="Call completed"')).toBe('pass'));
  test('beside another protocol, in one line or two', () => {
    expect(reason('Reason: RELEASE_CAUSE;cause=1, sip ; cause = 200')).toBe('pass');
    expect(reason('Reason: RELEASE_CAUSE;cause=1', 'Reason: SIP;cause=200')).toBe('pass');
  });
  test('none', () => expect(reason()).toBe('fail'));
  test('another cause', () => expect(reason('Reason: SIP;cause=410')).toBe('fail'));
  test('two values of protocol SIP', () => expect(reason('Reason: SIP;cause=200, SIP;cause=607')).toBe('fail'));
});

describe('bye-to-group-identity', () => {
  test('equal by RFC 3261', () =>
    expect(judge(byeToGroupIdentity, { requestUri: 'SIP:gs-1@192.0.2.1:5060' }).verdict).toBe('pass'));
  test('another group', () =>
    expect(judge(byeToGroupIdentity, { requestUri: 'sip:gs-2@192.0.2.1:5060' }).verdict).toBe('fail'));
});

const BY_THE_BOOK = [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500].map((at) => BYE_AT + at);

describe('bye-retransmitted-by-timer-e', () => {
  const schedule = (retransmissions: number[], until = 45_000) =>
    judge(byeRetransmittedByTimerE, { retransmissions, until });
  test('by the book', () => expect(schedule(BY_THE_BOOK).verdict).toBe('pass'));
  test('every timer three per cent late: the last one falls to Timer F', () =>
    expect(schedule(BY_THE_BOOK.slice(0, -1).map((at) => BYE_AT + (at - BYE_AT) * 1.03)).verdict).toBe('pass'));
  test('every second one missing', () =>
    expect(schedule(BY_THE_BOOK.filter((_at, index) => index < 3 || index % 2 === 0)).verdict).toBe('fail'));
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
  test('one early is wrong', () => expect(schedule(BY_THE_BOOK.with(4, BYE_AT + 9000)).verdict).toBe('fail'));
  test('given up half-way', () => expect(schedule(BY_THE_BOOK.slice(0, 5)).verdict).toBe('fail'));
  test('never', () => expect(schedule([]).verdict).toBe('fail'));
  test('one too many', () => expect(schedule([...BY_THE_BOOK, BYE_AT + 35_500]).verdict).toBe('fail'));
  test('an observation that ends before Timer F', () => expect(schedule([1500], 10_000).verdict).toBe('inconc'));
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
  const after100 = (retransmissions: number[]): MadeLeave => ({
    responses: [
      [100, 5000],
      [200, 15_000],
    ],
    retransmissions,
  });
  test('at intervals of T2', () =>
    expect(judge(byeAtT2AfterProvisional, after100([1500, 2500, 4500, 8500, 12_500])).verdict).toBe('pass'));
  test('none any more', () =>
    expect(judge(byeAtT2AfterProvisional, after100([1500, 2500, 4500])).verdict).toBe('fail'));
  test('at another pace', () =>
    expect(judge(byeAtT2AfterProvisional, after100([8500, 9500, 10_500])).verdict).toBe('fail'));
});

describe('retransmission-is-same-transaction', () => {
  test('a copy', () =>
    expect(judge(retransmissionIsSameTransaction, { retransmissions: [1500] }).verdict).toBe('pass'));
  test('none', () => expect(judge(retransmissionIsSameTransaction).verdict).toBe('fail'));
});

describe('a re-INVITE', () => {
  const withReInvite = (at: number, status: number | undefined, leave: MadeLeave = {}) => {
    const timeline = madeLeave(leave);
    const lines = [
      'Via: SIP/2.0/UDP n;branch=z9hG4bKr',
      'From: <sip:gs-1@as>;tag=focus',
      'To: <sip:alice@a>;tag=alice',
      'Call-ID: call-1',
      'CSeq: 9 INVITE',
    ];
    timeline.sip(at, NETWORK, 'sent', ['INVITE sip:alice@a SIP/2.0', ...lines]);
    if (status !== undefined) timeline.sip(at + 20, NETWORK, 'received', [`SIP/2.0 ${status} X`, ...lines]);
    return timeline.evidence();
  };
  test.each([200, 481, 500])('answered %i in the window: any answer will do', (status) =>
    expect(reInviteAnswered.judge(withReInvite(2000, status), 'cr').verdict).toBe('pass'),
  );
  test('silence in the window', () =>
    expect(reInviteAnswered.judge(withReInvite(2000, undefined), 'cr').verdict).toBe('fail'));
  test('a silence that was not waited out is none', () => {
    const ended = (until: number) => reInviteAnswered.judge(withReInvite(2000, undefined, { until }), 'cr');
    expect(ended(6000)).toEqual({
      verdict: 'fail',
      message: 'no final response to the re-INVITE in 4000 ms, 1 copies sent',
    });
    expect(ended(5999)).toEqual({
      verdict: 'inconc',
      message:
        'no final response to the re-INVITE in 3999 ms, 1 copies sent; only 3999 ms of the observation were left, too close to its end to tell',
      repeatable: true,
    });
  });
  test('no re-INVITE, no verdict', () => expect(judge(reInviteAnswered).verdict).toBe('inconc'));

  const failed: MadeLeave = { responses: [[500, 1300]] };
  test('after a failed leave: 200', () =>
    expect(dialogAliveAfterFailure.judge(withReInvite(2000, 200, failed), 'cr').verdict).toBe('pass'));
  test('after a failed leave: silence', () =>
    expect(dialogAliveAfterFailure.judge(withReInvite(2000, undefined, failed), 'harmonised').verdict).toBe('fail'));
  test('after a failed leave: 481 denies a dialog that is alive, which harmonised lets pass', () => {
    expect(dialogAliveAfterFailure.judge(withReInvite(2000, 481, failed), 'cr').verdict).toBe('fail');
    expect(dialogAliveAfterFailure.judge(withReInvite(2000, 481, failed), 'harmonised').verdict).toBe('pass');
  });
});

describe('request-refused-after-leave', () => {
  const LEFT: MadeLeave = { responses: [[200, 1300]] };
  const reInvited = (leave: MadeLeave, answer?: [number, number]) =>
    requestRefusedAfterLeave.judge(
      withExchange(madeLeave(leave), {
        by: 'tester',
        method: 'INVITE',
        at: 3000,
        ...(answer && { answer }),
      }).evidence(),
      'cr',
    ).verdict;
  test('481', () => expect(reInvited(LEFT, [481, 3010])).toBe('pass'));
  test('200', () => expect(reInvited(LEFT, [200, 3010])).toBe('fail'));
  test('silence', () => expect(reInvited(LEFT)).toBe('fail'));
  test('a dialog that was not left', () => expect(reInvited({}, [481, 3010])).toBe('inconc'));
});

describe('nothing-renegotiated', () => {
  const during = (at: number, method = 'INVITE') =>
    nothingRenegotiated.judge(
      withExchange(madeLeave({ responses: [[200, 5000]] }), { by: 'sut', method, at }).evidence(),
      'cr',
    ).verdict;
  test('an offer in the window', () => expect(during(2000)).toBe('fail'));
  test('an UPDATE in the window', () => expect(during(2000, 'UPDATE')).toBe('fail'));
  test('an offer before it', () => expect(during(500)).toBe('pass'));
  test('another connection in the window', () =>
    expect(
      nothingRenegotiated.judge(
        madeLeave()
          .add(2000, { kind: 'tcp', actor: NETWORK, event: 'open', by: 'sut', connection: 2, sessions: [] })
          .evidence(),
        'cr',
      ).verdict,
    ).toBe('fail'));
});
