import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { carolGone, madeGroup, madeRemoval, notify, referral } from './made-removal.ts';
import { outcomeReported } from './refer-outcome.ts';
import { selfRemovalDecided, severalRemoved, strangerNotRemoved, unauthorisedRefused } from './removal-request.ts';

const verdict = (check: Check, timeline: MadeTimeline, ixit = {}) => check.judge(timeline.evidence(ixit), 'cr').verdict;

/** Alice's REFER and its answer, and nothing else. */
function refused(status: number, headers: string[] = [], until = 10_000): MadeTimeline {
  const timeline = madeGroup();
  referral(timeline, status, headers);
  return timeline.end(until);
}

/** A NOTIFY that reports the outcome of the REFER to Alice. */
function report(timeline: MadeTimeline, at: number, status: number): MadeTimeline {
  const lines = [
    'NOTIFY sip:alice@a SIP/2.0',
    `Via: SIP/2.0/UDP f;branch=z9hG4bKreport${at}`,
    'From: <sip:gs-1@f>;tag=rf',
    'To: <sip:alice@a>;tag=r',
    'Call-ID: r-alice',
    `CSeq: ${at} NOTIFY`,
    'Event: refer',
    'Content-Type: message/sipfrag;version=2.0',
  ];
  return timeline.sip(at, 'alice', 'received', lines, `SIP/2.0 ${status} X\r\n`);
}

/** A BYE of the focus to somebody, and its answer. */
function bye(timeline: MadeTimeline, at: number, actor: string, reason = 'SIP;cause=410'): MadeTimeline {
  const lines = [
    `Via: SIP/2.0/UDP f;branch=z9hG4bKbye${actor}`,
    `From: <sip:gs-1@f>;tag=f-${actor}`,
    `To: <sip:${actor}@x>;tag=${actor}`,
    `Call-ID: i-${actor}`,
    'CSeq: 1 BYE',
  ];
  return timeline
    .sip(at, actor, 'received', [`BYE sip:${actor}@192.0.2.9 SIP/2.0`, ...lines, `Reason: ${reason}`])
    .sip(at + 5, actor, 'sent', ['SIP/2.0 200 OK', ...lines]);
}

const removed = { responses: [[200, 3000]] as [number, number][], told: { alice: 3010, bob: 3010 } };

describe('unauthorised-removal-refused', () => {
  const check = unauthorisedRefused;
  test('403', () => expect(check.judge(refused(403).evidence(), 'cr')).toMatchObject({ verdict: 'pass', notes: [] }));
  test('another refusal: a note', () => expect(check.judge(refused(603).evidence(), 'cr').notes).toHaveLength(1));
  test('removed', () => expect(verdict(check, madeRemoval(removed))).toBe('fail'));
  test('removed, where everybody may remove', () =>
    expect(verdict(check, madeRemoval(removed), { removePolicy: 'everybody' })).toBe('pass'));
  test('refused, and shown as gone all the same', () =>
    expect(verdict(check, notify(refused(403), 2000, 'bob', 2, carolGone(2, 'departed')))).toBe('fail'));
  test('nobody asked', () => expect(verdict(check, madeGroup().end(9000))).toBe('inconc'));
});

describe('stranger-not-removed', () => {
  const check = strangerNotRemoved;
  test.each([404, 403, 603])('%i', (status) => expect(verdict(check, refused(status))).toBe('pass'));
  test('accepted, and a 4xx reported', () => expect(verdict(check, report(refused(202), 1100, 404))).toBe('pass'));
  test('accepted, and a success reported', () => expect(verdict(check, report(refused(202), 1100, 200))).toBe('fail'));
  test('accepted, and nothing reported', () => expect(verdict(check, refused(202))).toBe('fail'));
  test('accepted without a report by agreement', () =>
    expect(verdict(check, refused(202, ['Refer-Sub: false']))).toBe('pass'));
  test('somebody else removed', () => expect(verdict(check, bye(refused(202), 1100, 'bob'))).toBe('fail'));
});

describe('refer-outcome-reported', () => {
  const check = outcomeReported;
  const removal = (status: number) => madeRemoval({ responses: [[status, 3000]] });
  test('trying, then the status', () =>
    expect(verdict(check, report(report(removal(403), 1000, 100), 3010, 403))).toBe('pass'));
  test('the status alone', () => expect(verdict(check, report(removal(403), 3010, 403))).toBe('pass'));
  test('another status', () => expect(verdict(check, report(removal(403), 3010, 200))).toBe('fail'));
  test('trying, and no more', () => expect(verdict(check, report(removal(200), 1000, 100))).toBe('fail'));
  test('not watched long enough', () =>
    expect(verdict(check, madeRemoval({ responses: [[200, 3000]], until: 4000 }))).toBe('inconc'));
  test('no answer to the BYE, no outcome', () => expect(verdict(check, madeRemoval())).toBe('inconc'));
});

describe('self-removal-decided', () => {
  const check = selfRemovalDecided;
  test('refused', () => expect(verdict(check, refused(403))).toBe('pass'));
  test('removed', () => expect(verdict(check, bye(refused(202), 1100, 'alice'))).toBe('pass'));
  test('removed for another reason', () =>
    expect(verdict(check, bye(refused(202), 1100, 'alice', 'SIP;cause=200'))).toBe('fail'));
  test('accepted, and nothing done', () => expect(verdict(check, refused(202))).toBe('fail'));
});

describe('several-removed', () => {
  const check = severalRemoved;
  const bobGone = (version: number) => carolGone(version, 'departed').replaceAll('sip:carol@c', 'sip:bob@b');
  const both = () => bye(bye(refused(202), 1000, 'bob'), 1001, 'carol');
  const told = (timeline: MadeTimeline) => notify(timeline, 1100, 'alice', 2, carolGone(2, 'departed'));
  test('both, and shown', () =>
    expect(verdict(check, notify(told(both()), 1101, 'alice', 3, bobGone(3)))).toBe('pass'));
  test('one of them not shown', () => expect(verdict(check, told(both()))).toBe('fail'));
  test('one of them only', () => expect(verdict(check, bye(refused(202), 1000, 'bob'))).toBe('fail'));
  test.each([420, 421, 501])('no lists: %i', (status) => expect(verdict(check, refused(status))).toBe('none'));
  test('refused', () => expect(verdict(check, refused(403))).toBe('fail'));
});
