import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import { everybody, madeGroup, notify } from './made-removal.ts';
import { everybodyRemoved, lastOnesRemoved } from './session-end.ts';

const bye = (timeline: MadeTimeline, at: number, actor: string, cause = 410): MadeTimeline =>
  timeline.sip(at, actor, 'received', [
    `BYE sip:${actor}@192.0.2.9 SIP/2.0`,
    `Via: SIP/2.0/UDP f;branch=z9hG4bKbye${actor}`,
    `Call-ID: i-${actor}`,
    'CSeq: 1 BYE',
    `Reason: SIP;cause=${cause}`,
  ]);

describe('everybody-removed', () => {
  const ended = () =>
    madeGroup().add(1000, { kind: 'control', target: 'focus', action: 'release', phase: 'answer' }).end(5000);
  const removed = (...names: string[]) =>
    names.reduce((timeline, name) => bye(timeline, 1010, name).fin(1011, name, name), ended());
  const verdict = (timeline: MadeTimeline) => everybodyRemoved.judge(timeline.evidence(), 'cr').verdict;

  test('everybody, media and all', () => expect(verdict(removed('alice', 'bob', 'carol'))).toBe('pass'));
  test('shown as inactive: no note', () => {
    const over = everybody().replace('<users', '<conference-state><active>false</active></conference-state><users');
    const timeline = notify(
      removed('alice', 'bob', 'carol'),
      1020,
      'alice',
      2,
      over.replace('version="1"', 'version="2"'),
    );
    expect(everybodyRemoved.judge(timeline.evidence(), 'cr')).toMatchObject({ verdict: 'pass', notes: [] });
  });
  test('one of them not', () => expect(verdict(removed('alice', 'bob'))).toBe('fail'));
  test('for another cause', () =>
    expect(verdict(bye(removed('alice', 'bob'), 1010, 'carol', 480).fin(1011, 'carol', 'carol'))).toBe('fail'));
  test('media kept', () => expect(verdict(bye(removed('alice', 'bob'), 1010, 'carol'))).toBe('fail'));
  test('the focus could not be told', () => expect(verdict(madeGroup().end(5000))).toBe('inconc'));
});

describe('too-few-are-removed', () => {
  function left(until = 9000): MadeTimeline {
    const lines = ['Via: SIP/2.0/UDP c;branch=z9hG4bKleave', 'Call-ID: i-carol', 'CSeq: 2 BYE'];
    return madeGroup()
      .sip(1000, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines])
      .end(until);
  }
  const verdict = (timeline: MadeTimeline, minParticipants: number) =>
    lastOnesRemoved.judge(timeline.evidence({ minParticipants }), 'cr').verdict;

  test('the last one gets a BYE', () => expect(verdict(bye(left(), 1010, 'alice'), 2)).toBe('pass'));
  test('for another cause', () => expect(verdict(bye(left(), 1010, 'alice', 200), 2)).toBe('fail'));
  test('no BYE where one is too few', () => expect(verdict(left(), 2)).toBe('fail'));
  test('no BYE where one is enough', () => expect(verdict(left(), 1)).toBe('pass'));
  test('a BYE where one is enough: a note', () =>
    expect(lastOnesRemoved.judge(bye(left(), 1010, 'alice').evidence({ minParticipants: 1 }), 'cr').notes).toHaveLength(
      1,
    ));
  test('not watched long enough', () => expect(verdict(left(1500), 2)).toBe('inconc'));
});
