import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { NETWORK, OTHER_SESSION } from './facts.ts';
import { said } from './made-judgement.ts';
import { madeLeave, type MadeLeave } from './made-leave.ts';
import { otherSessionServed, sharedConnectionKept } from './other-session.ts';

const LEFT_AT = 2000;
const left = (leave: MadeLeave = {}) =>
  madeLeave({ responses: [[200, LEFT_AT]], release: { at: LEFT_AT + 5 }, until: 13_000, ...leave });

/** Probes of the other session every second; from a time on they get another fate. */
function withOther(
  timeline: MadeTimeline,
  fate: (at: number) => number | 'silence' | 'closed' = () => 200,
  until = 13_000,
): MadeTimeline {
  for (let at = 500; at < until; at += 1000) timeline.send(at, NETWORK, OTHER_SESSION, 'probe', fate(at));
  return timeline;
}

describe('other-session-served', () => {
  const judge = (timeline: MadeTimeline) => said(otherSessionServed, timeline.evidence());
  test('served to the end', () =>
    expect(judge(withOther(left()))).toBe(
      'pass: 12 SENDs in the other session were answered 200, until 10501 ms after the 200',
    ));
  test('its connection closed', () =>
    expect(judge(withOther(left()).fin(LEFT_AT + 6, NETWORK, OTHER_SESSION))).toBe(
      'fail: the connection of the other session was closed (FIN) 1006 ms after the BYE; by network received BYE at 1000, fin of network at 2006: 1006 ms',
    ));
  test('the other session goes by that name', () =>
    expect(judge(withOther(left()).fin(LEFT_AT + 6, NETWORK, 'other'))).toContain(
      'fail: the connection of the other session was closed',
    ));
  test('answered 481', () =>
    expect(judge(withOther(left(), (at) => (at < LEFT_AT ? 200 : 481)))).toBe(
      'fail: a SEND in the other session was answered 481 1501 ms after the BYE; by network received BYE at 1000, network received 481 at 2501: 1501 ms',
    ));
  test('fallen silent', () =>
    expect(judge(withOther(left(), (at) => (at < LEFT_AT ? 200 : 'silence')))).toBe(
      'fail: SENDs in the other session were not answered any more, the last one -499 ms after the 200',
    ));
  test('too short an observation', () =>
    expect(judge(withOther(left({ until: 6000 }), () => 200, 6000))).toBe(
      'inconc: only 3501 ms after the 200 were observed, of 10000 ms',
    ));
  const closed = (at: number, change: { event?: 'fin' | 'rst' | 'error'; by?: 'tester'; sessions?: string[] } = {}) =>
    judge(
      withOther(left()).add(at, {
        kind: 'tcp',
        actor: NETWORK,
        event: 'fin',
        by: 'sut',
        connection: 2,
        sessions: [OTHER_SESSION],
        ...change,
      }),
    );
  test('its connection reset', () =>
    expect(closed(LEFT_AT + 6, { event: 'rst' })).toBe(
      'fail: the connection of the other session was closed (RST) 1006 ms after the BYE; by network received BYE at 1000, rst of network at 2006: 1006 ms',
    ));
  const SERVED = 'pass: 12 SENDs in the other session were answered 200, until 10501 ms after the 200';
  test.each([
    ['before the BYE', closed(900)],
    ['with the BYE', closed(1000)],
    ['by the focus', closed(LEFT_AT + 6, { by: 'tester' })],
    ['in no orderly way that is known', closed(LEFT_AT + 6, { event: 'error' })],
    ['of the session that was left', closed(LEFT_AT + 6, { sessions: ['focus'] })],
  ])('a connection closed %s does not count', (_, judged) => expect(judged).toBe(SERVED));
  test('what was refused with the BYE does not count', () =>
    expect(judge(withOther(left()).send(900, NETWORK, OTHER_SESSION, 'probe', 481, 1000))).toBe(
      'pass: 12 SENDs in the other session were answered 200, until 10501 ms after the 200',
    ));
  test('a message that was refused does not count', () =>
    expect(judge(withOther(left()).send(3000, NETWORK, OTHER_SESSION, 'message', 481))).toBe(SERVED));
  test.each([
    [11_899, 'inconc: only 9501 ms after the 200 were observed, of 10000 ms'],
    [11_900, 'pass: 11 SENDs in the other session were answered 200, until 9501 ms after the 200'],
  ])('observed until %i ms, the 200 having come at 2000', (until, expected) =>
    expect(judge(withOther(left({ until }), () => 200, until))).toBe(expected),
  );
  test.each([
    [9999, 'fail: SENDs in the other session were not answered any more, the last one 7999 ms after the 200'],
    [10_000, 'pass: 1 SENDs in the other session were answered 200, until 8000 ms after the 200'],
  ])('the last answer at %i ms, of an observation until 13000', (at, expected) => {
    const timeline = left().send(at - 1, NETWORK, OTHER_SESSION, 'probe', 200);
    expect(judge(timeline)).toBe(expected);
  });
  test('no answer at all', () =>
    expect(judge(left())).toBe(
      'fail: SENDs in the other session were not answered any more, the last one 0.0 ms after the 200',
    ));
  test('a leave that was not confirmed', () =>
    expect(judge(withOther(madeLeave()))).toBe('inconc: no 2XX was sent, so the leave was not over'));
});

