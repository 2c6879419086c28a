import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { departedOnce, departureNotBeforeFinal, departureNotified, notHeldUp, shownAsDeparted } from './departure.ts';
import { carolGone, everybody, madeGroup, type MadeRemoval, madeRemoval, notify, referral } from './made-removal.ts';
import { removedKeptInRoster } from './roster.ts';
import { removalBye, removalByeReason410 } from './signalling.ts';
import { subscriptionEnded } from './subscription.ts';

const judge = (check: Check, removal: MadeRemoval) => check.judge(madeRemoval(removal).evidence(), 'cr');
const answered: MadeRemoval = { responses: [[200, 3000]], told: { alice: 3010, bob: 3012 }, ended: 3011 };

describe('departure-not-before-final', () => {
  const check = departureNotBeforeFinal;
  test('told after the response', () => expect(judge(check, answered).verdict).toBe('pass'));
  test('any final response will do', () =>
    expect(judge(check, { ...answered, responses: [[500, 3000]] }).verdict).toBe('pass'));
  test('one told with the BYE: named, and by how much', () => {
    const finding = judge(check, { ...answered, told: { alice: 3010, bob: 1002 } });
    expect(finding).toMatchObject({ verdict: 'fail', distanceMs: -1998 });
    expect(finding.message).toContain('Bob was told 1998 ms too early');
    expect(finding.message).not.toContain('Alice');
  });
  test('a 100 is no final response', () =>
    expect(
      judge(check, {
        ...answered,
        responses: [
          [100, 2000],
          [200, 4000],
        ],
        told: { alice: 2001, bob: 4001 },
      }).verdict,
    ).toBe('fail'));
  test('disconnecting is not departure', () => {
    const timeline = madeRemoval({ responses: [[200, 3000]] });
    notify(timeline, 1005, 'alice', 2, carolGone(2, 'disconnecting'));
    expect(check.judge(timeline.evidence(), 'cr').verdict).toBe('pass');
  });
  test('between go and record', () =>
    expect(judge(check, { ...answered, told: { alice: 2999.5, bob: 3010 } })).toMatchObject({
      verdict: 'inconc',
      repeatable: true,
    }));
  test('no response: told at Timer F', () =>
    expect(judge(check, { told: { alice: 33_005, bob: 33_006 }, until: 40_000 }).verdict).toBe('pass'));
  test('no response: told long before Timer F', () =>
    expect(judge(check, { told: { alice: 9000, bob: 33_006 }, until: 40_000 }).verdict).toBe('fail'));
});

describe('departure-notified', () => {
  const check = departureNotified;
  test('in time', () => expect(judge(check, answered).verdict).toBe('pass'));
  test('one subscriber never', () =>
    expect(judge(check, { ...answered, told: { alice: 3010 } }).message).toContain('Bob was not told'));
  test('too late', () => expect(judge(check, { ...answered, told: { alice: 3010, bob: 5200 } }).verdict).toBe('fail'));
  test('an observation that is too short', () =>
    expect(judge(check, { ...answered, told: { alice: 3010 }, until: 4000 }).verdict).toBe('inconc'));
});

describe('shown-as-departed', () => {
  const check = shownAsDeparted;
  test('departed', () => expect(judge(check, answered).verdict).toBe('pass'));
  test.each(['booted', 'failed', 'deleted'])('%s', (how) =>
    expect(judge(check, { ...answered, how }).verdict).toBe('fail'),
  );
  test('never told', () => expect(judge(check, { responses: [[200, 3000]] }).verdict).toBe('inconc'));
});

describe('shown-as-departed, where the focus keeps to RFC 4575 alone', () => {
  const pure = (removal: MadeRemoval) =>
    shownAsDeparted.judge(madeRemoval(removal).evidence({ rfc4575Pure: 'yes' }), 'cr');
  test('booted', () => expect(pure({ ...answered, how: 'booted' }).verdict).toBe('pass'));
  test('departed', () => expect(pure(answered).verdict).toBe('fail'));
});

describe('not-held-up-by-another', () => {
  test('told', () => expect(judge(notHeldUp, { ...answered, told: { alice: 3010 } }).verdict).toBe('pass'));
  test('not told', () => expect(judge(notHeldUp, { ...answered, told: { bob: 3010 } }).verdict).toBe('fail'));
});

