import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { SipEvent } from '../timeline/event.ts';
import { conferenceSubscriptions, rosterHistory } from './subscription.ts';

let seq = 0;
const received = (actor: string, raw: string): SipEvent => ({
  kind: 'sip',
  actor,
  direction: 'received',
  transport: 'tcp',
  raw,
  at: seq * 10,
  seq: seq++,
});
const wire = (name: string): string => readFileSync(new URL(`../../fixtures/wire/${name}`, import.meta.url), 'utf8');
const notify = (cseq: number, body = '', more: string[] = []): string =>
  [
    'NOTIFY sip:b@h SIP/2.0',
    'Call-ID: sub',
    `CSeq: ${cseq} NOTIFY`,
    'o: Conference;id=1',
    'Subscription-State: Active ; expires=60',
    ...(body ? ['c: application/conference-info+xml'] : []),
    ...more,
    '',
    body,
  ].join('\r\n');
const group = (version: number, status: string): string =>
  `<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:g@h" version="${version}"><users>
   <user entity="sip:c@h"><endpoint entity="e"><status>${status}</status></endpoint></user></users></conference-info>`;

test('a subscription from its first to its last NOTIFY', () => {
  const events = [
    received('alice', wire('04-notify-full.sip')),
    received('bob', wire('10-notify-departed.sip')),
    received('alice', wire('11-notify-terminated.sip')),
  ];
  const [alice, bob] = conferenceSubscriptions(events);
  expect(alice).toMatchObject({
    actor: 'alice',
    callId: 'cid-a1-sub-77@192.0.2.10',
    notifications: [
      { event: events[0], state: 'active', document: { version: 1 } },
      { event: events[2], state: 'terminated', reason: 'noresource' },
    ],
  });
  expect(alice?.notifications[1]?.document).toBeUndefined();
  expect(bob?.notifications).toHaveLength(1);
});

test('retransmissions and what is no conference NOTIFY do not count', () => {
  const first = received('bob', notify(1, group(1, 'connected')));
  const [bob, ...others] = conferenceSubscriptions([
    first,
    received('bob', notify(1, group(1, 'connected'))),
    { ...received('bob', notify(2, group(2, 'connected'))), direction: 'sent' },
    received('bob', notify(3).replace('o: Conference', 'o: refer')),
    received('bob', 'garbage'),
    received('bob', 'SIP/2.0 200 OK\r\nCSeq: 1 NOTIFY\r\n\r\n'),
  ]);
  expect(bob?.notifications.map(({ event }) => event)).toEqual([first]);
  expect(others).toEqual([]);
});

test('a body that cannot be read is kept apart', () => {
  const [bob] = conferenceSubscriptions([received('bob', notify(1, '<conference-info>'))]);
  expect(bob?.notifications[0]?.document).toBeUndefined();
  expect(bob?.notifications[0]?.unreadable).toMatch(/not well-formed/);
});

test('transitions and anomalies name the NOTIFY that brought them', () => {
  const events = [
    received('bob', notify(1, group(1, 'connected'))),
    received('bob', notify(2)),
    received('bob', notify(3, group(1, 'disconnected'))),
  ];
  const history = rosterHistory(conferenceSubscriptions(events)[0]!);
  expect(history.transitions).toMatchObject([
    { user: 'sip:c@h', change: 'arrival', event: { seq: events[0]!.seq } },
    { user: 'sip:c@h', change: 'departure', event: { seq: events[2]!.seq }, shown: { by: 'status' } },
  ]);
  expect(history.anomalies).toMatchObject([{ kind: 'repeated', event: { seq: events[2]!.seq } }]);
  expect(history.roster.users.get('sip:c@h')?.connected).toBe(false);
});
