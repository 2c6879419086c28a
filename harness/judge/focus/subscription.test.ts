import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import { everybody, madeGroup, type MadeRemoval, madeRemoval, notify } from './made-removal.ts';
import { subscriptionEnded } from './subscription.ts';

const answered: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3012 }, ended: 3011 };
const judge = (change: MadeRemoval) => inWords(subscriptionEnded, madeRemoval({ ...answered, ...change }).evidence());
const never = (until: number) =>
  inWords(subscriptionEnded, madeRemoval({ responses: [[200, 3000]], until }).evidence());

describe('subscription-ended', () => {
  test('after the response', () =>
    expect(judge({})).toEqual([
      "pass: Carol's subscription was ended 11 ms after the final response (200), reason noresource",
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 3011: 11 ms',
    ]));
  test('with the response', () =>
    expect(judge({ ended: 3000 })).toEqual([
      "pass: Carol's subscription was ended 0.0 ms after the final response (200), reason noresource",
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 3000: 0 ms',
    ]));
  test('without a reason', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]] });
    notify(timeline, 3011, 'carol', 2, '', 'terminated');
    expect(inWords(subscriptionEnded, timeline.evidence())).toEqual([
      "pass: Carol's subscription was ended 11 ms after the final response (200)",
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 3011: 11 ms',
    ]);
  });
  test.each(['deactivated', 'probation'])('with an inviting reason, %s: a note', (endedReason) =>
    expect(judge({ endedReason })).toEqual([
      `pass: Carol's subscription was ended 11 ms after the final response (200), reason ${endedReason}`,
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 3011: 11 ms',
      `note: reason ${endedReason} invites Carol to subscribe again: TP-CF-SU-03 judges that`,
    ]),
  );
  test('at the last moment', () =>
    expect(judge({ ended: 5000 })).toEqual([
      "pass: Carol's subscription was ended 2000 ms after the final response (200), reason noresource",
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 5000: 2000 ms',
    ]));
  test('too late', () =>
    expect(judge({ ended: 5001 })).toEqual([
      "fail: Carol's subscription was ended 2001 ms after the final response (200); at most 2000 ms are allowed",
      'by carol sent SIP/2.0 200 at 3000, carol received NOTIFY at 5001: 2001 ms',
    ]));
  test('before the response', () =>
    expect(judge({ ended: 1100 })).toEqual([
      "fail: Carol's subscription was ended 1900 ms before the final response (200)",
      'by carol received NOTIFY at 1100, carol sent SIP/2.0 200 at 3000: -1900 ms',
    ]));
  test('between its go and its record', () =>
    expect(judge({ ended: 2999.5 })).toEqual([
      "inconc: Carol's subscription was ended in the instant in which the final response (200) was sent: too close to call",
      'by carol received NOTIFY at 2999.5, carol sent SIP/2.0 200 at 3000: -0.5 ms',
      'to be repeated',
    ]));
  test('at Timer F, a little early', () =>
    expect(judge({ responses: [], ended: 32_000, until: 40_000 })).toEqual([
      "pass: Carol's subscription was ended 1000 ms ahead of Timer F of the BYE (32000 ms), reason noresource",
      'by carol received NOTIFY at 32000, carol received BYE at 1000: -1000 ms',
    ]));
  test('by its first NOTIFY', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]], watchers: ['alice', 'bob'] });
    notify(timeline, 3011, 'carol', 1, '', 'terminated');
    expect(inWords(subscriptionEnded, timeline.evidence())[0]).toMatch(/^pass/);
  });
  test('never', () => {
    expect(never(10_000)).toEqual([
      "fail: Carol's subscription had not been ended 7000 ms after the final response (200); at most 2000 ms are allowed",
    ]);
    expect(never(5000)).toEqual([
      "fail: Carol's subscription had not been ended 2000 ms after the final response (200); at most 2000 ms are allowed",
    ]);
    expect(never(4999)).toEqual([
      "inconc: Carol's subscription had not been ended 1999 ms after the final response (200); at most 2000 ms are allowed; only 1999 ms of the observation were left, too close to its end to tell",
      'to be repeated',
    ]);
  });
  test('and two more NOTIFYs after it', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3300, 'carol', 3, everybody());
    notify(timeline, 3301, 'carol', 4, everybody());
    expect(inWords(subscriptionEnded, timeline.evidence())).toEqual([
      'fail: 2 more NOTIFYs came to Carol after the one that ended the subscription',
      'by carol received NOTIFY at 3011, carol received NOTIFY at 3300',
    ]);
  });
  test('there was no departure', () =>
    expect(inWords(subscriptionEnded, madeGroup().end(9000).evidence())).toEqual(['inconc: there was no departure']));
  test('there was none', () =>
    expect(judge({ watchers: ['alice', 'bob'], ended: undefined as never })).toEqual([
      'inconc: Carol had no subscription',
    ]));
});
