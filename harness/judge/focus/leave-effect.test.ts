import { describe, expect, test } from '@jest/globals';
import type { Check, Evidence } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import {
  anonymityKept,
  declinedIsGone,
  instanceLeft,
  malformedReferRefused,
  nobodyDeparted,
  rejoinFollowsPolicy,
  resetIsNoLeave,
  sessionEndsWithLast,
} from './leave-effect.ts';
import { LEFT_AT, madeLeave, request } from './made-leave.ts';
import { carolGone, everybody, madeGroup, notify } from './made-removal.ts';

const judge = (check: Check, timeline: MadeTimeline, until = 20_000, ixit: Partial<Evidence['ixit']> = {}) =>
  check.judge(timeline.end(until).evidence({ open: 'yes', declinedMethod: 'departed', ...ixit }), 'cr');

const told = (timeline: MadeTimeline, at: number, how = 'departed') => {
  for (const name of ['alice', 'bob']) notify(timeline, at, name, 2, carolGone(2, how));
  return timeline;
};

describe('nobody-departed', () => {
  const check = nobodyDeparted('REQ-CF-24');
  test('nothing happened', () => expect(judge(check, madeLeave({}, [[481, 1004]])).verdict).toBe('pass'));
  test('told all the same', () => expect(judge(check, told(madeLeave(), 1010)).verdict).toBe('fail'));
  test('media released', () => expect(judge(check, madeLeave().fin(1010, 'carol', 'carol')).verdict).toBe('fail'));
  test('too short', () => expect(judge(check, madeLeave(), 2000).verdict).toBe('inconc'));
});

describe('session-ends-with-last', () => {
  const again = (status: number) =>
    request(madeLeave(), 2000, { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 }, [[status, 2004, 't']]);
  test('404', () => expect(judge(sessionEndsWithLast, again(404)).verdict).toBe('pass'));
  test('200', () => expect(judge(sessionEndsWithLast, again(200)).verdict).toBe('fail'));
  test('nobody came back', () => expect(judge(sessionEndsWithLast, madeLeave()).verdict).toBe('inconc'));
});

describe('anonymity-kept', () => {
  const anonymous = (body: string) => {
    const timeline = request(
      madeGroup(),
      50,
      { method: 'INVITE', callId: 'anon', toTag: null, cseq: 1, headers: ['P-Asserted-Identity: <sip:carla-real@c>'] },
      [[200, 60, 'x']],
    );
    request(timeline, LEFT_AT, {}, [[200, 1004]]);
    for (const name of ['alice', 'bob']) notify(timeline, 1010, name, 2, body);
    return timeline;
  };
  test('shown under another name', () =>
    expect(judge(anonymityKept, anonymous(carolGone(2, 'departed'))).verdict).toBe('pass'));
  test('shown by name', () =>
    expect(
      judge(anonymityKept, anonymous(carolGone(2, 'departed').replaceAll('carol@c', 'carla-real@c'))).message,
    ).toContain('sip:carla-real@c 10 ms after the BYE'));
});

describe('rejoin-follows-policy', () => {
  const again = (status: number) =>
    request(told(madeLeave(), 1010), 2000, { method: 'INVITE', callId: 'i2-carol', toTag: null, cseq: 1 }, [
      [status, 2004, 't'],
    ]);
  const back = (timeline: MadeTimeline) => {
    for (const name of ['alice', 'bob'])
      notify(timeline, 2020, name, 3, everybody().replace('version="1"', 'version="3"'));
    return timeline;
  };
  test('open: back and shown', () => expect(judge(rejoinFollowsPolicy, back(again(200))).verdict).toBe('pass'));
  test('open: refused', () => expect(judge(rejoinFollowsPolicy, again(403)).verdict).toBe('fail'));
  test('open: back and not shown', () => expect(judge(rejoinFollowsPolicy, again(200)).verdict).toBe('fail'));
  test('closed: refused', () =>
    expect(judge(rejoinFollowsPolicy, again(403), 20_000, { open: 'no' }).verdict).toBe('pass'));
  test('closed: let in', () =>
    expect(judge(rejoinFollowsPolicy, back(again(200)), 20_000, { open: 'no' }).verdict).toBe('fail'));
});

