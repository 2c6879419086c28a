import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { endReasonIsFinal, newSubscriptionRefused, refreshRefused } from './after-removal.ts';
import { everybody, madeGroup, type MadeRemoval, madeRemoval, notify } from './made-removal.ts';

const answered: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3012 }, ended: 3011 };

/** Carol's trace ends ahead of something that she had been told to send, shortly before its end. */
const broken = (timeline: MadeTimeline, at = 39_990) => timeline.go(at, 'carol', 's-carol', 'SUBSCRIBE');

describe('end-reason-is-final', () => {
  const check = endReasonIsFinal;
  const judge = (removal: MadeRemoval) => inWords(check, madeRemoval({ ...answered, ...removal }).evidence());
  test.each(['noresource', 'rejected', 'invariant'])('%s', (endedReason) =>
    expect(judge({ endedReason })).toEqual([
      `pass: terminated, reason ${endedReason}`,
      'by carol received NOTIFY at 3011',
    ]),
  );
  test('none', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]] });
    expect(inWords(check, notify(timeline, 3011, 'carol', 2, '', 'terminated').evidence())).toEqual([
      'pass: terminated, without a reason',
      'by carol received NOTIFY at 3011',
    ]);
  });
  test.each(['timeout', 'giveup'])('%s, with a note', (endedReason) =>
    expect(judge({ endedReason })).toEqual([
      `pass: terminated, reason ${endedReason}`,
      'by carol received NOTIFY at 3011',
      `note: reason ${endedReason} does not say that the group is closed to Carol`,
    ]),
  );
  test.each(['deactivated', 'probation'])('%s', (endedReason) =>
    expect(judge({ endedReason })).toEqual([
      `fail: terminated, reason ${endedReason}: that asks Carol's device to subscribe again`,
      'by carol received NOTIFY at 3011',
    ]),
  );
  test('never ended', () => {
    const never = (until: number) => madeRemoval({ responses: [[200, 3000]], until });
    expect(inWords(check, never(10_000).evidence())).toEqual([
      'fail: the subscription is active still, 7000 ms after the final response (200)',
    ]);
    expect(inWords(check, never(5000).evidence())).toEqual([
      'fail: the subscription is active still, 2000 ms after the final response (200)',
    ]);
    expect(inWords(check, never(4999).evidence())).toEqual([
      'inconc: the subscription is active still, 1999 ms after the final response (200); only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(inWords(check, broken(never(10_000), 9990).evidence())).toEqual([
      'inconc: the subscription is active still, 7000 ms after the final response (200); but the trace of carol ends ahead of a message that was let go, and what came later is not known',
      'to be repeated',
    ]);
  });
  test('nobody was removed, or had a subscription', () => {
    const nothing = ['inconc: Carol was not removed, or had no subscription'];
    expect(inWords(check, madeGroup().end(9000).evidence())).toEqual(nothing);
    expect(inWords(check, madeRemoval({ responses: [[200, 3000]], watchers: ['alice', 'bob'] }).evidence())).toEqual(
      nothing,
    );
  });
});

/** Carol's SUBSCRIBE at 4 s, in the dialog of her subscription or in a new one, and its answer. */
function subscribing(inDialog: boolean, status: number | undefined, until = 40_000, at = 4000): MadeTimeline {
  const timeline = madeRemoval({ ...answered, until });
  const lines = [
    'Via: SIP/2.0/UDP x;branch=z9hG4bKagain',
    'From: <sip:carol@c>;tag=s-carol',
    `To: <sip:gs-1@f>${inDialog ? ';tag=sf-carols' : ''}`,
    `Call-ID: ${inDialog ? 's' : 'new'}-carol`,
    'CSeq: 2 SUBSCRIBE',
    'Event: conference',
  ];
  timeline.sip(at, 'carol', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines]);
  if (status !== undefined) timeline.sip(4005, 'carol', 'received', [`SIP/2.0 ${status} X`, ...lines]);
  return timeline;
}

const judge = (check: Check, timeline: MadeTimeline, open: 'yes' | 'no' = 'no') =>
  inWords(check, timeline.evidence({ open }));

