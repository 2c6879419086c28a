import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyOfType } from '../sip/body.ts';
import { parseSipMessage } from '../sip/message.ts';
import { CONFERENCE_INFO_TYPE, parseConferenceInfo } from './document.ts';
import type { ConferenceInfo, EndpointInfo, State, UserInfo } from './document.ts';
import { followRoster, rosterAfter, RosterFollower } from './roster.ts';
import type { Roster } from './roster.ts';

const endpoint = (entity: string, status?: string, more: Partial<EndpointInfo> = {}): EndpointInfo => ({
  entity,
  state: 'full',
  ...(status === undefined ? {} : { status }),
  ...more,
});
const user = (entity: string, status?: string, more: Partial<UserInfo> & { method?: string } = {}): UserInfo => {
  const { method, ...rest } = more;
  return {
    entity,
    state: 'full',
    endpoints: [endpoint(entity, status, method === undefined ? {} : { disconnectionMethod: method })],
    ...rest,
  };
};
const info = (state: State, version: number | undefined, users?: UserInfo[], usersState?: State): ConferenceInfo => ({
  entity: 'sip:group@h',
  state,
  ...(version === undefined ? {} : { version }),
  ...(users ? { users: { state: usersState ?? 'full', stated: usersState !== undefined, users } } : {}),
});
const full = (version: number | undefined, ...users: UserInfo[]) => info('full', version, users);
const partial = (version: number | undefined, ...users: UserInfo[]) => info('partial', version, users, 'partial');

const connected = (roster: Roster): string[] =>
  [...roster.users.values()].filter((entry) => entry.connected).map(({ entity }) => entity);
const departures = (documents: ConferenceInfo[]) =>
  followRoster(documents).transitions.filter(({ change }) => change === 'departure');
const all = full(1, user('alice', 'connected'), user('bob', 'connected'), user('carol', 'connected'));

describe('merging', () => {
  test('a full document sets everything, a partial one amends', () => {
    const amended = rosterAfter([
      { ...all, userCount: 3, active: true },
      { ...partial(2, user('dave', 'connected')), userCount: 4 },
      partial(3, user('bob', undefined, { state: 'deleted' })),
    ]);
    expect(connected(amended)).toEqual(['alice', 'carol', 'dave']);
    expect(amended).toMatchObject({ version: 3, userCount: 4, active: true });
    expect(connected(rosterAfter([all, full(2, user('dave', 'connected'))]))).toEqual(['dave']);
  });

  test('a document that says nothing of users leaves them', () => {
    expect(connected(rosterAfter([all, info('partial', 2)]))).toHaveLength(3);
  });

  test('a full list of users in a partial document replaces the list', () => {
    expect(connected(rosterAfter([all, info('partial', 2, [user('bob', 'connected')], 'full')]))).toEqual(['bob']);
    expect(connected(rosterAfter([all, info('partial', 2, [user('bob', 'connected')])]))).toEqual(['bob']);
  });

  test('but a list without state that holds partial users is meant as partial', () => {
    const told = info('partial', 2, [user('bob', 'disconnected', { state: 'partial' })]);
    const { roster, anomalies } = followRoster([all, told]);
    expect(connected(roster)).toEqual(['alice', 'carol']);
    expect(anomalies).toEqual([{ index: 1, kind: 'users-state-missing' }]);
  });

  test('a partial user keeps its other endpoints, a partial endpoint its other properties', () => {
    const devices = user('alice', undefined, {
      endpoints: [endpoint('one', 'connected', { joiningMethod: 'dialed-in' }), endpoint('two', 'connected')],
    });
    const one = user('alice', undefined, {
      state: 'partial',
      endpoints: [endpoint('one', 'disconnected', { state: 'partial', disconnectionMethod: 'departed' })],
    });
    const roster = rosterAfter([full(1, devices), partial(2, one)]);
    expect(connected(roster)).toEqual(['alice']);
    expect(roster.users.get('alice')?.endpoints.get('one')).toEqual({
      entity: 'one',
      status: 'disconnected',
      disconnectionMethod: 'departed',
      joiningMethod: 'dialed-in',
    });
    const replaced = rosterAfter([full(1, devices), partial(2, { ...one, state: 'full' })]);
    expect(connected(replaced)).toEqual([]);
  });

  test('who comes back is no longer shown as departed', () => {
    const gone = user('bob', 'disconnected', { method: 'departed' });
    const back = user('bob', undefined, {
      state: 'partial',
      endpoints: [endpoint('bob', 'connected', { state: 'partial' })],
    });
    const roster = rosterAfter([all, partial(2, gone), partial(3, back)]);
    expect(roster.users.get('bob')?.endpoints.get('bob')).toEqual({ entity: 'bob', status: 'connected' });
  });

  test('a deleted conference has nobody', () => {
    expect(connected(rosterAfter([all, info('deleted', 2)]))).toEqual([]);
  });
});

