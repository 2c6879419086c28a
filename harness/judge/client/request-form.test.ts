import { describe, expect, test } from '@jest/globals';
import { NETWORK } from './facts.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { type MadeCall, toldToLeave, withCalls } from './made-call.ts';
import { type MadeExchange, withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, GROUP, madeLeave, type MadeLeave } from './made-leave.ts';
import { byeAsksForNoPrivacy, byeAsksForPrivacy, byeFollowsRouteSet, byeToRefreshedTarget } from './request-form.ts';

describe('bye-to-refreshed-target', () => {
  const NODE_2 = `${GROUP};node=2`;
  const REFRESH: MadeExchange = {
    by: 'tester',
    method: 'INVITE',
    at: BYE_AT - 500,
    answer: [200, BYE_AT - 490],
    headers: [`Contact: <${NODE_2}>`],
  };
  const judge = (
    requestUri: string,
    { mode = 'TARGET', ...change }: { mode?: 'TARGET' | 'IDENTITY' } & Partial<MadeExchange> = {},
  ) =>
    said(
      byeToRefreshedTarget,
      withExchange(madeLeave({ requestUri }), { ...REFRESH, ...change }).evidence({ requestUri: mode }),
    );
  test('the refreshed target', () =>
    expect(judge(NODE_2)).toBe('pass: Request-URI sip:gs-1@192.0.2.1:5060;node=2, as refreshed'));
  test('the refreshed target with more to it', () =>
    expect(judge(`${NODE_2};x=y`)).toBe('pass: Request-URI sip:gs-1@192.0.2.1:5060;node=2;x=y, as refreshed'));
  test('the refreshed target with another parameter', () =>
    expect(judge(`${GROUP};node=3`)).toBe(
      'fail: Request-URI sip:gs-1@192.0.2.1:5060;node=3 is the first target, which has been refreshed to sip:gs-1@192.0.2.1:5060;node=2',
    ));
  test('the first one', () =>
    expect(judge(GROUP)).toBe(
      'fail: Request-URI sip:gs-1@192.0.2.1:5060 is the first target, which has been refreshed to sip:gs-1@192.0.2.1:5060;node=2',
    ));
  test('the first one, where the IXIT allows it', () =>
    expect(judge(GROUP, { mode: 'IDENTITY' })).toBe(
      'pass: Request-URI sip:gs-1@192.0.2.1:5060; note: the refreshed target is sip:gs-1@192.0.2.1:5060;node=2; the IXIT allows the identity',
    ));
  test('a third one', () =>
    expect(judge('sip:elsewhere@192.0.2.2', { mode: 'IDENTITY' })).toBe(
      'fail: Request-URI sip:elsewhere@192.0.2.2 is neither the refreshed target sip:gs-1@192.0.2.1:5060;node=2 nor the first, sip:gs-1@192.0.2.1:5060',
    ));
  test('what is no SIP URI', () =>
    expect(judge('tel:+49301234')).toBe(
      'fail: Request-URI tel:+49301234 is neither the refreshed target sip:gs-1@192.0.2.1:5060;node=2 nor the first, sip:gs-1@192.0.2.1:5060',
    ));
  test('a new Contact that is no SIP URI', () =>
    expect(judge('tel:+49301234', { headers: ['Contact: <tel:+49301234>'] })).toBe(
      'fail: Request-URI tel:+49301234 is neither the refreshed target tel:+49301234 nor the first, sip:gs-1@192.0.2.1:5060',
    ));
  test.each<[string, Partial<MadeExchange>]>([
    ['refused', { answer: [300, BYE_AT - 490] }],
    ['without a Contact', { headers: [] }],
    ['of the client', { by: 'sut' }],
    ['of another dialog', { toTag: null }],
  ])('a refresh %s', (_, change) =>
    expect(judge(NODE_2, change)).toBe('inconc: the client did not accept the re-INVITE with the new Contact'),
  );
  test('a refresh that was not answered', () => {
    const { answer: _answer, ...unanswered } = REFRESH;
    expect(said(byeToRefreshedTarget, withExchange(madeLeave({ requestUri: NODE_2 }), unanswered).evidence())).toBe(
      'inconc: the client did not accept the re-INVITE with the new Contact',
    );
  });
  test('no refresh', () =>
    expect(said(byeToRefreshedTarget, madeLeave().evidence())).toBe(
      'inconc: the client did not accept the re-INVITE with the new Contact',
    ));
});

