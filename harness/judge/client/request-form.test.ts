import { describe, expect, test } from '@jest/globals';
import { NETWORK } from './facts.ts';
import { withExchange } from './made-exchange.ts';
import { BYE_AT, GROUP, madeLeave, type MadeLeave } from './made-leave.ts';
import { byeAsksForNoPrivacy, byeAsksForPrivacy, byeFollowsRouteSet, byeToRefreshedTarget } from './request-form.ts';

describe('bye-to-refreshed-target', () => {
  const NODE_2 = `${GROUP};node=2`;
  const judge = (requestUri: string, requestMode: 'TARGET' | 'IDENTITY' = 'TARGET') =>
    byeToRefreshedTarget.judge(
      withExchange(madeLeave({ requestUri }), {
        by: 'tester',
        method: 'INVITE',
        at: BYE_AT - 500,
        answer: [200, BYE_AT - 490],
        headers: [`Contact: <${NODE_2}>`],
      }).evidence({ requestUri: requestMode }),
      'cr',
    ).verdict;
  test('the refreshed target', () => expect(judge(NODE_2)).toBe('pass'));
  test('the first one', () => expect(judge(GROUP)).toBe('fail'));
  test('the first one, where the IXIT allows it', () => expect(judge(GROUP, 'IDENTITY')).toBe('pass'));
  test('a third one', () => expect(judge('sip:elsewhere@192.0.2.2', 'IDENTITY')).toBe('fail'));
  test('no refresh', () => expect(byeToRefreshedTarget.judge(madeLeave().evidence(), 'cr').verdict).toBe('inconc'));
});

describe('privacy', () => {
  const asked = (...headers: string[]) => byeAsksForPrivacy.judge(madeLeave({ headers }).evidence(), 'cr').verdict;
  test('id, alone or among others', () => {
    expect(asked('Privacy: id')).toBe('pass');
    expect(asked('Privacy: header; ID;critical')).toBe('pass');
  });
  test('none of it', () => expect(asked('Privacy: header')).toBe('fail'));
  test('no such field', () => expect(asked()).toBe('fail'));
  test('superfluous privacy is a note', () =>
    expect(byeAsksForNoPrivacy.judge(madeLeave({ headers: ['Privacy: id'] }).evidence(), 'cr')).toMatchObject({
      verdict: 'pass',
      notes: [expect.any(String)],
    }));
});

describe('bye-follows-route-set', () => {
  const [P, S] = ['<sip:p@192.0.2.7;lr>', '<sip:s@192.0.2.8;lr>'];
  /** A client that joined by way of two proxies and leaves with these Route lines. */
  const judge = (headers: string[], registeredFrom = 'a') => {
    const timeline = madeLeave({ headers } satisfies MadeLeave);
    timeline.sip(10, NETWORK, 'received', [
      'REGISTER sip:as SIP/2.0',
      `Via: SIP/2.0/UDP ${registeredFrom};branch=z9hG4bKr`,
      'Call-ID: r',
      'CSeq: 1 REGISTER',
    ]);
    withExchange(timeline, {
      by: 'sut',
      method: 'INVITE',
      at: 50,
      answer: [200, 60],
      cseq: 1,
      toTag: null,
      answerHeaders: [`Record-Route: ${S}, ${P}`],
    });
    return byeFollowsRouteSet.judge(timeline.evidence(), 'cr');
  };
  test('the whole set in its order', () => expect(judge([`Route: ${P}, ${S}`]).verdict).toBe('pass'));
  test('in two lines', () => expect(judge([`Route: ${P}`, `Route: ${S}`]).verdict).toBe('pass'));
  test('the wrong way round', () => expect(judge([`Route: ${S}, ${P}`]).verdict).toBe('fail'));
  test('the first one alone', () => expect(judge([`Route: ${P}`]).verdict).toBe('fail'));
  test('none', () => expect(judge([]).message).toContain('Route is absent'));
  test('from another address than the registered one', () =>
    expect(judge([`Route: ${P}, ${S}`], 'b').message).toContain('registered from b'));
  test('no proxy', () => expect(byeFollowsRouteSet.judge(madeLeave().evidence(), 'cr').verdict).toBe('inconc'));
});
