import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { withAction, withExchange, type MadeExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, GROUP, madeLeave, type MadeLeave } from './made-leave.ts';
import {
  challengeAnswered,
  challengesEnd,
  noSecondByeBeforeFinal,
  retryAfterHonoured,
  secondLeaveIsNewBye,
} from './retry.ts';

const REASON = 'Reason: SIP;cause=200';
/** A second BYE 1.5 s after the first. */
const SECOND: MadeExchange = { by: 'sut', method: 'BYE', at: BYE_AT + 1500, cseq: 3, headers: [REASON] };

const judge = (check: Check, leave: MadeLeave, ...byes: MadeExchange[]) =>
  said(check, byes.reduce(withExchange, madeLeave(leave)).evidence());

describe('no-second-bye-before-final', () => {
  const tapped = (leave: MadeLeave, ...byes: MadeExchange[]) =>
    said(
      noSecondByeBeforeFinal,
      byes.reduce(withExchange, withAction(madeLeave(leave), BYE_AT + 1400, 'leave')).evidence(),
    );
  test('one BYE', () =>
    expect(tapped({ responses: [[200, 5000]] })).toBe('pass: one BYE (CSeq 2), although the user asked 2 times'));
  test('a second one before the response', () =>
    expect(tapped({ responses: [[200, 5000]] }, SECOND)).toBe(
      'fail: a second BYE (CSeq 3) came 1500 ms after the first, which had no final response; by network received BYE at 1000, network received BYE at 2500: 1500 ms',
    ));
  test('a second one after the response', () =>
    expect(tapped({ responses: [[500, 2000]] }, SECOND)).toBe(
      'pass: one BYE (CSeq 2), although the user asked 2 times',
    ));
  test('a second one at once with the response', () =>
    expect(tapped({ responses: [[500, SECOND.at]] }, SECOND)).toBe(
      'pass: one BYE (CSeq 2), although the user asked 2 times',
    ));
  test('a second one without any response', () =>
    expect(tapped({}, SECOND)).toBe(
      'fail: a second BYE (CSeq 3) came 1500 ms after the first, which had no final response; by network received BYE at 1000, network received BYE at 2500: 1500 ms',
    ));
  test('not asked twice', () =>
    expect(judge(noSecondByeBeforeFinal, {}, SECOND)).toBe('inconc: the client was not told to leave again'));
});

