import { expect, test } from '@jest/globals';
import type { Departure } from './departures.ts';
import { pack, type Parcel, unpacked } from './parcel.ts';
import type { ToldOfDeparture } from './watch.ts';

const event = (actor: string, at: number, raw: string) =>
  ({ kind: 'sip', actor, direction: 'received', transport: 'udp', at, seq: at + 1, raw }) as const;

const told: ToldOfDeparture = {
  actor: 'watcher sip:alice@example.com',
  subscribe: { ...event('watcher sip:alice@example.com', 1, 'SUBSCRIBE'), direction: 'sent', transport: 'tcp' },
  departures: [
    {
      user: 'sip:carol@example.com',
      index: 7,
      change: 'departure',
      shown: { by: 'status', statuses: ['disconnected', 'on-hold'], methods: ['departed'] },
      event: event('watcher sip:alice@example.com', 20.5, 'NOTIFY'),
    },
  ],
  subscription: {
    actor: 'watcher sip:alice@example.com',
    callId: 's',
    notifications: [
      { event: event('watcher sip:alice@example.com', 20.5, ''), state: 'active' },
      { event: event('watcher sip:alice@example.com', 30, ''), state: 'terminated', reason: 'noresource' },
      { event: event('watcher sip:alice@example.com', 31, ''), state: 'terminated', reason: '' },
    ],
  },
};

const departure: Departure = {
  callId: 'c',
  group: 'sip:group@example.com',
  identity: 'sip:carol@example.com',
  happenings: [
    { at: 1.25, seq: 0, fromParticipant: true, what: { kind: 'sip', transport: 'udp', raw: 'INVITE \xe9' } },
    { at: 2, seq: 1, fromParticipant: false, what: { kind: 'tcp', connection: 3, event: 'open' } },
    { at: 3, seq: 2, fromParticipant: false, what: { kind: 'msrp', connection: 3, raw: 'MSRP' } },
    { at: 4, seq: 3, fromParticipant: false, what: { kind: 'gap' } },
  ],
  at: 10,
  epoch: 0.5,
  until: 50,
  by: 'focus',
  own: [],
  others: [told, { actor: 'x', subscribe: event('x', 2, 'SUBSCRIBE'), departures: [] }],
  remains: false,
};

test('what is unpacked is what was packed, in the same order', () => {
  const all: Departure[] = [
    departure,
    { ...departure, by: 'participant', remains: true, own: [told], others: [], happenings: [] },
    departure,
  ];
  const parcel: Parcel = [];
  for (const one of all) pack(parcel, one);
  expect(unpacked(structuredClone(parcel))).toEqual(all);
  expect(unpacked([])).toEqual([]);
});
