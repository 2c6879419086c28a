import { describe, expect, test } from '@jest/globals';
import type { SipEvent } from '../../timeline/event.ts';
import {
  departureAllowed,
  departureDue,
  departuresFor,
  historyOf,
  identityOf,
  leaveByeOf,
  nameOf,
  referOf,
  removalByeOf,
  rosterOf,
  sipEventsOf,
  statusOf,
  subscriptionOf,
  tellSubscription,
  watchersOf,
} from './facts.ts';
import { madeLeave, request } from './made-leave.ts';
import { carolGone, everybody, madeGroup, type MadeRemoval, madeRemoval, notify, referral } from './made-removal.ts';
import { MadeTimeline } from '../made-timeline.ts';
import { departureNotBeforeFinal } from './departure.ts';

const T1 = 500;
const of = (timeline: MadeTimeline) => timeline.evidence().timeline;

test('SIP events are those of one actor, or of all', () => {
  const timeline = of(madeGroup());
  expect(new Set(sipEventsOf(timeline).map(({ actor }) => actor))).toEqual(new Set(['alice', 'bob', 'carol']));
  expect(new Set(sipEventsOf(timeline, 'bob').map(({ actor }) => actor))).toEqual(new Set(['bob']));
  expect(sipEventsOf(timeline).every(({ kind }) => kind === 'sip')).toBe(true);
});

test('a request has no status', () => {
  const [invite, answer] = sipEventsOf(of(madeGroup()), 'carol') as [SipEvent, SipEvent];
  expect([statusOf(invite), statusOf(answer)]).toEqual([0, 200]);
});

test('the identity of somebody is that of its own INVITE', () => {
  const timeline = new MadeTimeline();
  request(timeline, 10, { method: 'REFER', actor: 'dora', callId: 'r' });
  request(timeline, 20, { method: 'INVITE', actor: 'dora', callId: 'i', direction: 'received', headers: [] });
  expect(identityOf(of(timeline), 'dora')).toBeUndefined();
  timeline.sip(30, 'dora', 'sent', [
    'INVITE sip:x SIP/2.0',
    'From: "D" <sip:dora@other>;tag=1',
    'Call-ID: z',
    'CSeq: 1 INVITE',
  ]);
  expect(identityOf(of(timeline), 'dora')).toBe('sip:dora@other');
});

test('departures are those of one in what another was told', () => {
  const timeline = madeRemoval({ told: { alice: 3010 } });
  notify(timeline, 3020, 'alice', 3, carolGone(3, 'departed').replaceAll('sip:carol@c', 'sip:bob@b'));
  const at = (subscriber: string, actor?: string) =>
    departuresFor(of(timeline), subscriber, actor).map(({ event }) => event.at);
  expect(at('alice')).toEqual([3010]);
  expect(at('alice', 'bob')).toEqual([3020]);
  expect(at('bob')).toEqual([]);
  expect(at('nobody')).toEqual([]);
  expect(at('alice', 'nobody')).toEqual([]);
});

test('what is told of a subscription in advance stands for what the timeline has', () => {
  const whole = of(notify(madeGroup(), 500, 'bob', 2, carolGone(2, 'departed')));
  const short = of(madeGroup());
  tellSubscription(short, subscriptionOf(whole, 'bob')!, historyOf(whole, 'bob')!);
  expect(subscriptionOf(short, 'bob')?.notifications).toHaveLength(2);
  expect(departuresFor(short, 'bob')).toHaveLength(1);
  expect(departuresFor(short, 'alice')).toHaveLength(0);
  const other = of(madeGroup());
  tellSubscription(other, subscriptionOf(other, 'bob')!, historyOf(whole, 'bob')!);
  expect(departuresFor(other, 'bob')).toHaveLength(1);
});

test('the roster of who was never told is empty', () => {
  expect(rosterOf(of(madeGroup([])), 'bob').users.size).toBe(0);
  expect(rosterOf(of(madeGroup()), 'bob').users.size).toBe(3);
});

