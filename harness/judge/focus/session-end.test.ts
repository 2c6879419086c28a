import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { everybody, madeGroup, notify, withVersion } from './made-removal.ts';
import { everybodyRemoved, lastOnesRemoved } from './session-end.ts';

/** The trace of an actor ends ahead of something that it had been told to send. */
const broken = (timeline: MadeTimeline, actor: string, at: number) => timeline.go(at, actor, 'x', 'ACK');

const bye = (timeline: MadeTimeline, at: number, actor: string, cause = 410): MadeTimeline =>
  timeline.sip(at, actor, 'received', [
    `BYE sip:${actor}@192.0.2.9 SIP/2.0`,
    `Via: SIP/2.0/UDP f;branch=z9hG4bKbye${actor}`,
    `Call-ID: i-${actor}`,
    'CSeq: 1 BYE',
    `Reason: SIP;cause=${cause}`,
  ]);

describe('everybody-removed', () => {
  const check = everybodyRemoved;
  const ended = (until = 5000, watchers?: string[]) =>
    madeGroup(watchers).add(1000, { kind: 'control', target: 'focus', action: 'release', phase: 'answer' }).end(until);
  const removed = (names: string[], at = 1011, until?: number, watchers?: string[]) =>
    names.reduce((timeline, name) => bye(timeline, 1010, name).fin(at, name, name), ended(until, watchers));
  const ALL = ['alice', 'bob', 'carol'];
  const judge = (timeline: MadeTimeline) => inWords(check, timeline.evidence());

  test('everybody, media and all', () =>
    expect(judge(removed(ALL))).toEqual([
      'pass: Alice, Bob, Carol each got a BYE with SIP;cause=410, and their media was released',
      'note: no document said that the conference is not active any more',
    ]));
  test('shown as inactive: no note', () => {
    const over = (active: boolean) =>
      withVersion(everybody(), 2).replace(
        '<users',
        `<conference-state><active>${active}</active></conference-state><users`,
      );
    expect(judge(notify(removed(ALL), 1020, 'alice', 2, over(false)))).toEqual([
      'pass: Alice, Bob, Carol each got a BYE with SIP;cause=410, and their media was released',
    ]);
    expect(judge(notify(removed(ALL), 1020, 'alice', 2, over(true)))[1]).toMatch(/^note: no document/);
  });
  test('everybody, and not all of them had subscribed', () =>
    expect(judge(removed(ALL, 1011, 5000, ['carol']))).toEqual([
      'pass: Alice, Bob, Carol each got a BYE with SIP;cause=410, and their media was released',
      'note: no document said that the conference is not active any more',
    ]));
  test('one of them not', () => {
    expect(judge(removed(['alice', 'bob']))).toEqual(['fail: no BYE came to Carol in 4000 ms']);
    expect(judge(removed(['alice', 'bob'], 1011, 3500))[0]).toMatch(/^fail/);
    expect(judge(removed(['alice', 'bob'], 1011, 3499))).toEqual([
      'inconc: no BYE came to Carol in 2499 ms; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(broken(removed(['alice', 'bob']), 'carol', 4990))).toEqual([
      'inconc: no BYE came to Carol in 4000 ms; but the trace of carol ends ahead of a message that was let go, and what came later is not known',
      'to be repeated',
    ]);
  });
  test('two of them not', () =>
    expect(judge(removed(['bob']))).toEqual([
      'fail: no BYE came to Alice in 4000 ms; no BYE came to Carol in 4000 ms',
    ]));
  test('for another cause', () =>
    expect(judge(bye(removed(['alice', 'bob']), 1010, 'carol', 480).fin(1011, 'carol', 'carol'))).toEqual([
      'fail: the BYE to Carol has SIP;cause=480',
    ]));
  test('media released shortly ahead of the BYE, and long before', () => {
    expect(judge(removed(ALL, 810))[0]).toMatch(/^pass/);
    expect(judge(removed(ALL, 809))[0]).toMatch(/^fail/);
  });
  test('media released at the last moment, and too late', () => {
    expect(judge(removed(ALL, 3010))[0]).toMatch(/^pass/);
    expect(judge(removed(ALL, 3011))).toEqual([
      'fail: the media of Alice was not released within 2000 ms of its BYE; the media of Bob was not released within 2000 ms of its BYE; the media of Carol was not released within 2000 ms of its BYE',
    ]);
  });
  test('media kept', () => {
    expect(judge(bye(removed(['alice', 'bob']), 1010, 'carol'))).toEqual([
      'fail: the media of Carol was not released within 2000 ms of its BYE',
    ]);
    expect(judge(bye(removed(['alice', 'bob'], 1011, 3010), 1010, 'carol'))[0]).toMatch(/^fail/);
    expect(judge(bye(removed(['alice', 'bob'], 1011, 3009), 1010, 'carol'))).toEqual([
      'inconc: the media of Carol was not released within 2000 ms of its BYE; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
  });
  test('the focus could not be told', () => {
    expect(judge(madeGroup().end(5000))).toEqual(['inconc: the focus could not be told to end the session']);
    const failed = madeGroup().add(1000, { kind: 'control', target: 'focus', action: 'release', phase: 'failure' });
    expect(judge(failed.end(5000))[0]).toMatch(/^inconc/);
  });
});

describe('too-few-are-removed', () => {
  function left(until = 9000): MadeTimeline {
    const lines = ['Via: SIP/2.0/UDP c;branch=z9hG4bKleave', 'Call-ID: i-carol', 'CSeq: 2 BYE'];
    return madeGroup()
      .sip(1000, 'carol', 'sent', ['BYE sip:gs-1@f SIP/2.0', ...lines])
      .end(until);
  }
  const judge = (timeline: MadeTimeline, minParticipants: number) =>
    inWords(lastOnesRemoved, timeline.evidence({ minParticipants }));

  test('the last one gets a BYE', () =>
    expect(judge(bye(left(), 1010, 'alice'), 2)).toEqual([
      'pass: Alice, alone, got a BYE with SIP;cause=410 10 ms after the leave',
      'by carol sent BYE at 1000, alice received BYE at 1010: 10 ms',
    ]));
  test('for another cause', () =>
    expect(judge(bye(left(), 1010, 'alice', 200), 2)).toEqual([
      'fail: Alice, alone, got a BYE with SIP;cause=200 10 ms after the leave',
      'by carol sent BYE at 1000, alice received BYE at 1010: 10 ms',
    ]));
  test('no BYE where one is too few', () => {
    expect(judge(left(), 2)).toEqual(['fail: Alice, alone, got no BYE in 8000 ms: PX_MIN_PART is 2']);
    expect(judge(left(3000), 2)[0]).toMatch(/^fail/);
    expect(judge(left(2999), 2)).toEqual([
      'inconc: Alice, alone, got no BYE in 1999 ms: PX_MIN_PART is 2; only 1999 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(broken(left(), 'alice', 8990), 2)[0]).toMatch(/^inconc/);
  });
  test('no BYE where one is enough', () =>
    expect(judge(left(), 1)).toEqual([
      'pass: Alice, alone, stays in the session: PX_MIN_PART is 1',
      'note: PX_MIN_PART is 1',
    ]));
  test('a BYE where one is enough: a note', () =>
    expect(judge(bye(left(), 1010, 'alice'), 1)).toEqual([
      'pass: Alice, alone, got a BYE with SIP;cause=410 10 ms after the leave',
      'by carol sent BYE at 1000, alice received BYE at 1010: 10 ms',
      'note: PX_MIN_PART is 1, but the focus ends a session with one',
    ]));
  test('nobody left, but Carol was removed', () => {
    expect(judge(madeGroup().end(9000), 2)).toEqual(['inconc: Carol did not leave']);
    expect(judge(bye(madeGroup(), 1010, 'carol').end(9000), 2)[0]).toMatch(/^inconc/);
  });
});
