import { describe, expect, test } from '@jest/globals';
import { withExchange, type MadeExchange } from './made-exchange.ts';
import { BYE_AT, madeLeave } from './made-leave.ts';
import { notifyAnswered, notSubscribedAgain } from './subscription.ts';

const NOTIFY: MadeExchange = { by: 'tester', method: 'NOTIFY', at: BYE_AT + 100, callId: 'sub-1' };
const ENDING = { ...NOTIFY, headers: ['Subscription-State: terminated;reason=noresource'] };
const SUBSCRIBE: MadeExchange = { by: 'sut', method: 'SUBSCRIBE', at: BYE_AT + 50, callId: 'sub-1' };

describe('notify-answered', () => {
  const judge = (...exchanges: MadeExchange[]) =>
    notifyAnswered.judge(exchanges.reduce(withExchange, madeLeave()).evidence(), 'cr');
  test('200', () => expect(judge({ ...NOTIFY, answer: [200, BYE_AT + 110] }).verdict).toBe('pass'));
  test('silence', () => expect(judge(NOTIFY).verdict).toBe('fail'));
  test('silence in an observation that ended too soon to tell', () => {
    const soon = madeLeave({ until: BYE_AT + 400 });
    expect(notifyAnswered.judge(withExchange(soon, NOTIFY).evidence(), 'cr')).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
    });
  });
  test('481 while the subscription lives', () =>
    expect(judge({ ...NOTIFY, answer: [481, BYE_AT + 110] })).toMatchObject({ verdict: 'fail', distanceMs: 10 }));
  test('481 after the client has unsubscribed', () => {
    const ended = { ...SUBSCRIBE, headers: ['Expires: 0'] };
    expect(judge(ended, { ...NOTIFY, answer: [481, BYE_AT + 110] })).toMatchObject({
      verdict: 'pass',
      notes: ['the client had unsubscribed'],
    });
  });
  test('of two the one that is not answered decides', () =>
    expect(judge({ ...NOTIFY, answer: [200, BYE_AT + 110] }, { ...NOTIFY, at: BYE_AT + 300, cseq: 8 }).verdict).toBe(
      'fail',
    ));
  test('one before the BYE tells nothing', () =>
    expect(judge({ ...NOTIFY, at: BYE_AT - 500, answer: [200, BYE_AT - 490] }).verdict).toBe('inconc'));
});

describe('not-subscribed-again', () => {
  const judge = (until: number, ...exchanges: MadeExchange[]) =>
    notSubscribedAgain.judge(exchanges.reduce(withExchange, madeLeave({ until })).evidence(), 'cr').verdict;
  test('nothing in the time of observation', () => expect(judge(12_000, ENDING)).toBe('pass'));
  test('a new subscription', () =>
    expect(judge(12_000, ENDING, { ...SUBSCRIBE, at: BYE_AT + 3000, callId: 'sub-2', toTag: null })).toBe('fail'));
  test('a poll that ends at once is none', () =>
    expect(
      judge(12_000, ENDING, { ...SUBSCRIBE, at: BYE_AT + 3000, callId: 'sub-2', toTag: null, headers: ['Expires: 0'] }),
    ).toBe('pass'));
  test('too short an observation', () => expect(judge(5000, ENDING)).toBe('inconc'));
  test('no NOTIFY that ends it', () => expect(judge(12_000, NOTIFY)).toBe('inconc'));
});
