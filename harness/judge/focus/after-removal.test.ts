import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { endReasonIsFinal, newSubscriptionRefused, refreshRefused } from './after-removal.ts';
import { everybody, type MadeRemoval, madeRemoval, notify } from './made-removal.ts';

const answered: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3012 }, ended: 3011 };

describe('end-reason-is-final', () => {
  const judge = (removal: MadeRemoval) =>
    endReasonIsFinal.judge(madeRemoval({ ...answered, ...removal }).evidence(), 'cr');
  test.each(['noresource', 'rejected', 'invariant'])('%s', (endedReason) =>
    expect(judge({ endedReason })).toMatchObject({ verdict: 'pass', notes: [] }),
  );
  test.each(['timeout', 'giveup'])('%s, with a note', (endedReason) => {
    const { verdict, notes } = judge({ endedReason });
    expect([verdict, notes?.length]).toEqual(['pass', 1]);
  });
  test.each(['deactivated', 'probation'])('%s', (endedReason) => expect(judge({ endedReason }).verdict).toBe('fail'));
  test('never ended', () =>
    expect(endReasonIsFinal.judge(madeRemoval({ responses: [[200, 3000]] }).evidence(), 'cr').verdict).toBe('fail'));
  test('not ended when the observation was', () =>
    expect(
      endReasonIsFinal.judge(madeRemoval({ responses: [[200, 3000]], until: 4000 }).evidence(), 'cr').verdict,
    ).toBe('inconc'));
});

/** Carol's SUBSCRIBE at 4 s, in the dialog of her subscription or in a new one, and its answer. */
function subscribing(inDialog: boolean, status: number | undefined, until = 40_000): MadeTimeline {
  const timeline = madeRemoval({ ...answered, until });
  const lines = [
    'Via: SIP/2.0/UDP x;branch=z9hG4bKagain',
    'From: <sip:carol@c>;tag=s-carol',
    `To: <sip:gs-1@f>${inDialog ? ';tag=sf-carols' : ''}`,
    `Call-ID: ${inDialog ? 's' : 'new'}-carol`,
    'CSeq: 2 SUBSCRIBE',
    'Event: conference',
  ];
  timeline.sip(4000, 'carol', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines]);
  if (status !== undefined) timeline.sip(4005, 'carol', 'received', [`SIP/2.0 ${status} X`, ...lines]);
  return timeline;
}

const verdict = (check: Check, timeline: MadeTimeline, open: 'yes' | 'no' = 'no') =>
  check.judge(timeline.evidence({ open }), 'cr').verdict;

describe('refresh-refused', () => {
  test('481', () => expect(verdict(refreshRefused, subscribing(true, 481))).toBe('pass'));
  test.each([200, 403, 500])('%i', (status) => expect(verdict(refreshRefused, subscribing(true, status))).toBe('fail'));
  test('no answer', () => expect(verdict(refreshRefused, subscribing(true, undefined))).toBe('fail'));
  test('no answer yet', () => expect(verdict(refreshRefused, subscribing(true, undefined, 5000))).toBe('inconc'));
  test('a new subscription is no refresh', () =>
    expect(verdict(refreshRefused, subscribing(false, 481))).toBe('inconc'));
});

describe('new-subscription-refused', () => {
  const check = newSubscriptionRefused;
  test.each([403, 481, 603])('%i', (status) => expect(verdict(check, subscribing(false, status))).toBe('pass'));
  test('200', () => expect(verdict(check, subscribing(false, 200))).toBe('fail'));
  test('200 of an open group', () => expect(verdict(check, subscribing(false, 200), 'yes')).toBe('pass'));
  test('refused, and told all the same', () => {
    const timeline = subscribing(false, 403);
    notify(timeline, 4010, 'carol', 1, everybody(), 'active', 'new');
    expect(verdict(check, timeline, 'yes')).toBe('fail');
  });
  test('no answer', () => expect(verdict(check, subscribing(false, undefined))).toBe('fail'));
  test('nothing asked', () => expect(verdict(check, madeRemoval(answered))).toBe('inconc'));
});
