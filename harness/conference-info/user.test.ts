import { describe, expect, test } from '@jest/globals';
import { EMPTY_ROSTER } from './roster.ts';
import type { RosterUser } from './roster.ts';
import { sameUser, shownUser, userKey } from './user.ts';

describe('one user', () => {
  test.each([
    ['sip:alice@ims.example.com', 'sip:alice@IMS.example.com'],
    ['sip:alice@h', 'sip:alice@h;gr=urn:uuid:1;transport=tcp'],
    ['sip:alice@h', 'sip:alice@h:5060;user=phone'],
    ['sips:alice@h:5061', 'sips:alice@h'],
    ['sip:%61lice@h', 'sip:alice@h'],
    ['sip:+1-555-0100@h;user=phone', 'sip:+15550100@h'],
    ['tel:+1-555-0100', 'tel:+15550100;phone-context=x'],
    ['tel:+15550100', 'sip:+15550100@ims.example.com;user=phone'],
    ['sip:+15550100;ext=1@h', 'sip:+15550100@h'],
  ])('%s and %s', (one, other) => {
    expect(sameUser(one, other)).toBe(true);
    expect(sameUser(other, one)).toBe(true);
  });
});

describe('two users', () => {
  test.each([
    ['sip:alice@h', 'sip:bob@h'],
    ['sip:alice@h', 'sip:Alice@h'],
    ['sip:alice@h', 'sip:alice@other'],
    ['sip:alice@h', 'sip:alice@h:5070'],
    ['sip:alice@h', 'sips:alice@h'],
    ['sip:h', 'sip:alice@h'],
    ['tel:0100', 'sip:0100@h'],
    ['tel:+1', 'tel:+2'],
    ['sip:alice@h', 'alice'],
    ['sip:%zz@h', 'sip:alice@h'],
  ])('%s and %s', (one, other) => {
    expect(sameUser(one, other)).toBe(false);
    expect(sameUser(other, one)).toBe(false);
  });
});

test('somebody in a roster', () => {
  const alice: RosterUser = { entity: 'sip:alice@h;gr=1', endpoints: new Map(), connected: false };
  const roster = { ...EMPTY_ROSTER, users: new Map([[alice.entity, alice]]) };
  expect(shownUser(roster, 'sip:alice@h')).toBe(alice);
  expect(shownUser(roster, 'sip:bob@h')).toBeUndefined();
});

test.each([
  ['sip:alice@h;gr=1', 'sip:alice@H:5060'],
  ['tel:+1-555', 'sip:+1555@h'],
  ['sip:+1555@h', 'sip:+1555@h;user=phone'],
])('%s and %s have one key', (one, other) => {
  expect(sameUser(one, other)).toBe(true);
  expect(userKey(one)).toBe(userKey(other));
});

test('users of different hosts have different keys', () => {
  expect(userKey('sip:alice@h')).not.toBe(userKey('sip:alice@i'));
});