describe('privacy', () => {
  const asked = (headers: string[], privacyOfInvite = '') => {
    const { timeline, ixit } = madeLeave({ headers }).evidence();
    const join = timeline.map((event) =>
      event.kind === 'sip' && event.at === 100
        ? { ...event, raw: event.raw.replace('CSeq', `${privacyOfInvite}CSeq`) }
        : event,
    );
    return said(byeAsksForPrivacy, { timeline: join, ixit });
  };
  test.each([
    ['alone', ['Privacy: id'], 'pass: Privacy: id; note: the INVITE asked for no privacy either'],
    [
      'among others',
      ['Privacy: header; ID;critical'],
      'pass: Privacy: header;id;critical; note: the INVITE asked for no privacy either',
    ],
    [
      'in a line of its own',
      ['Privacy: header', 'Privacy: id'],
      'pass: Privacy: header;id; note: the INVITE asked for no privacy either',
    ],
    ['not', ['Privacy: header'], 'fail: Privacy: header; note: the INVITE asked for no privacy either'],
    [
      'not, for there is no such field',
      [],
      'fail: the BYE has no Privacy header field; note: the INVITE asked for no privacy either',
    ],
  ])('id: %s', (_, headers, expected) => expect(asked(headers)).toBe(expected));
  test('as in the INVITE', () => expect(asked(['Privacy: id'], 'Privacy: id\r\n')).toBe('pass: Privacy: id'));
  test('unlike the INVITE', () =>
    expect(asked([], 'Privacy: user;id\r\n')).toBe('fail: the BYE has no Privacy header field'));
  test.each([
    [
      'superfluous',
      ['Privacy: id'],
      'pass: the BYE asks for privacy; note: anonymity had not been asked for: Privacy: id is superfluous',
    ],
    ['not asked for', [], 'pass: the BYE asks for no privacy'],
  ])('of one who is known: %s', (_, headers, expected) =>
    expect(said(byeAsksForNoPrivacy, madeLeave({ headers }).evidence())).toBe(expected),
  );
});

/** The REGISTER of a client, and where its BYE comes from. */
interface Registered {
  from?: string;
  direction?: 'received' | 'sent';
  method?: string;
  byeFrom?: string;
  /** Who has it. */
  actor?: string;
  more?: (timeline: MadeTimeline) => MadeTimeline;
}

/** A request with this Via, such as a REGISTER that the network has. */
const register = (
  timeline: MadeTimeline,
  via: string,
  { direction = 'received', method = 'REGISTER', actor = NETWORK }: Registered = {},
) =>
  timeline.sip(10, actor, direction, [
    `${method} sip:as SIP/2.0`,
    `Via: ${via};branch=z9hG4bKr`,
    'Call-ID: r',
    `CSeq: 1 ${method}`,
  ]);