test('names begin with a capital', () => expect(nameOf('carol2')).toBe('Carol2'));

describe('whose request it is', () => {
  const both = (method: 'BYE' | 'REFER', actor: string) => {
    const timeline = madeGroup();
    request(timeline, 500, { method, actor, direction: 'received', branch: 'theirs' });
    request(timeline, 600, { method, actor, branch: 'own' });
    return of(timeline);
  };
  test('a BYE of the focus, or of the one that leaves', () => {
    expect(removalByeOf(both('BYE', 'carol'))?.request.at).toBe(500);
    expect(leaveByeOf(both('BYE', 'carol'))?.request.at).toBe(600);
    expect(removalByeOf(both('BYE', 'bob'), 'bob')?.request.at).toBe(500);
    expect(leaveByeOf(both('BYE', 'bob'))).toBeUndefined();
  });
  test('a REFER of Alice', () => {
    expect(referOf(both('REFER', 'alice'))?.request.at).toBe(600);
    expect(referOf(both('REFER', 'bob'))).toBeUndefined();
  });
});

describe('who watches', () => {
  const subscribe = (timeline: MadeTimeline, at: number, actor: string, direction: 'sent' | 'received' = 'sent') =>
    timeline.sip(at, actor, direction, [
      'SUBSCRIBE sip:gs-1@f SIP/2.0',
      `Via: SIP/2.0/UDP x;branch=z9hG4bK${actor}${at}`,
      `Call-ID: s-${actor}`,
      `CSeq: ${at} SUBSCRIBE`,
    ]);

  test('those who subscribed, in that order, and not the one that departs', () => {
    expect(watchersOf(of(madeGroup()))).toEqual(['alice', 'bob']);
    expect(watchersOf(of(subscribe(subscribe(madeGroup(), 90, 'dora'), 400, 'alice')))).toEqual([
      'dora',
      'alice',
      'bob',
    ]);
    expect(watchersOf(of(subscribe(madeGroup(), 90, 'dora', 'received')))).toEqual(['alice', 'bob']);
    expect(watchersOf(of(madeGroup(['carol'])))).toEqual([]);
  });
  test.each<[string, () => MadeTimeline, number]>([
    ['a removal', () => madeRemoval(), 1000],
    ['a leave', () => madeLeave(), 1000],
    ['a request for a removal that reaches nobody', () => referral(madeGroup(), 202), 990],
  ])('by the time of %s', (_, departing, at) => {
    expect(watchersOf(of(subscribe(departing(), at - 1, 'dora')))).toContain('dora');
    expect(watchersOf(of(subscribe(departing(), at, 'dora')))).not.toContain('dora');
    expect(watchersOf(of(notify(departing(), at - 1, 'bob', 2, '', 'terminated')))).toEqual(['alice']);
    expect(watchersOf(of(notify(departing(), at, 'bob', 2, '', 'terminated')))).toEqual(['alice', 'bob']);
    expect(watchersOf(of(notify(departing(), at - 1, 'bob', 2, everybody(), 'pending')))).toEqual(['alice', 'bob']);
  });
});

