import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import { type Profile, PROFILES } from '../verdict.ts';
import { NETWORK } from './facts.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, type MadeLeave, madeLeave } from './made-leave.ts';
import { inboundMessageAccepted, incomingSendAcknowledged } from './window.ts';

describe('incoming-send-acknowledged', () => {
  const judge = (leave: MadeLeave, profile: Profile = 'cr') =>
    said(incomingSendAcknowledged, madeLeave({ responses: [[200, 6000]], ...leave }).evidence(), profile);
  const silentAfter = (at: number) => (at < BYE_AT ? 200 : 'silence');

  test.each(PROFILES)('answered 200: %s', (profile) =>
    expect(judge({}, profile)).toBe('pass: 5 of 5 SENDs that arrived in the window were answered'),
  );
  test('refused, but not by 481: a note', () =>
    expect(judge({ probes: (at) => (at < BYE_AT ? 200 : 413) })).toBe(
      'pass: 5 of 5 SENDs that arrived in the window were answered; note: 5 of the answers were 413, which is no release',
    ));
  test('one of them refused, and one not answered: two notes', () =>
    expect(judge({ probes: (at) => ({ 1300: 413, 2300: 'silence' as const })[at] ?? 200 })).toBe(
      'pass: 4 of 5 SENDs that arrived in the window were answered; note: 1 of the answers were 413, which is no release; note: 1 were not answered',
    ));
  test('without an answer to the BYE the window lasts as long as the observation', () =>
    expect(judge({ responses: [], until: 4000 })).toBe('pass: 3 of 3 SENDs that arrived in the window were answered'));
  test.each([
    [
      'cr',
      'fail: none of the 5 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; by network received BYE at 1000, network sent SEND at 5300: 4300 ms',
    ],
    [
      'harmonised',
      'pass: none of the 5 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; note: RFC 3261 §15.1.1 has a client stop listening with its BYE',
    ],
    [
      'pre-cr',
      'fail: none of the 5 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; by network received BYE at 1000, network sent SEND at 5300: 4300 ms',
    ],
  ] as const)('silence after prompt answers: %s', (profile, expected) =>
    expect(judge({ probes: silentAfter }, profile)).toBe(expected),
  );
  test('the connection is lost with the BYE, by nobody', () =>
    expect(judge({ probes: (at) => (at < BYE_AT ? 200 : 'closed') })).toBe(
      'fail: none of the 5 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; by network received BYE at 1000, network sent SEND at 5300: 4300 ms',
    ));
  test('silence of one who never answered tells nothing', () =>
    expect(judge({ probes: () => 'silence' })).toBe(
      'inconc: this client did not answer every probe before its BYE either: its silence in the window tells nothing',
    ));
  test('silence of one who was not asked before tells nothing', () =>
    expect(judge({ probes: (at) => (at < BYE_AT ? undefined : 'silence') })).toBe(
      'inconc: this client did not answer every probe before its BYE either: its silence in the window tells nothing',
    ));

  /** Two probes before the BYE, the second answered after so many milliseconds. */
  const slow = (after: number, first: number | 'silence' = 200) => {
    const timeline = madeLeave({
      responses: [[200, 6000]],
      probes: (at) => (at < BYE_AT ? undefined : 'silence'),
    })
      .send(-900, NETWORK, 'focus', 'probe', first)
      .send(-500, NETWORK, 'focus', 'probe', 200, after - 500);
    return said(incomingSendAcknowledged, timeline.evidence());
  };
  test.each([
    [
      'within a second, which is prompt',
      1000,
      200,
      'fail: none of the 5 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; by network received BYE at 1000, network sent SEND at 5300: 4300 ms',
    ],
    [
      'later, which is slow',
      1001,
      200,
      'inconc: this client did not answer every probe before its BYE either: its silence in the window tells nothing',
    ],
    [
      'in time, but not every time',
      1000,
      'silence',
      'inconc: this client did not answer every probe before its BYE either: its silence in the window tells nothing',
    ],
  ] as const)('a client that answered %s', (_, after, first, expected) => expect(slow(after, first)).toBe(expected));

  test.each([
    [
      'cr',
      'fail: media was released (FIN) 1.0 ms after the BYE: messages that arrived before the final response could not be delivered; by network received BYE at 1000, fin of network at 1001: 1 ms',
    ],
    [
      'pre-cr',
      'pass: media was released (FIN) 1.0 ms after the BYE: messages that arrived before the final response could not be delivered; by network received BYE at 1000, fin of network at 1001: 1 ms',
    ],
  ] as const)('the media was gone: %s', (profile, expected) =>
    expect(judge({ release: { at: 1001 } }, profile)).toBe(expected),
  );
  test.each([
    [
      5998,
      'fail: media was released (FIN) 4998 ms after the BYE: messages that arrived before the final response could not be delivered; by network received BYE at 1000, fin of network at 5998: 4998 ms',
    ],
    [5999, 'pass: 5 of 5 SENDs that arrived in the window were answered'],
  ])('released at %i ms, the 200 having been let go at 5999', (at, expected) =>
    expect(judge({ release: { at } })).toBe(expected),
  );
  test.each([
    [
      2299,
      'inconc: only 999 ms of the observation were left to answer the first SEND of the window, too close to its end to tell; to be repeated',
    ],
    [
      2300,
      'fail: none of the 1 SENDs that arrived in the window was answered, although every one before the BYE was answered within 1000 ms; by network received BYE at 1000, network sent SEND at 1300: 300 ms',
    ],
  ])('silence in an observation until %i ms, the first SEND having come at 1300', (until, expected) =>
    expect(judge({ responses: [], probes: silentAfter, until })).toBe(expected),
  );
  test('a SEND with the BYE is of the window', () => {
    const timeline = madeLeave({ responses: [[200, 6000]], probes: silentAfter });
    expect(
      said(incomingSendAcknowledged, timeline.send(BYE_AT, NETWORK, 'focus', 'probe', 'silence').evidence()),
    ).toContain('fail: none of the 6 SENDs that arrived in the window was answered');
  });
  test('nothing was sent', () =>
    expect(judge({ probes: () => undefined })).toBe('inconc: no probe was sent between the BYE and the response'));
});