describe('retry-after-honoured', () => {
  /** 503 with Retry-After at 1.4 s. */
  const refused = (retryAfter: string, ...byes: MadeExchange[]) => {
    const timeline = madeLeave();
    timeline.sip(BYE_AT + 400, 'network', 'sent', [
      'SIP/2.0 503 X',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKb',
      'From: <sip:alice@example.com>;tag=alice',
      'To: <sip:gs-1@as>;tag=focus',
      'Call-ID: call-1',
      'CSeq: 2 BYE',
      `Retry-After: ${retryAfter}`,
    ]);
    return said(retryAfterHonoured, byes.reduce(withExchange, timeline).evidence());
  };
  const ONE = '1 (in a second)';
  test('retried in time', () =>
    expect(refused(ONE, SECOND)).toBe(
      'pass: the BYE was retried 1100 ms after the 503, which said 1 s; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ));
  test.each([
    [
      BYE_AT + 1300,
      'pass: the BYE was retried 900 ms after the 503, which said 1 s; by network sent SIP/2.0 503 at 1400, network received BYE at 2300: 900 ms',
    ],
    [
      BYE_AT + 1299,
      'fail: the BYE was retried 899 ms after the 503, which said 1 s; by network sent SIP/2.0 503 at 1400, network received BYE at 2299: 899 ms',
    ],
  ])('retried at %i ms: a tenth of a second is the limit', (at, expected) =>
    expect(refused(ONE, { ...SECOND, at })).toBe(expected),
  );
  test('retried early', () =>
    expect(refused('12;duration=3600', SECOND)).toBe(
      'fail: the BYE was retried 1100 ms after the 503, which said 12 s; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ));
  test('what is no number names no time', () =>
    expect(refused('soon (in 5 seconds)', SECOND)).toBe('inconc: no response with Retry-After was sent'));
  test.each<[string, Partial<MadeExchange>, string]>([
    [
      'the Reason forgotten',
      { headers: [] },
      'fail: the BYE was retried with Reason no Reason in place of SIP;cause=200; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
    [
      'the same CSeq',
      { cseq: 2 },
      'fail: the BYE was retried with CSeq 2, which is not above 2; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
    [
      'another call',
      { callId: 'call-2' },
      'fail: the BYE was retried with Call-ID call-2 in place of call-1; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
    [
      'no To tag',
      { toTag: null },
      'fail: the BYE was retried with To tag absent in place of focus; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
    [
      'another To tag',
      { toTag: 'x', headers: ['Reason: SIP;cause=480'] },
      'fail: the BYE was retried with To tag x in place of focus; with Reason SIP;cause=480 in place of SIP;cause=200; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
    [
      'another Request-URI',
      { uri: 'sip:x@192.0.2.1' },
      'fail: the BYE was retried with Request-URI sip:x@192.0.2.1 in place of sip:gs-1@192.0.2.1:5060; by network sent SIP/2.0 503 at 1400, network received BYE at 2500: 1100 ms',
    ],
  ])('%s', (_, change, expected) => expect(refused(ONE, { ...SECOND, ...change })).toBe(expected));
  test('not retried', () =>
    expect(refused(ONE)).toBe('pass: the client did not retry; note: a retry is allowed, and not demanded'));
  test('no Retry-After', () =>
    expect(judge(retryAfterHonoured, { responses: [[503, 1400]] }, SECOND)).toBe(
      'inconc: no response with Retry-After was sent',
    ));
  test('no response', () =>
    expect(judge(retryAfterHonoured, {}, SECOND)).toBe('inconc: no response with Retry-After was sent'));
});

describe('challenge-answered', () => {
  const answered = (status: number, ...byes: MadeExchange[]) =>
    judge(challengeAnswered, { responses: [[status, BYE_AT + 300]] }, ...byes);
  const credentials = (line: string): MadeExchange => ({ ...SECOND, headers: [REASON, line] });
  test.each([
    [
      401,
      'Authorization: Digest username="a"',
      'pass: a second BYE with Authorization followed the 401 after 1200 ms, CSeq 3; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      401,
      'Authorization:  digest username="a"',
      'pass: a second BYE with Authorization followed the 401 after 1200 ms, CSeq 3; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      407,
      'Proxy-Authorization: Digest username="a"',
      'pass: a second BYE with Proxy-Authorization followed the 407 after 1200 ms, CSeq 3; by network sent SIP/2.0 407 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      407,
      'Authorization: Digest username="a"',
      'fail: a second BYE followed the 407, without Proxy-Authorization; by network sent SIP/2.0 407 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      401,
      'Proxy-Authorization: Digest username="a"',
      'fail: a second BYE followed the 401, without Authorization; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      401,
      'Authorization: Basic eA==',
      'fail: a second BYE followed the 401, with a Authorization that is no Digest; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      401,
      'Authorization: Basic Digest x',
      'fail: a second BYE followed the 401, with a Authorization that is no Digest; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
    [
      401,
      'Authorization: No-Digest x',
      'fail: a second BYE followed the 401, with a Authorization that is no Digest; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ],
  ])('%i by %s', (status, line, expected) => expect(answered(status, credentials(line))).toBe(expected));
  test('to another Request-URI, in another dialog', () =>
    expect(answered(401, { ...credentials('Authorization: Digest x'), uri: 'sip:x@192.0.2.1', toTag: null })).toBe(
      'fail: a second BYE followed the 401, with To tag absent in place of focus; with Request-URI sip:x@192.0.2.1 in place of sip:gs-1@192.0.2.1:5060; by network sent SIP/2.0 401 at 1300, network received BYE at 2500: 1200 ms',
    ));
  /** The next BYE, with that line for its branch and that one for its CSeq. */
  const retried = (via: string, ...cseq: string[]) => {
    const { timeline, ixit } = madeLeave({ responses: [[401, BYE_AT + 400]] })
      .sip(SECOND.at, 'network', 'received', [
        `BYE ${GROUP} SIP/2.0`,
        via,
        'From: <sip:alice@example.com>;tag=alice',
        'To: <sip:gs-1@as>;tag=focus',
        'Call-ID: call-1',
        ...cseq,
        REASON,
        'Authorization: Digest x',
      ])
      .evidence();
    return said(challengeAnswered, { timeline, ixit });
  };
  test('with the branch of the first', () =>
    expect(retried('Via: SIP/2.0/UDP a;branch=z9hG4bKb', 'CSeq: 3 BYE')).toContain(
      'fail: a second BYE followed the 401, with the branch of the first BYE',
    ));
  test('without a CSeq', () =>
    expect(retried('Via: SIP/2.0/UDP a;branch=z9hG4bKc')).toContain(
      'fail: a second BYE followed the 401, with CSeq 0, which is not above 2',
    ));
  test('not at all', () => expect(answered(401)).toBe('fail: no BYE with credentials followed the 401'));
  test.each([403, 400])('%i is no challenge', (status) =>
    expect(answered(status)).toBe('inconc: the BYE was not challenged'),
  );
  test('no response', () => expect(judge(challengeAnswered, {})).toBe('inconc: the BYE was not challenged'));
});

describe('challenges-end', () => {
  const challenged = (count: number, status = 407) =>
    judge(
      challengesEnd,
      { responses: [[status, BYE_AT + 300]] },
      ...Array.from({ length: count - 1 }, (_, index) => ({
        ...SECOND,
        at: BYE_AT + 400 + index,
        cseq: 3 + index,
        answer: [status, BYE_AT + 401 + index] as [number, number],
      })),
    );
  test('as many as allowed', () =>
    expect(challenged(3)).toBe('pass: 3 BYEs in a loop of challenges; at most 3 are allowed'));
  test('one more', () => expect(challenged(4)).toBe('fail: 4 BYEs in a loop of challenges; at most 3 are allowed'));
  test('by 401', () => expect(challenged(4, 401)).toBe('fail: 4 BYEs in a loop of challenges; at most 3 are allowed'));
  test('no challenge', () => expect(challenged(4, 403)).toBe('inconc: no BYE was challenged'));
});

describe('second-leave-is-new-bye', () => {
  const again = (until: number, ...byes: MadeExchange[]) =>
    said(
      secondLeaveIsNewBye,
      byes
        .reduce(
          withExchange,
          withAction(madeLeave({ responses: [[500, BYE_AT + 300]], until }), BYE_AT + 1490, 'leave'),
        )
        .evidence(),
    );
  test('a BYE with a higher CSeq', () =>
    expect(again(9000, SECOND)).toBe(
      'pass: the second leave is a BYE with CSeq 3, after 2; by network received BYE at 1000, network received BYE at 2500: 1500 ms',
    ));
  test('the same CSeq', () =>
    expect(again(9000, { ...SECOND, cseq: 2 })).toBe(
      'fail: the second leave is a BYE with CSeq 2, which is not above 2; by network received BYE at 1000, network received BYE at 2500: 1500 ms',
    ));
  test.each([
    [
      BYE_AT + 1390,
      'pass: the second leave is a BYE with CSeq 3, after 2; by network received BYE at 1000, network received BYE at 2390: 1390 ms',
    ],
    [BYE_AT + 1389, 'fail: no BYE came when the user left again after the failed leave'],
  ])('a BYE at %i ms, a tenth of a second ahead of the word or more', (at, expected) =>
    expect(again(9000, { ...SECOND, at })).toBe(expected),
  );
  test.each([
    [
      BYE_AT + 3989,
      'inconc: no BYE came when the user left again after the failed leave; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
    [BYE_AT + 3990, 'fail: no BYE came when the user left again after the failed leave'],
  ])('nothing until %i ms', (until, expected) => expect(again(until)).toBe(expected));
  test('nothing, and the upper tester says that it failed', () => {
    const failure = { kind: 'control', target: 'alice', action: 'leave', phase: 'failure' } as const;
    const judgedAt = (at: number) =>
      said(
        secondLeaveIsNewBye,
        withAction(madeLeave({ responses: [[500, BYE_AT + 300]], until: 3000 }), BYE_AT + 1490, 'leave')
          .add(at, failure)
          .evidence(),
      );
    expect(judgedAt(BYE_AT + 1600)).toBe('fail: no BYE came when the user left again after the failed leave');
    expect(judgedAt(BYE_AT + 1490)).toBe(
      'inconc: no BYE came when the user left again after the failed leave; only 510 ms of the observation were left, too close to its end to tell; to be repeated',
    );
  });
  test('not told to leave again', () =>
    expect(judge(secondLeaveIsNewBye, {}, SECOND)).toBe('inconc: the client was not told to leave again'));
});