describe('bye-follows-route-set', () => {
  const [P, S] = ['<sip:p@192.0.2.7;lr>', '<sip:s@192.0.2.8;lr>'];
  /** A client that joined by way of two proxies and leaves with these Route lines. */
  const judge = (headers: string[], { from = 'SIP/2.0/UDP a', byeFrom = 'a', more, ...how }: Registered = {}) => {
    const timeline = madeLeave({ headers } satisfies MadeLeave);
    register(timeline, from, how);
    more?.(timeline);
    withExchange(timeline, {
      by: 'sut',
      method: 'INVITE',
      at: 50,
      answer: [200, 60],
      cseq: 1,
      toTag: null,
      answerHeaders: [`Record-Route: ${S}, ${P}`],
    });
    const { timeline: made, ixit } = timeline.evidence();
    const sent = made.map((event) =>
      event.kind === 'sip'
        ? { ...event, raw: event.raw.replace('UDP a;branch=z9hG4bKb', `UDP ${byeFrom};branch=z9hG4bKb`) }
        : event,
    );
    return said(byeFollowsRouteSet, { timeline: sent, ixit });
  };
  const WHOLE = [`Route: ${P}, ${S}`];
  test('the whole set in its order', () =>
    expect(judge(WHOLE)).toBe('pass: Route: sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr; sent from a, as the REGISTER'));
  test('in two lines', () =>
    expect(judge([`Route: ${P}`, `Route: ${S}`])).toBe(
      'pass: Route: sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr; sent from a, as the REGISTER',
    ));
  test('the wrong way round', () =>
    expect(judge([`Route: ${S}, ${P}`])).toBe(
      'fail: Route is sip:s@192.0.2.8;lr, sip:p@192.0.2.7;lr, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr',
    ));
  test('the first one alone', () =>
    expect(judge([`Route: ${P}`])).toBe(
      'fail: Route is sip:p@192.0.2.7;lr, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr',
    ));
  test('the last one wrong', () =>
    expect(judge([`Route: ${P}, <sip:x@192.0.2.9;lr>`])).toBe(
      'fail: Route is sip:p@192.0.2.7;lr, sip:x@192.0.2.9;lr, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr',
    ));
  test('without lr', () =>
    expect(judge([`Route: <sip:p@192.0.2.7>, ${S}`])).toBe('fail: the first Route has lost its lr'));
  test.each(['<sip:p@192.0.2.7;lr;x=1>', '<sip:p@192.0.2.7;LR>'])('%s', (first) =>
    expect(judge([`Route: ${first}, ${S}`])).toContain('pass'),
  );
  test('none', () =>
    expect(judge([])).toBe('fail: Route is absent, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr'));
  test('none, and from another address', () =>
    expect(judge([], { from: 'SIP/2.0/UDP b:5060' })).toBe(
      'fail: Route is absent, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr; the BYE comes from a, the client registered from b:5060',
    ));
  test('from another address than the registered one', () =>
    expect(judge(WHOLE, { from: 'SIP/2.0/UDP b:5060' })).toBe(
      'fail: the BYE comes from a, the client registered from b:5060',
    ));
  test('from where it registered the second time', () => {
    const again = (timeline: MadeTimeline) => register(register(timeline, 'SIP/2.0/UDP b'), 'SIP/2.0/UDP a');
    expect(judge(WHOLE, { from: 'SIP/2.0/UDP b', more: again })).toContain('pass');
  });
  test('from elsewhere than it registered either time', () =>
    expect(judge(WHOLE, { from: 'SIP/2.0/UDP b', more: (timeline) => register(timeline, 'SIP/2.0/UDP c') })).toBe(
      'fail: the BYE comes from a, the client registered from b and c',
    ));
  test('where another device registered from is of no matter', () =>
    expect(judge(WHOLE, { from: 'SIP/2.0/UDP b', actor: 'network-2' })).toContain('pass'));
  test.each(['nonsense', 'XSIP/2.0/UDP a'])('a REGISTER whose Via is %s', (from) =>
    expect(judge(WHOLE, { from })).toBe('fail: the BYE comes from a, the client registered from '),
  );
  test('a Route without angle brackets', () =>
    expect(judge([`Route: sip:x@192.0.2.9;lr, ${S}`])).toBe(
      'fail: Route is sip:x@192.0.2.9;lr, sip:s@192.0.2.8;lr, the route set is sip:p@192.0.2.7;lr, sip:s@192.0.2.8;lr',
    ));
  test('blanks in Via make no difference', () =>
    expect(judge(WHOLE, { from: 'SIP / 2.0 / UDP   a ' })).toContain('pass'));
  test.each([
    ['a REGISTER of the test side', { direction: 'sent' as const }],
    ['a request that is no REGISTER', { method: 'OPTIONS' }],
  ])('%s tells no registration', (_, how) => expect(judge(WHOLE, { from: 'SIP/2.0/UDP b', ...how })).toContain('pass'));
  test('no proxy', () =>
    expect(said(byeFollowsRouteSet, madeLeave().evidence())).toBe(
      'inconc: no proxy had put itself on the route of the dialog',
    ));
});

test.each([
  [byeAsksForPrivacy, 'fail: the BYE has no Privacy header field; note: the INVITE asked for no privacy either'],
  [byeFollowsRouteSet, 'inconc: no proxy had put itself on the route of the dialog'],
])('a BYE, and no INVITE on record: $id', (check, expected) => {
  const bye: MadeCall = { by: 'sut', method: 'BYE', at: BYE_AT, toTag: 'theirs' };
  expect(
    said(
      check,
      toldToLeave(withCalls([bye]), 990)
        .end(2000)
        .evidence(),
    ),
  ).toBe(expected);
});