describe('what brings a departure about', () => {
  const due = (timeline: MadeTimeline) => departureDue(of(timeline), T1);
  const allowed = (timeline: MadeTimeline) => departureAllowed(of(timeline), T1);
  const answered: MadeRemoval = { responses: [[200, 3000]] };
  /** Carol's own BYE, let go a millisecond earlier. */
  const leaves = (timeline: MadeTimeline, at: number) =>
    request(timeline.go(at - 1, 'carol', 'i-carol', 'BYE'), at, { branch: 'own' });

  test('the final response to the BYE of a removal', () => {
    const trigger = { at: 3000, sentAt: 3000, lastKnownBefore: 2999, name: 'the final response (200)' };
    expect(due(madeRemoval(answered))).toMatchObject(trigger);
    expect(allowed(madeRemoval(answered))).toMatchObject(trigger);
  });
  test('a response that no go let out is known by its record alone', () => {
    const { timeline } = madeRemoval(answered).evidence();
    const unled = timeline.filter(({ kind }) => kind !== 'go');
    expect(departureDue(unled, T1)).toMatchObject({ at: 3000, lastKnownBefore: 3000 });
  });
  test('Timer F of one that nobody answers', () => {
    const trigger = { at: 33_000, sentAt: 31_400, lastKnownBefore: 31_400, name: 'Timer F of the BYE (32000 ms)' };
    expect(due(madeRemoval({ until: 33_000 }))).toMatchObject(trigger);
    expect(due(madeRemoval({ until: 32_999 }))).toBeUndefined();
    expect(due(madeRemoval({ until: 40_000 }).go(39_990, 'carol', 'i-carol', '200 to BYE'))).toBeUndefined();
  });
  test.each([
    [31_400, { at: 31_400, sentAt: 31_400, lastKnownBefore: 31_399, overtaken: false }],
    [31_401, { at: 31_401, sentAt: 31_400, lastKnownBefore: 31_400, overtaken: true }],
    [31_500, { at: 31_500, sentAt: 31_400, lastKnownBefore: 31_400, overtaken: true }],
  ])('a response at %i ms, and Timer F may have run out before it', (at, trigger) => {
    expect(due(madeRemoval({ responses: [[200, at]], until: 40_000 }))).toMatchObject(trigger);
  });
  test('the BYE of one who leaves', () => {
    const trigger = { at: 1000, sentAt: 1000, lastKnownBefore: 999, name: 'the BYE of Carol' };
    expect(due(leaves(madeGroup(), 1000))).toMatchObject(trigger);
    expect(allowed(leaves(madeGroup(), 1000))).toMatchObject(trigger);
    expect(due(madeLeave())).toMatchObject({ at: 1000, lastKnownBefore: 1000 });
  });
  test.each([
    [2000, 'the final response (200)', 'the BYE of Carol'],
    [4000, 'the BYE of Carol', 'the final response (200)'],
    [3000, 'the final response (200)', 'the final response (200)'],
  ])('of both, at 3000 and %i ms, the later one, and the earlier one allows it', (at, later, earlier) => {
    expect(due(leaves(madeRemoval(answered), at))?.name).toBe(later);
    expect(allowed(leaves(madeRemoval(answered), at))?.name).toBe(earlier);
  });
  test('Timer F of a BYE that cannot arrive', () => {
    const lost = (mark: 'participant-lost' | 'answer-lost', detail: string) =>
      due(referral(madeGroup().add(900, { kind: 'mark', mark, detail }), 202));
    expect(lost('participant-lost', 'carol')).toMatchObject({
      at: 32_990,
      sentAt: 990,
      lastKnownBefore: 990,
      name: "Timer F of a BYE that Carol's device cannot get (32000 ms after the REFER)",
    });
    expect(lost('participant-lost', 'bob')).toBeUndefined();
    expect(lost('answer-lost', 'carol')).toBeUndefined();
    expect(due(madeGroup().add(900, { kind: 'mark', mark: 'participant-lost', detail: 'carol' }))).toBeUndefined();
  });
  test('nothing', () => {
    expect(due(madeGroup())).toBeUndefined();
    expect(allowed(madeGroup())).toBeUndefined();
  });
});

describe('a final response that came too late', () => {
  const told = (at: number, final: number) =>
    departureNotBeforeFinal.judge(
      madeRemoval({ told: { alice: at, bob: at }, responses: [[200, final]], until: 60_000 }).evidence(),
      'cr',
    );

  test('the focus may take the removal for ended when Timer F has run out', () => {
    expect(told(33_010, 34_200).verdict).toBe('pass');
    expect(told(31_410, 34_200).verdict).toBe('pass');
  });

  test('but no earlier, and not while the response is in time', () => {
    expect(told(31_390, 34_200).verdict).toBe('fail');
    expect(told(31_000, 31_390).verdict).toBe('fail');
  });
});