describe('inbound-message-accepted', () => {
  const judge = (timeline: MadeTimeline) => said(inboundMessageAccepted, timeline.evidence());
  const failed = (fate?: number | 'silence' | 'closed') => {
    const timeline = madeLeave({ responses: [[500, 1300]] });
    return fate === undefined ? timeline : timeline.send(1400, NETWORK, 'focus', 'message', fate, 1420);
  };
  /** What the upper tester answers. */
  const told = (detail: string | undefined, change: { action?: string; phase?: 'request' | 'answer' } = {}) =>
    failed(200).add(3000, {
      kind: 'control',
      target: 'alice',
      action: 'state',
      phase: 'answer',
      ...(detail !== undefined && { detail }),
      ...change,
    });
  /** A SEND of the user. */
  const wrote = (
    at: number,
    change: { method?: string; size?: number; actor?: string; direction?: 'sent' } = {},
    timeline = failed(200),
  ) =>
    timeline.add(at, {
      kind: 'msrp',
      actor: NETWORK,
      connection: 1,
      transaction: 'own',
      direction: 'received',
      method: 'SEND',
      size: 5,
      raw: '',
      ...change,
    });

  test('answered 200', () =>
    expect(judge(failed(200))).toBe(
      'pass: the message was answered 200 after 20 ms; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ));
  test.each([
    [
      481,
      'fail: the message to a user whose leave had failed was answered 481; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ],
    [
      'silence',
      'fail: the message to a user whose leave had failed was not answered; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ],
    [
      'closed',
      'fail: the message to a user whose leave had failed found no connection; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ],
  ] as const)('%s', (fate, expected) => expect(judge(failed(fate))).toBe(expected));
  test('there was no connection to send it on', () => {
    const silence = { kind: 'msrp-silence', actor: NETWORK, session: 'focus', transaction: 'm' } as const;
    const lost = { ...silence, purpose: 'message', reason: 'no-connection', sentAt: 1400 } as const;
    expect(judge(failed().add(1400, lost))).toBe(
      'fail: the message to a user whose leave had failed found no connection; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    );
    expect(judge(wrote(1500, {}, failed().add(1400, lost)))).toContain('found no connection');
    expect(judge(failed().add(1400, { ...lost, actor: 'stranger' }))).toBe(
      'inconc: no message was sent after the failed leave',
    );
  });
  test.each([
    [
      31_399,
      'inconc: the message to a user whose leave had failed was not answered; only 29999 ms of the observation were left, too close to its end to tell; to be repeated',
    ],
    [
      31_400,
      'fail: the message to a user whose leave had failed was not answered; note: the upper tester does not show whether the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ],
  ])('no answer to a message of 1400 until %i ms', (until, expected) => {
    const sent = { kind: 'msrp', actor: NETWORK, connection: 1, transaction: 'm', size: 0, raw: '' } as const;
    const timeline = madeLeave({ responses: [[500, 1300]], until });
    expect(judge(timeline.add(1400, { ...sent, direction: 'sent', method: 'SEND', purpose: 'message' }))).toBe(
      expected,
    );
  });
  test('no message was sent', () => expect(judge(failed())).toBe('inconc: no message was sent after the failed leave'));
  test('the user sees it', () =>
    expect(judge(told('{"messages":["hello"]}'))).toBe(
      'pass: the message was answered 200 after 20 ms; note: the user sees the message; note: no message of the user came: sending after a failed leave is allowed, not demanded',
    ));
  test.each([
    ['says nothing more', told(undefined)],
    ['shows no message', told('{"messages":[]}')],
    ['says so of another action', told('{"messages":["hello"]}', { action: 'join' })],
    ['is only asked', told('{"messages":["hello"]}', { phase: 'request' })],
  ])('an upper tester that %s does not show it', (_, timeline) =>
    expect(judge(timeline)).toContain('the upper tester does not show whether the user sees the message'),
  );
  test('the user writes too', () =>
    expect(judge(wrote(1500))).toBe(
      'pass: the message was answered 200 after 20 ms; note: the upper tester does not show whether the user sees the message; note: the user could send a message of their own',
    ));
  test.each([
    ['ahead of it', wrote(1400)],
    ['nothing', wrote(1500, { size: 0 })],
    ['a report', wrote(1500, { method: 'REPORT' })],
    ['elsewhere', wrote(1500, { actor: 'stranger' })],
    ['of the focus', wrote(1500, { direction: 'sent' })],
  ])('writing %s is not it', (_, timeline) => expect(judge(timeline)).toContain('no message of the user came'));
});
