import { describe, expect, test } from '@jest/globals';
import { withExchange, type MadeExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave } from './made-leave.ts';
import { notifyAnswered, notSubscribedAgain } from './subscription.ts';

const NOTIFY: MadeExchange = { by: 'tester', method: 'NOTIFY', at: BYE_AT + 100, callId: 'sub-1' };
const ENDING = { ...NOTIFY, headers: ['Subscription-State: terminated;reason=noresource'] };
const SUBSCRIBE: MadeExchange = { by: 'sut', method: 'SUBSCRIBE', at: BYE_AT + 50, callId: 'sub-1' };

describe('notify-answered', () => {
  const judge = (...exchanges: MadeExchange[]) =>
    said(notifyAnswered, exchanges.reduce(withExchange, madeLeave()).evidence());
  const answered = (status: number): MadeExchange => ({ ...NOTIFY, answer: [status, BYE_AT + 110] });
  test.each([
    [200, 'pass: the NOTIFY after the BYE got 200'],
    [299, 'pass: the NOTIFY after the BYE got 200'],
    [
      300,
      'fail: the NOTIFY 100 ms after the BYE was answered 300; by network sent NOTIFY at 1100, network received SIP/2.0 300 at 1110: 10 ms',
    ],
    [
      481,
      'fail: the NOTIFY 100 ms after the BYE was answered 481; by network sent NOTIFY at 1100, network received SIP/2.0 481 at 1110: 10 ms',
    ],
  ])('%i while the subscription lives', (status, expected) => expect(judge(answered(status))).toBe(expected));
  test('silence', () =>
    expect(judge(NOTIFY)).toBe(
      'fail: the NOTIFY 100 ms after the BYE was not answered; by network received BYE at 1000, network sent NOTIFY at 1100: 100 ms',
    ));
  test.each([
    [
      BYE_AT + 2599,
      'inconc: the NOTIFY 100 ms after the BYE was not answered; only 2499 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
    [
      BYE_AT + 2600,
      'fail: the NOTIFY 100 ms after the BYE was not answered; by network received BYE at 1000, network sent NOTIFY at 1100: 100 ms',
    ],
  ])('silence in an observation until %i ms', (until, expected) =>
    expect(said(notifyAnswered, withExchange(madeLeave({ until }), NOTIFY).evidence())).toBe(expected),
  );
  const ENDED: MadeExchange = { ...SUBSCRIBE, headers: ['Expires:  0 '] };
  test('481 after the client has unsubscribed', () =>
    expect(judge(ENDED, answered(481))).toBe(
      'pass: the NOTIFY 100 ms after the BYE was answered 481; by network sent NOTIFY at 1100, network received SIP/2.0 481 at 1110: 10 ms; note: the client had unsubscribed',
    ));
  test('500 after the client has unsubscribed', () =>
    expect(judge(ENDED, answered(500))).toBe(
      'fail: the NOTIFY 100 ms after the BYE was answered 500; by network sent NOTIFY at 1100, network received SIP/2.0 500 at 1110: 10 ms',
    ));
  test.each<[string, Partial<MadeExchange>]>([
    ['of another subscription', { callId: 'sub-2' }],
    ['that came at once with the NOTIFY', { at: NOTIFY.at }],
    ['that came later', { at: NOTIFY.at + 50 }],
    ['of the focus', { by: 'tester' }],
    ['that is none', { method: 'MESSAGE' }],
    ['that prolongs', { headers: ['Expires: 600'] }],
    ['that says no time', { headers: [] }],
  ])('481, and an end of the subscription %s', (_, change) =>
    expect(judge({ ...ENDED, ...change }, answered(481))).toBe(
      'fail: the NOTIFY 100 ms after the BYE was answered 481; by network sent NOTIFY at 1100, network received SIP/2.0 481 at 1110: 10 ms',
    ),
  );
  test('of two the one that is not answered decides', () =>
    expect(judge(answered(200), { ...NOTIFY, at: BYE_AT + 300, cseq: 8 })).toBe(
      'fail: the NOTIFY 300 ms after the BYE was not answered; by network received BYE at 1000, network sent NOTIFY at 1300: 300 ms',
    ));
  test('both answered', () =>
    expect(judge(answered(200), { ...NOTIFY, at: BYE_AT + 300, cseq: 8, answer: [200, BYE_AT + 310] })).toBe(
      'pass: 2 NOTIFYs after the BYE got 200',
    ));
  const NONE = 'inconc: no NOTIFY was sent after the BYE';
  test.each<[string, Partial<MadeExchange>]>([
    ['before the BYE', { at: BYE_AT - 500 }],
    ['with the BYE', { at: BYE_AT }],
    ['of the client', { by: 'sut' }],
    ['that is none', { method: 'MESSAGE' }],
  ])('a NOTIFY %s tells nothing', (_, change) => expect(judge({ ...NOTIFY, ...change })).toBe(NONE));
});

describe('not-subscribed-again', () => {
  const judge = (until: number, ...exchanges: MadeExchange[]) =>
    said(notSubscribedAgain, exchanges.reduce(withExchange, madeLeave({ until })).evidence());
  const AGAIN: MadeExchange = { ...SUBSCRIBE, at: BYE_AT + 3000, callId: 'sub-2', toTag: null };
  const NOTHING = 'pass: no SUBSCRIBE in the 10900 ms after the NOTIFY that ended the subscription';
  test('nothing in the time of observation', () => expect(judge(12_000, ENDING)).toBe(NOTHING));
  test('a new subscription', () =>
    expect(judge(12_000, ENDING, AGAIN)).toBe(
      'fail: a new SUBSCRIBE came 2900 ms after the NOTIFY that ended the subscription; by network sent NOTIFY at 1100, network received SUBSCRIBE at 4000: 2900 ms',
    ));
  test('a new subscription for some time', () =>
    expect(judge(12_000, ENDING, { ...AGAIN, headers: ['Expires: 3600'] })).toBe(
      'fail: a new SUBSCRIBE came 2900 ms after the NOTIFY that ended the subscription; by network sent NOTIFY at 1100, network received SUBSCRIBE at 4000: 2900 ms',
    ));
  test.each<[string, Partial<MadeExchange>]>([
    ['a poll that ends at once', { headers: ['Expires:  0 '] }],
    ['a refresh', { toTag: 'theirs' }],
    ['one of the focus', { by: 'tester' }],
    ['one that came before', { at: BYE_AT + 50 }],
    ['one that came at once with the NOTIFY', { at: ENDING.at }],
    ['a request that is none', { method: 'MESSAGE' }],
  ])('%s does not count', (_, change) => expect(judge(12_000, ENDING, { ...AGAIN, ...change })).toBe(NOTHING));
  test.each([
    [BYE_AT + 9999, 'inconc: only 9899 ms after the NOTIFY were observed, of 10000 ms'],
    [BYE_AT + 10_000, 'pass: no SUBSCRIBE in the 9900 ms after the NOTIFY that ended the subscription'],
  ])('observed until %i ms', (until, expected) => expect(judge(until, ENDING)).toBe(expected));
  const NOT_ENDED = 'inconc: no NOTIFY that ends the subscription was sent';
  test.each<[string, Partial<MadeExchange>]>([
    ['in another state', { headers: ['Subscription-State: active;expires=60'] }],
    ['that does not begin so', { headers: ['Subscription-State: un-terminated'] }],
    ['without a state', { headers: [] }],
    ['of the client', { by: 'sut' }],
    ['that is none', { method: 'MESSAGE' }],
  ])('a NOTIFY %s ends no subscription', (_, change) =>
    expect(judge(12_000, { ...ENDING, ...change })).toBe(NOT_ENDED),
  );
});