describe('where the BYE of the one removed crosses the other', () => {
  /** The focus's BYE at 1000 ms, Carol's at 1300 ms, her answer at 2000 ms. */
  function crossing(told: number) {
    const timeline = madeRemoval({ responses: [[200, 2000]], told: { alice: told, bob: told } });
    const lines = ['Via: SIP/2.0/UDP c;branch=z9hG4bKown', 'Call-ID: i-carol', 'CSeq: 2 BYE'];
    return timeline
      .go(1270, 'carol', 'i-carol', 'BYE')
      .sip(1300, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines])
      .evidence();
  }
  test('told between the go for her BYE and its record, which may be late', () =>
    expect(departureNotBeforeFinal.judge(crossing(1298), 'cr')).toMatchObject({ verdict: 'inconc', repeatable: true }));
  test.each([1310, 2010])('told after either, at %i ms', (told) => {
    expect(departureNotBeforeFinal.judge(crossing(told), 'cr').verdict).toBe('pass');
    expect(departureNotified.judge(crossing(told), 'cr').verdict).toBe('pass');
  });
  test('told before both', () => expect(departureNotBeforeFinal.judge(crossing(1100), 'cr').verdict).toBe('fail'));
  test('told long after both', () => expect(departureNotified.judge(crossing(4100), 'cr').verdict).toBe('fail'));
});

describe('where the one removed cannot be reached', () => {
  /** No BYE arrives; Timer F is 6.4 s. */
  function lost(told: number | undefined, until = 12_000) {
    const timeline = madeGroup();
    timeline.add(900, { kind: 'mark', mark: 'participant-lost', detail: 'carol' });
    referral(timeline, 202);
    for (const name of ['alice', 'bob'])
      if (told !== undefined) notify(timeline, told, name, 2, carolGone(2, 'departed'));
    return departureNotified.judge(timeline.end(until).evidence({ t1: 100 }), 'cr').verdict;
  }
  test.each([1000, 7400])('told on a refused connection or at Timer F: %i ms', (told) =>
    expect(lost(told)).toBe('pass'),
  );
  test('told too late', () => expect(lost(9500)).toBe('fail'));
  test('never told', () => expect(lost(undefined)).toBe('fail'));
  test('not watched as long as Timer F', () => expect(lost(undefined, 6000)).toBe('inconc'));
});

describe('departed-once', () => {
  test('once', () => expect(judge(departedOnce, answered).verdict).toBe('pass'));
  test('the same told twice is one departure', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3100, 'alice', 3, carolGone(3, 'departed'));
    expect(departedOnce.judge(timeline.evidence(), 'cr').verdict).toBe('pass');
  });
  test('back and gone again', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3100, 'alice', 3, everybody().replace('version="1"', 'version="3"'));
    notify(timeline, 3200, 'alice', 4, carolGone(4, 'departed'));
    expect(departedOnce.judge(timeline.evidence(), 'cr').verdict).toBe('fail');
  });
});

describe('subscription-ended', () => {
  const check = subscriptionEnded;
  test('after the response', () => expect(judge(check, answered).verdict).toBe('pass'));
  test('before it', () => expect(judge(check, { ...answered, ended: 1100 }).verdict).toBe('fail'));
  test('never', () => expect(judge(check, { responses: [[200, 3000]] }).verdict).toBe('fail'));
  test('and one more NOTIFY after it', () => {
    const timeline = madeRemoval(answered);
    notify(timeline, 3300, 'carol', 3, everybody());
    expect(check.judge(timeline.evidence(), 'cr').verdict).toBe('fail');
  });
});

describe('the BYE of a removal', () => {
  test('in the dialog', () => expect(judge(removalBye, answered).verdict).toBe('pass'));
  test.each([
    ['another Request-URI', { requestUri: 'sip:carol@c' }],
    ['another tag', { fromTag: 'x' }],
    ['a REFER refused', { refer: 403 }],
  ])('%s', (_name, change) => expect(judge(removalBye, { ...answered, ...change }).verdict).toBe('fail'));
  test('Reason 410', () => expect(judge(removalByeReason410, answered).verdict).toBe('pass'));
  test('Reason 200, or none', () => {
    expect(judge(removalByeReason410, { headers: ['Reason: SIP;cause=200'] }).verdict).toBe('fail');
    expect(judge(removalByeReason410, { headers: [] }).verdict).toBe('fail');
  });
});

describe('removed-kept-in-roster', () => {
  const judgeFetches = (during: string, after: string) => {
    const timeline = madeRemoval(answered);
    notify(timeline, 1500, 'bob', 1, during, 'terminated', 'fetch1');
    notify(timeline, 4000, 'bob', 1, after, 'terminated', 'fetch2');
    return removedKeptInRoster.judge(timeline.evidence(), 'cr').verdict;
  };
  const gone = everybody('carol');
  test('listed while the BYE is outstanding, absent afterwards', () =>
    expect(judgeFetches(everybody(), gone)).toBe('pass'));
  test('gone while the BYE is outstanding', () => expect(judgeFetches(gone, gone)).toBe('fail'));
  test('connected after the response', () => expect(judgeFetches(everybody(), everybody())).toBe('fail'));
  test('nothing fetched', () => expect(judge(removedKeptInRoster, answered).verdict).toBe('inconc'));
});
