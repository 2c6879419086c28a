import { expect, test } from '@jest/globals';
import { ConferenceInfoError } from '../conference-info/document.ts';
import { DocumentReader } from './followed-roster.ts';

const user = (name: string, status: string, method = '') =>
  `<user entity="sip:${name}@x" state="full"><endpoint entity="sip:${name}@d"><status>${status}</status>${method}</endpoint></user>`;
const document = (version: number, state: string, users: string) =>
  `<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:g@x" state="${state}" version="${version}"><users state="${state}">${users}</users></conference-info>`;
const departed = user('bob', 'disconnected', '<disconnection-method>departed</disconnection-method>');
const everybody = user('alice', 'connected') + user('bob', 'connected');

test('a full document, and what a partial one changes in it', () => {
  const roster = new DocumentReader().follow();
  expect(roster.isNew).toBe(true);
  expect(roster.take(document(1, 'full', everybody))).toEqual({
    version: 1,
    connected: 2,
    arrivals: ['sip:alice@x', 'sip:bob@x'],
    departures: [],
    anomalies: [],
  });
  expect(roster.take(document(2, 'partial', departed))).toEqual({
    version: 2,
    connected: 1,
    arrivals: [],
    departures: [{ user: 'sip:bob@x', methods: ['departed'] }],
    anomalies: [],
  });
});

test('two subscribers that are told the same are each told it once', () => {
  const reader = new DocumentReader();
  for (const roster of [reader.follow(), reader.follow()]) {
    roster.take(document(1, 'full', everybody));
    expect(roster.take(document(2, 'partial', departed)).departures).toHaveLength(1);
    expect(roster.take(document(3, 'partial', departed)).departures).toEqual([]);
  }
});

test('versions are each subscriber’s own', () => {
  const reader = new DocumentReader();
  const [one, other] = [reader.follow(), reader.follow()];
  expect(one.take(document(7, 'full', everybody)).anomalies).toEqual([]);
  expect(other.take(document(1, 'full', everybody)).anomalies).toEqual([]);
  expect(one.take(document(8, 'partial', departed)).anomalies).toEqual([]);
  expect(other.take(document(8, 'partial', departed)).anomalies).toEqual(['gap']);
  expect(one.take(document(8, 'partial', departed)).anomalies).toEqual(['repeated']);
  expect(one.take(document(7, 'partial', departed)).anomalies).toEqual(['regression']);
  expect(reader.follow().take(document(1, 'partial', departed)).anomalies).toEqual(['partial-first']);
});

test('a document without a version, and one that is none', () => {
  const text = document(1, 'full', everybody).replace(' version="1"', '');
  expect(new DocumentReader().follow().take(text)).toMatchObject({ connected: 2, anomalies: ['no-version'] });
  expect(() => new DocumentReader().follow().take('<html/>')).toThrow(ConferenceInfoError);
});

test('when a subscription is over, who was there is forgotten, and versions are not', () => {
  const roster = new DocumentReader().follow();
  roster.take(document(1, 'full', everybody));
  roster.end();
  expect(roster.isNew).toBe(false);
  expect(roster.take(document(2, 'partial', departed))).toMatchObject({ connected: 0, departures: [], anomalies: [] });
  expect(roster.take(document(2, 'partial', departed)).anomalies).toEqual(['repeated']);
});