describe('departures', () => {
  test('by status, with the method', () => {
    expect(departures([all, partial(2, user('carol', 'disconnected', { method: 'departed' }))])).toEqual([
      {
        user: 'carol',
        index: 1,
        change: 'departure',
        shown: { by: 'status', statuses: ['disconnected'], methods: ['departed'] },
      },
    ]);
  });

  test('by absence from a full document', () => {
    expect(departures([all, partial(2), full(3, user('alice', 'connected'), user('bob', 'connected'))])).toEqual([
      { user: 'carol', index: 2, change: 'departure', shown: { by: 'absent', statuses: [], methods: [] } },
    ]);
  });

  test.each<[string, UserInfo]>([
    ['the user', user('carol', undefined, { state: 'deleted', endpoints: [] })],
    [
      'its endpoint',
      user('carol', undefined, { state: 'partial', endpoints: [endpoint('carol', undefined, { state: 'deleted' })] }),
    ],
  ])('by deletion of %s', (_, told) => {
    expect(departures([all, partial(2, told)])).toMatchObject([{ user: 'carol', index: 1, shown: { by: 'deleted' } }]);
  });

  test.each(['disconnecting', 'on-hold', 'muted-via-focus'])('%s is none', (status) => {
    expect(departures([all, partial(2, user('carol', status))])).toEqual([]);
  });

  test('disconnecting, then disconnected: the second is', () => {
    const documents = [all, partial(2, user('carol', 'disconnecting')), partial(3, user('carol', 'disconnected'))];
    expect(departures(documents)).toMatchObject([{ user: 'carol', index: 2 }]);
  });

  test('one that is mentioned again does not depart again', () => {
    const gone = user('carol', 'disconnected', { method: 'departed' });
    const documents = [all, partial(2, gone), partial(3, gone), full(4, user('alice', 'connected'), gone)];
    expect(departures(documents).map(({ user: who, index }) => [who, index])).toEqual([
      ['carol', 1],
      ['bob', 3],
    ]);
  });

  test('of one device only is none', () => {
    const devices = user('carol', undefined, {
      endpoints: [endpoint('one', 'connected'), endpoint('two', 'connected')],
    });
    const first = user('carol', undefined, { state: 'partial', endpoints: [endpoint('one', 'disconnected')] });
    const second = user('carol', undefined, { state: 'partial', endpoints: [endpoint('two', 'disconnected')] });
    expect(departures([full(1, devices), partial(2, first)])).toEqual([]);
    expect(departures([full(1, devices), partial(2, first), partial(3, second)])).toMatchObject([{ index: 2 }]);
  });

  test('arrivals are told too', () => {
    const documents = [all, partial(2, user('carol', 'disconnected')), partial(3, user('carol', 'connected'))];
    expect(followRoster(documents).transitions.map(({ user: who, change }) => `${who} ${change}`)).toEqual([
      'alice arrival',
      'bob arrival',
      'carol arrival',
      'carol departure',
      'carol arrival',
    ]);
  });

  test('as the examples on the wire show one', () => {
    const documents = ['04-notify-full.sip', '10-notify-departed.sip'].map((name) => {
      const raw = readFileSync(new URL(`../../fixtures/wire/${name}`, import.meta.url), 'utf8');
      return parseConferenceInfo(bodyOfType(parseSipMessage(raw), CONFERENCE_INFO_TYPE)!);
    });
    expect(departures(documents)).toEqual([
      {
        user: 'sip:+15550100001@ims.example.com',
        index: 1,
        change: 'departure',
        shown: { by: 'status', statuses: ['disconnected'], methods: ['departed'] },
      },
    ]);
    expect(followRoster(documents).anomalies).toEqual([]);
  });
});