describe('shared-connection-kept', () => {
  /** Both sessions bound, to the same connection or not. */
  const bound = (timeline: MadeTimeline, other = 1) =>
    ['focus', OTHER_SESSION].reduce(
      (made, session, index) =>
        made.add(250 + index, {
          kind: 'tcp',
          actor: NETWORK,
          event: 'bound',
          by: 'sut',
          connection: index === 0 ? 1 : other,
          sessions: [session],
          detail: session,
        }),
      timeline,
    );
  const probed = (fate: (at: number) => number) =>
    madeLeave({ responses: [[200, LEFT_AT]], probes: fate, until: 13_000 });
  const judge = (timeline: MadeTimeline) => said(sharedConnectionKept, timeline.evidence());
  test('481 for the session that was left', () =>
    expect(judge(bound(probed((at) => (at < LEFT_AT ? 200 : 481))))).toBe(
      'pass: a SEND to the session that was left was answered 481 301 ms after the 200; by network sent SIP/2.0 200 at 2000, network received 481 at 2301: 301 ms',
    ));
  test('still served', () =>
    expect(judge(bound(probed(() => 200)))).toBe(
      'fail: a SEND to the session that was left was still answered 200 2300 ms after the 200; by network sent SIP/2.0 200 at 2000, network sent SEND at 4300: 2300 ms',
    ));
  test('the connection closed', () =>
    expect(judge(bound(left()))).toBe('fail: the shared connection was closed (FIN) 1005 ms after the BYE'));
  test('a connection each', () =>
    expect(judge(bound(left(), 2))).toBe(
      'inconc: the client did not put both sessions on one connection, although it could',
    ));
  test('a connection each, and one for a third session', () => {
    const third: NewEvent = {
      kind: 'tcp',
      actor: NETWORK,
      event: 'bound',
      by: 'sut',
      connection: 3,
      sessions: ['third'],
      detail: 'third',
    };
    expect(judge(bound(left(), 2).add(300, third))).toBe(
      'inconc: the client did not put both sessions on one connection, although it could',
    );
  });
  test('a session that was never bound', () =>
    expect(judge(left())).toBe('inconc: the client did not put both sessions on one connection, although it could'));
  test.each([
    [LEFT_AT, 'inconc: none of the 0 SENDs to the session that was left was answered 481'],
    [LEFT_AT + 2000, 'inconc: none of the 1 SENDs to the session that was left was answered 481'],
    [
      LEFT_AT + 2001,
      'fail: a SEND to the session that was left was still answered 200 2001 ms after the 200; by network sent SIP/2.0 200 at 2000, network sent SEND at 4001: 2001 ms',
    ],
  ])('served last at %i ms, released by nothing', (last, expected) => {
    const probes = (at: number) => (at < LEFT_AT ? 200 : undefined);
    const timeline = madeLeave({ responses: [[200, LEFT_AT]], probes, until: 13_000 });
    expect(judge(bound(timeline.send(last, NETWORK, 'focus', 'probe', 200)))).toBe(expected);
  });
  test('a leave that was not confirmed', () =>
    expect(judge(bound(madeLeave()))).toBe('inconc: no 2XX was sent, so the leave was not over'));
});
