import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { carolGone, everybody, madeRemoval, notify } from './made-removal.ts';
import { expiredNotNotified, onlySubscribersNotified, removedNotNotified } from './unsubscribed.ts';

const verdict = (check: Check, timeline: MadeTimeline) => check.judge(timeline.evidence(), 'cr').verdict;

describe.each([
  ['only-subscribers-notified', onlySubscribersNotified, 'bob', ['alice', 'carol']],
  ['removed-not-notified', removedNotNotified, 'carol', ['alice', 'bob']],
] as const)('%s', (_id, check, unasked, watchers) => {
  const removal = (told: { alice?: number }) =>
    madeRemoval({ responses: [[200, 3000]], told, watchers: [...watchers] });
  test('not a word', () => expect(verdict(check, removal({ alice: 3010 }))).toBe('pass'));
  test('told all the same', () =>
    expect(verdict(check, notify(removal({ alice: 3010 }), 3011, unasked, 1, everybody()))).toBe('fail'));
  test('nobody told at all: silence shows nothing', () => expect(verdict(check, removal({}))).toBe('inconc'));
});

describe('expired-not-notified', () => {
  /** Bob's subscription is refreshed for that long at 400 ms, and Carol is removed at 1 s. */
  function expiring(seconds: string): MadeTimeline {
    const timeline = madeRemoval({ responses: [[200, 3000]], told: { alice: 3010 } });
    const lines = [
      'Via: SIP/2.0/UDP x;branch=z9hG4bKrefresh',
      'From: <sip:bob@b>;tag=s-bob',
      'To: <sip:gs-1@f>;tag=sf-bobs',
      'Call-ID: s-bob',
      'CSeq: 2 SUBSCRIBE',
    ];
    timeline.sip(400, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines, 'Expires: 1']);
    timeline.sip(405, 'bob', 'received', ['SIP/2.0 200 OK', ...lines, `Expires: ${seconds}`]);
    return timeline;
  }
  test('told no more', () => expect(verdict(expiredNotNotified, expiring('1'))).toBe('pass'));
  test('told after its time', () =>
    expect(verdict(expiredNotNotified, notify(expiring('1'), 3010, 'bob', 2, carolGone(2, 'departed')))).toBe('fail'));
  test('its end, told in time, is no breach', () =>
    expect(verdict(expiredNotNotified, notify(expiring('1'), 1405, 'bob', 2, '', 'terminated;reason=timeout'))).toBe(
      'pass',
    ));
  test('not run out yet', () => expect(verdict(expiredNotNotified, expiring('60'))).toBe('inconc'));
});