describe('versions', () => {
  const kinds = (...documents: ConferenceInfo[]) =>
    followRoster(documents).anomalies.map(({ index, kind }) => `${index} ${kind}`);

  test.each<[string, ConferenceInfo[], string[]]>([
    ['in order', [full(1), partial(2), partial(3)], []],
    ['a full document may leave some out', [full(1), full(5)], []],
    ['a partial one may not', [full(1), partial(3)], ['1 gap']],
    ['the same again', [full(1), full(1)], ['1 repeated']],
    ['going back', [full(4), full(2)], ['1 regression']],
    ['none', [full(undefined), partial(2)], ['0 no-version']],
    ['nothing to amend', [partial(2)], ['0 partial-first']],
  ])('%s', (_, documents, expected) => expect(kinds(...documents)).toEqual(expected));

  test('an anomaly says what was expected', () => {
    expect(followRoster([full(3), partial(6)]).anomalies).toEqual([{ index: 1, kind: 'gap', expected: 4, version: 6 }]);
  });

  test('a late partial document takes its place, and tells when it came', () => {
    const gone = partial(2, user('carol', 'disconnected'));
    const back = partial(3, user('carol', 'connected'));
    expect(connected(rosterAfter([all, back, gone]))).toContain('carol');
    const other = partial(3, user('dave', 'connected'));
    const { roster, transitions } = followRoster([all, other, gone]);
    expect(connected(roster)).toEqual(['alice', 'bob', 'dave']);
    expect(roster.version).toBe(3);
    expect(transitions.at(-1)).toMatchObject({ user: 'carol', index: 2, change: 'departure' });
  });

  test('but not where a full one has overtaken it, nor where its version was there', () => {
    const gone = partial(2, user('carol', 'disconnected'));
    expect(connected(rosterAfter([all, { ...all, version: 3 }, gone]))).toContain('carol');
    expect(connected(rosterAfter([all, partial(2, user('dave', 'connected')), gone]))).toContain('carol');
  });
});

test('of thousands of partial documents the last ones can still come late, and none is forgotten', () => {
  const follower = new RosterFollower();
  const names = Array.from({ length: 3000 }, (_, index) => `user-${index}`);
  follower.take(full(1));
  for (const [index, name] of names.entries())
    if (index !== 2900) follower.take(partial(index + 2, user(name, 'connected')));
  expect(follower.roster.users.size).toBe(2999);
  follower.take(partial(2902, user(names[2900]!, 'connected')));
  expect(connected(follower.roster)).toHaveLength(3000);
  follower.take(partial(3, user(names[1]!, 'disconnected')));
  expect(connected(follower.roster)).toHaveLength(3000);
});

test('partial documents come to the same as the full one, in whatever order they arrive', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const status = fc.constantFrom('connected', 'disconnected');
  const changes = fc.array(fc.tuple(name, status), { maxLength: 8 });
  fc.assert(
    fc.property(
      changes.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length })),
      ),
      ([list, order]) => {
        const partials = list.map(([who, state], index) => partial(index + 2, user(who, state)));
        const last = new Map(list);
        const expected = [...last].filter(([, state]) => state === 'connected').map(([who]) => who);
        const arrived = rosterAfter([full(1), ...order.map((index) => partials[index]!)]);
        expect(connected(arrived).toSorted()).toEqual(expected.toSorted());
      },
    ),
  );
});