describe('declined-is-gone', () => {
  const invited = (times: number) => {
    const timeline = request(told(madeLeave(), 1010), 2000, {
      method: 'REFER',
      actor: 'alice',
      callId: 'r',
      toTag: null,
    });
    for (let time = 0; time < times; time++)
      request(
        timeline,
        2100 + 500 * time,
        { method: 'INVITE', direction: 'received', callId: `again${time}`, toTag: null, cseq: 1 },
        [[603, 2105 + 500 * time, 'd']],
      );
    return timeline;
  };
  test('invited once, declined', () => expect(judge(declinedIsGone, invited(1)).verdict).toBe('pass'));
  test('invited again', () => expect(judge(declinedIsGone, invited(2)).verdict).toBe('fail'));
  test('not invited: a note', () =>
    expect(judge(declinedIsGone, invited(0))).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('another method: a note', () =>
    expect(judge(declinedIsGone, invited(1), 20_000, { declinedMethod: 'failed' }).notes?.[0]).toContain('departed'));
});

describe('instance-left', () => {
  const posted = (timeline: MadeTimeline, ...to: string[]) => {
    for (const actor of to)
      timeline.add(2000, {
        kind: 'msrp',
        actor,
        direction: 'received',
        connection: 1,
        transaction: 'x',
        method: 'SEND',
        size: 5,
        raw: '',
      });
    return timeline;
  };
  test('the other device is served', () =>
    expect(judge(instanceLeft, posted(madeLeave(), 'alice', 'carol2')).verdict).toBe('pass'));
  test('the other device is not', () => expect(judge(instanceLeft, posted(madeLeave(), 'alice')).verdict).toBe('fail'));
  test('the user is shown as gone', () =>
    expect(judge(instanceLeft, posted(told(madeLeave(), 1010), 'alice', 'carol2')).verdict).toBe('fail'));
  test('one anchored leg: the other has to go', () =>
    expect(judge(instanceLeft, madeLeave(), 20_000, { devices: 'PF_ANCHORED' }).verdict).toBe('fail'));
});

describe('reset-is-no-leave', () => {
  const reset = () =>
    madeGroup().add(1000, { kind: 'tcp', actor: 'carol', event: 'rst', by: 'tester', connection: 1, sessions: [] });
  test('still connected', () => expect(judge(resetIsNoLeave, reset()).verdict).toBe('pass'));
  test('departed', () => expect(judge(resetIsNoLeave, told(reset(), 1100)).verdict).toBe('fail'));
  test('booted: a note', () =>
    expect(judge(resetIsNoLeave, told(reset(), 1100, 'booted'))).toMatchObject({ verdict: 'pass' }));
  test('too short', () => expect(judge(resetIsNoLeave, reset(), 5000).verdict).toBe('inconc'));
});

describe('malformed-refer-refused', () => {
  const referred = (status: number) =>
    request(madeGroup(), 1000, { method: 'REFER', actor: 'alice', callId: 'r', toTag: null }, [[status, 1005, 't']]);
  test.each([400, 403, 501])('%i', (status) =>
    expect(judge(malformedReferRefused, referred(status)).verdict).toBe('pass'),
  );
  test('another code', () => expect(judge(malformedReferRefused, referred(404)).verdict).toBe('fail'));
  test('202, and nothing more', () => expect(judge(malformedReferRefused, referred(202)).verdict).toBe('fail'));
  test('202, and a report of 501', () => {
    const timeline = referred(202).sip(
      1100,
      'alice',
      'received',
      [
        'NOTIFY sip:alice@a SIP/2.0',
        'Via: SIP/2.0/UDP f;branch=z9hG4bKnr',
        'Call-ID: r',
        'CSeq: 1 NOTIFY',
        'Event: refer',
      ],
      'SIP/2.0 501 Not Implemented\r\n',
    );
    expect(judge(malformedReferRefused, timeline).verdict).toBe('pass');
  });
  test('a BYE', () =>
    expect(
      judge(malformedReferRefused, request(referred(202), 1010, { direction: 'received', branch: 'x' })).message,
    ).toContain('Carol was sent a BYE'));
});
