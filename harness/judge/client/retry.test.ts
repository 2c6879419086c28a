import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { withAction, withExchange, type MadeExchange } from './made-exchange.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
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
  check.judge(byes.reduce(withExchange, madeLeave(leave)).evidence(), 'cr');

describe('no-second-bye-before-final', () => {
  const tapped = (leave: MadeLeave, ...byes: MadeExchange[]) =>
    noSecondByeBeforeFinal.judge(
      byes.reduce(withExchange, withAction(madeLeave(leave), BYE_AT + 1400, 'leave')).evidence(),
      'cr',
    ).verdict;
  test('one BYE', () => expect(tapped({ responses: [[200, 5000]] })).toBe('pass'));
  test('a second one before the response', () => expect(tapped({ responses: [[200, 5000]] }, SECOND)).toBe('fail'));
  test('a second one after the response', () => expect(tapped({ responses: [[500, 2000]] }, SECOND)).toBe('pass'));
  test('not asked twice', () => expect(judge(noSecondByeBeforeFinal, {}, SECOND).verdict).toBe('inconc'));
});

describe('retry-after-honoured', () => {
  /** 503 with Retry-After: 1 at 1.4 s. */
  const refused = (...byes: MadeExchange[]) => {
    const timeline = madeLeave();
    timeline.sip(BYE_AT + 400, 'network', 'sent', [
      'SIP/2.0 503 X',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKb',
      'From: <sip:alice@example.com>;tag=alice',
      'To: <sip:gs-1@as>;tag=focus',
      'Call-ID: call-1',
      'CSeq: 2 BYE',
      'Retry-After: 1 (in a second)',
    ]);
    return retryAfterHonoured.judge(byes.reduce(withExchange, timeline).evidence(), 'cr');
  };
  test('retried in time', () => expect(refused(SECOND)).toMatchObject({ verdict: 'pass', distanceMs: 1100 }));
  test('retried early', () => expect(refused({ ...SECOND, at: BYE_AT + 700 }).verdict).toBe('fail'));
  test('the Reason forgotten', () => expect(refused({ ...SECOND, headers: [] }).message).toContain('Reason'));
  test('the same CSeq', () => expect(refused({ ...SECOND, cseq: 2 }).message).toContain('CSeq'));
  test('not retried', () => expect(refused()).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('no Retry-After', () => expect(judge(retryAfterHonoured, { responses: [[503, 1400]] }).verdict).toBe('inconc'));
});

describe('challenge-answered', () => {
  const answered = (status: number, ...byes: MadeExchange[]) =>
    judge(challengeAnswered, { responses: [[status, BYE_AT + 300]] }, ...byes);
  const credentials = (name: string): MadeExchange => ({
    ...SECOND,
    headers: [REASON, `${name}: Digest username="a"`],
  });
  test('401', () => expect(answered(401, credentials('Authorization')).verdict).toBe('pass'));
  test('407', () => expect(answered(407, credentials('Proxy-Authorization')).verdict).toBe('pass'));
  test('in the field of the other', () => expect(answered(407, credentials('Authorization')).verdict).toBe('fail'));
  test('by something else than Digest', () =>
    expect(answered(401, { ...SECOND, headers: [REASON, 'Authorization: Basic eA=='] }).verdict).toBe('fail'));
  test('to another Request-URI', () =>
    expect(answered(401, { ...credentials('Authorization'), uri: 'sip:x@192.0.2.1' }).message).toContain(
      'Request-URI',
    ));
  test('in another dialog', () =>
    expect(answered(401, { ...credentials('Authorization'), toTag: null }).message).toContain('To tag'));
  test('not at all', () => expect(answered(401).verdict).toBe('fail'));
  test('no challenge', () => expect(answered(403).verdict).toBe('inconc'));
});

describe('challenges-end', () => {
  const challenged = (count: number) =>
    judge(
      challengesEnd,
      { responses: [[407, BYE_AT + 300]] },
      ...Array.from({ length: count - 1 }, (_, index) => ({
        ...SECOND,
        at: BYE_AT + 400 + index,
        cseq: 3 + index,
        answer: [407, BYE_AT + 401 + index] as [number, number],
      })),
    ).verdict;
  test('as many as allowed', () => expect(challenged(3)).toBe('pass'));
  test('one more', () => expect(challenged(4)).toBe('fail'));
});

describe('second-leave-is-new-bye', () => {
  const again = (...byes: MadeExchange[]) =>
    secondLeaveIsNewBye.judge(
      byes
        .reduce(withExchange, withAction(madeLeave({ responses: [[500, BYE_AT + 300]] }), BYE_AT + 1490, 'leave'))
        .evidence(),
      'cr',
    ).verdict;
  test('a BYE with a higher CSeq', () => expect(again(SECOND)).toBe('pass'));
  test('the same CSeq', () => expect(again({ ...SECOND, cseq: 2 })).toBe('fail'));
  test('nothing', () => expect(again()).toBe('fail'));
});