describe('refresh-refused', () => {
  const check = refreshRefused;
  test('481', () =>
    expect(judge(check, subscribing(true, 481))).toEqual([
      'pass: the refresh was answered 481',
      'by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 481 at 4005: 5 ms',
    ]));
  test.each([200, 403, 500])('%i', (status) =>
    expect(judge(check, subscribing(true, status))).toEqual([
      `fail: the refresh was answered ${status}, 481 is due`,
      `by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 ${status} at 4005: 5 ms`,
    ]),
  );
  test('no answer', () => {
    expect(judge(check, subscribing(true, undefined))).toEqual(['fail: no answer to the refresh in 36000 ms']);
    expect(judge(check, subscribing(true, undefined, 35_360))[0]).toMatch(/^fail/);
    expect(judge(check, subscribing(true, undefined, 35_359))).toEqual([
      'inconc: no answer to the refresh in 31359 ms; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(subscribing(true, undefined)))).toEqual([
      'inconc: no answer to the refresh in 36000 ms; but the trace of carol ends ahead of a message that was let go, and what came later is not known',
      'to be repeated',
    ]);
  });
  test('a new subscription is no refresh, nor is what came with the end', () => {
    const none = ['inconc: Carol did not try to refresh her subscription after the removal'];
    expect(judge(check, subscribing(false, 481))).toEqual(none);
    expect(judge(check, subscribing(true, 481, 40_000, 3000))).toEqual(none);
    expect(judge(check, subscribing(true, 481, 40_000, 3001))[0]).toMatch(/^pass/);
    expect(judge(check, madeGroup().end(9000))).toEqual(none);
  });
});

describe('new-subscription-refused', () => {
  const check = newSubscriptionRefused;
  /** And the roster is told in the new subscription, at that time. */
  const toldIn = (timeline: MadeTimeline, call = 'new', body = everybody()) =>
    notify(timeline, 4010, 'carol', 1, body, 'active', call);
  test.each([400, 403, 481, 603])('%i', (status) =>
    expect(judge(check, subscribing(false, status))).toEqual([
      `pass: the SUBSCRIBE was answered ${status}, and nothing was told`,
      `by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 ${status} at 4005`,
    ]),
  );
  test('200', () =>
    expect(judge(check, subscribing(false, 200))).toEqual([
      'fail: the SUBSCRIBE was answered 200',
      'by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 200 at 4005',
    ]));
  test('200, and told', () =>
    expect(judge(check, toldIn(subscribing(false, 200)))).toEqual([
      'fail: the SUBSCRIBE was answered 200, and Carol was told who is in the group 10 ms later',
      'by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 200 at 4005',
    ]));
  test.each([300, 399])('%i', (status) =>
    expect(judge(check, subscribing(false, status), 'yes')[0]).toBe(`fail: the SUBSCRIBE was answered ${status}`),
  );
  test('200 of an open group', () =>
    expect(judge(check, subscribing(false, 200), 'yes')).toEqual([
      'pass: the SUBSCRIBE was answered 200',
      'by carol sent SUBSCRIBE at 4000, carol received SIP/2.0 200 at 4005',
      'note: the group is open (PX_OPEN): who was removed may watch it',
    ]));
  test('refused, and told all the same', () =>
    expect(judge(check, toldIn(subscribing(false, 403)), 'yes')).toEqual([
      'fail: the SUBSCRIBE was answered 403, and Carol was told who is in the group 10 ms later',
      'by carol received SIP/2.0 403 at 4005, carol received NOTIFY at 4010',
    ]));
  test('refused, and told nothing of the group, or in another subscription', () => {
    expect(judge(check, toldIn(subscribing(false, 403), 'other'))[0]).toMatch(/^pass/);
    expect(judge(check, toldIn(subscribing(false, 403), 'new', ''))[0]).toMatch(/^pass/);
    const empty = everybody().replace(/<users.*<\/users>/, '');
    expect(judge(check, toldIn(subscribing(false, 403), 'new', empty))[0]).toMatch(/^pass/);
  });
  test('no answer', () => {
    expect(judge(check, subscribing(false, undefined))).toEqual(['fail: no answer to the SUBSCRIBE in 36000 ms']);
    expect(judge(check, subscribing(false, undefined, 35_359))).toEqual([
      'inconc: no answer to the SUBSCRIBE in 31359 ms; only 31359 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(check, broken(subscribing(false, undefined)))[0]).toMatch(/^inconc/);
  });
  test('nothing asked', () =>
    expect(judge(check, madeRemoval(answered))).toEqual(['inconc: Carol did not subscribe again after the removal']));
});
