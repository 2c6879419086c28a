import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { carolGone, everybody, madeRemoval, notify } from './made-removal.ts';
import { expiredNotNotified, onlySubscribersNotified, removedNotNotified } from './unsubscribed.ts';

const judge = (check: Check, timeline: MadeTimeline) => inWords(check, timeline.evidence());

describe.each([
  ['only-subscribers-notified', onlySubscribersNotified, 'bob', 'Bob', ['alice', 'carol']],
  ['removed-not-notified', removedNotNotified, 'carol', 'Carol', ['alice', 'bob']],
] as const)('%s', (_id, check, unasked, name, watchers) => {
  const removal = (told: { alice?: number }) =>
    madeRemoval({ responses: [[200, 3000]], told, watchers: [...watchers] });
  const told = (headers: string[], direction: 'received' | 'sent' = 'received', line = 'NOTIFY sip:x SIP/2.0') =>
    judge(
      check,
      removal({ alice: 3010 }).sip(3011, unasked, direction, [line, 'Call-ID: x', 'CSeq: 1 NOTIFY', ...headers]),
    );
  const silence = [`pass: Alice was told of the departure, ${name} got no NOTIFY in 10000 ms`];
  test('not a word', () => expect(judge(check, removal({ alice: 3010 }))).toEqual(silence));
  test('told all the same', () => {
    expect(judge(check, notify(removal({ alice: 3010 }), 3011, unasked, 1, everybody()))).toEqual([
      `fail: ${name}, without a subscription, got a NOTIFY: Subscription-State active;expires=3600`,
      `by ${unasked} received NOTIFY at 3011`,
    ]);
    expect(told(['Event: conference'])[0]).toMatch(/Subscription-State absent$/);
  });
  test('what is no NOTIFY of the conference to this one', () => {
    expect(told(['Event: presence'])).toEqual(silence);
    expect(told(['Event: conference'], 'sent')).toEqual(silence);
    expect(told(['Event: conference'], 'received', 'PUBLISH sip:x SIP/2.0')).toEqual(silence);
    expect(told(['Event: conference'], 'received', 'SIP/2.0 200 OK')).toEqual(silence);
    expect(told(['Event: conference'], 'received', 'no SIP at all')).toEqual(silence);
  });
  test('nobody told at all: silence shows nothing', () =>
    expect(judge(check, removal({}))).toEqual([
      'inconc: nobody else was told either: nothing shows that the focus was telling',
    ]));
});

