import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { type MadeRemoval, madeGroup, madeRemoval, referral } from './made-removal.ts';
import { originatorAuthenticated, reasonTextWellFormed, removalByeArrives } from './removal-bye.ts';

const judge = (check: Check, removal: MadeRemoval) => check.judge(madeRemoval(removal).evidence(), 'cr').verdict;
const withHeaders = (check: Check, ...headers: string[]) => judge(check, { headers });

describe('reason-text-well-formed', () => {
  const check = reasonTextWellFormed;
  test.each([
    'SIP;cause=410',
    'SIP;cause=410;text="Gone"',
    'SIP ; cause=410 ; text = "Gone; text=not quite" ; x=y',
    'SIP;cause=410, Q.850;cause=16;text="Normal"',
  ])('%s', (reason) => expect(withHeaders(check, `Reason: ${reason}`)).toBe('pass'));
  test.each(['SIP;cause=410;text=Gone', 'SIP;cause=410;text=Gone for good;x="y"', 'SIP;cause=410;text="Gone'])(
    '%s',
    (reason) => expect(withHeaders(check, `Reason: ${reason}`)).toBe('fail'),
  );
  test('no Reason is for another purpose to judge', () => expect(withHeaders(check)).toBe('pass'));
});

describe('originator-authenticated', () => {
  const check = originatorAuthenticated;
  /** A REFER from Alice by what the network says, from Bob by what it says itself. */
  function spoofed(referredBy?: string) {
    const timeline = madeRemoval({ headers: referredBy === undefined ? [] : [`Referred-By: ${referredBy}`] });
    const lines = [
      'Via: SIP/2.0/UDP a;branch=z9hG4bKspoof',
      'From: <sip:bob@b>;tag=p',
      'To: <sip:gs-1@f>',
      'Call-ID: p',
      'CSeq: 1 REFER',
    ];
    timeline.sip(900, 'alice', 'sent', ['REFER sip:gs-1@f SIP/2.0', ...lines, 'P-Asserted-Identity: <sip:alice@a>']);
    return check.judge(timeline.evidence(), 'cr').verdict;
  }
  test('who was authenticated', () => expect(spoofed('"Alice" <sip:alice@a>')).toBe('pass'));
  test('nobody', () => expect(spoofed()).toBe('pass'));
  test('who was claimed', () => expect(spoofed('<sip:bob@b>')).toBe('fail'));
});

describe('removal-bye-arrives', () => {
  test('it does', () => expect(judge(removalByeArrives, {})).toBe('pass'));
  test('it does not', () => {
    const timeline = madeGroup();
    referral(timeline, 202);
    expect(removalByeArrives.judge(timeline.end(11_000).evidence(), 'cr').verdict).toBe('fail');
  });
  test('there was none to be', () => expect(judge(removalByeArrives, { refer: 403 })).toBe('inconc'));
});
