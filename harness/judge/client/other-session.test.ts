import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import { NETWORK, OTHER_SESSION } from './facts.ts';
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
  const judge = (timeline: MadeTimeline) => otherSessionServed.judge(timeline.evidence(), 'cr').verdict;
  test('served to the end', () => expect(judge(withOther(left()))).toBe('pass'));
  test('its connection closed', () =>
    expect(judge(withOther(left()).fin(LEFT_AT + 6, NETWORK, OTHER_SESSION))).toBe('fail'));
  test('answered 481', () => expect(judge(withOther(left(), (at) => (at < LEFT_AT ? 200 : 481)))).toBe('fail'));
  test('fallen silent', () => expect(judge(withOther(left(), (at) => (at < LEFT_AT ? 200 : 'silence')))).toBe('fail'));
  test('too short an observation', () =>
    expect(judge(withOther(left({ until: 6000 }), () => 200, 6000))).toBe('inconc'));
  test('a leave that was not confirmed', () => expect(judge(withOther(madeLeave()))).toBe('inconc'));
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
  const judge = (timeline: MadeTimeline) => sharedConnectionKept.judge(timeline.evidence(), 'cr').verdict;
  test('481 for the session that was left', () =>
    expect(judge(bound(probed((at) => (at < LEFT_AT ? 200 : 481))))).toBe('pass'));
  test('still served', () => expect(judge(bound(probed(() => 200)))).toBe('fail'));
  test('the connection closed', () => expect(judge(bound(left()))).toBe('fail'));
  test('a connection each', () => expect(judge(bound(left(), 2))).toBe('inconc'));
});