describe('expired-not-notified', () => {
  const check = expiredNotNotified;
  /** Bob's subscription is refreshed for that long at 400 ms, and Carol is removed at 1 s, which ends at 3 s. */
  function expiring(seconds: string | undefined, status = 200): MadeTimeline {
    const timeline = madeRemoval({ responses: [[200, 3000]], told: { alice: 3010 } });
    const lines = [
      'Via: SIP/2.0/UDP x;branch=z9hG4bKrefresh',
      'From: <sip:bob@b>;tag=s-bob',
      'To: <sip:gs-1@f>;tag=sf-bobs',
      'Call-ID: s-bob',
      'CSeq: 2 SUBSCRIBE',
    ];
    timeline.sip(400, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines, 'Expires: 1']);
    const granted = seconds === undefined ? [] : [`Expires: ${seconds}`];
    return timeline.sip(405, 'bob', 'received', [`SIP/2.0 ${status} OK`, ...lines, ...granted]);
  }
  const unknown = ['inconc: it is not known how long the subscription of Bob was to last'];
  test('told no more', () =>
    expect(judge(check, expiring('1'))).toEqual([
      'pass: Alice was told of the departure, Bob got no NOTIFY in 7001 ms',
      'note: the subscription of Bob was granted for 1 s',
      'note: its end was not told by a NOTIFY',
    ]));
  test('given up', () =>
    expect(judge(check, expiring('0'))).toEqual([
      'pass: Alice was told of the departure, Bob got no NOTIFY in 7001 ms',
      'note: the focus grants no short subscription: it was given up instead',
      'note: its end was not told by a NOTIFY',
    ]));
  test('told after its time', () =>
    expect(judge(check, notify(expiring('1'), 3010, 'bob', 2, carolGone(2, 'departed')))).toEqual([
      'fail: Bob, without a subscription, got a NOTIFY: Subscription-State active;expires=3600',
      'by bob received NOTIFY at 3010',
      'note: the subscription of Bob was granted for 1 s',
      'note: its end was not told by a NOTIFY',
    ]));
  test('told between the go of the response and its record', () => {
    expect(judge(check, notify(expiring('1'), 2999.5, 'bob', 2, carolGone(2, 'departed')))[0]).toMatch(/^fail/);
    expect(judge(check, notify(expiring('1'), 2999, 'bob', 2, carolGone(2, 'departed')))[0]).toMatch(/^pass/);
  });
  test('its end, told in time, is no breach', () =>
    expect(judge(check, notify(expiring('1'), 1405, 'bob', 2, '', 'terminated;reason=timeout'))).toEqual([
      'pass: Alice was told of the departure, Bob got no NOTIFY in 7001 ms',
      'note: the subscription of Bob was granted for 1 s',
    ]));
  test('run out just then, and not yet', () => {
    expect(judge(check, expiring('2.595'))[0]).toMatch(/^pass/);
    expect(judge(check, expiring('2.596'))).toEqual([
      'inconc: nobody departed after the subscription of Bob had run out',
    ]);
    expect(judge(check, expiring('60'))[0]).toMatch(/^inconc/);
  });
  test('a refresh that was refused grants nothing', () =>
    expect(judge(check, expiring('1', 300))[0]).toMatch(/^inconc: nobody departed/));
  test('nobody says how long', () => {
    expect(judge(check, expiring('long'))).toEqual(unknown);
    const unnotified = madeRemoval({ watchers: ['alice', 'carol'] });
    expect(judge(check, unnotified)).toEqual(unknown);
    const lines = ['Via: SIP/2.0/UDP x;branch=z9hG4bKs', 'Call-ID: s-bob', 'CSeq: 1 SUBSCRIBE'];
    unnotified.sip(180, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines]);
    unnotified.sip(190, 'bob', 'received', ['SIP/2.0 200 OK', ...lines, 'Expires: 1']);
    expect(judge(check, unnotified)).toEqual(unknown);
  });
  test('another subscription of his is not the one', () => {
    const timeline = expiring('60');
    const lines = ['Via: SIP/2.0/UDP x;branch=z9hG4bKfetch', 'Call-ID: fetch-bob', 'CSeq: 1 SUBSCRIBE'];
    timeline.sip(500, 'bob', 'sent', ['SUBSCRIBE sip:gs-1@f SIP/2.0', ...lines, 'Expires: 0']);
    timeline.sip(505, 'bob', 'received', ['SIP/2.0 200 OK', ...lines, 'Expires: 0']);
    expect(judge(check, timeline)[0]).toMatch(/^inconc: nobody departed/);
  });
  test('what he answers, or asks otherwise, in its dialog grants nothing', () => {
    const timeline = notify(expiring('1'), 500, 'bob', 2, everybody());
    const lines = (branch: string, method: string) => [
      `Via: SIP/2.0/UDP f;branch=z9hG4bK${branch}`,
      'Call-ID: s-bob',
      `CSeq: 2 ${method}`,
    ];
    timeline.sip(501, 'bob', 'sent', ['SIP/2.0 200 OK', ...lines('nbob2s', 'NOTIFY')]);
    timeline.sip(510, 'bob', 'sent', ['INFO sip:gs-1@f SIP/2.0', ...lines('info', 'INFO')]);
    timeline.sip(511, 'bob', 'received', ['SIP/2.0 200 OK', ...lines('info', 'INFO')]);
    timeline.sip(520, 'bob', 'received', ['SUBSCRIBE sip:bob@b SIP/2.0', ...lines('theirs', 'SUBSCRIBE')]);
    timeline.sip(521, 'bob', 'sent', ['SIP/2.0 200 OK', ...lines('theirs', 'SUBSCRIBE'), 'Expires: 60']);
    expect(judge(check, timeline)[1]).toBe('note: the subscription of Bob was granted for 1 s');
  });
  test('nobody departed', () => {
    const { timeline, ixit } = expiring('1').evidence();
    const staying = timeline.filter((event) => !(event.kind === 'sip' && event.raw.includes('CSeq: 1 BYE')));
    expect(inWords(check, { timeline: staying, ixit })[0]).toMatch(/^inconc: nobody departed/);
  });
});
