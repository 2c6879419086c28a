import { describe, expect, test } from '@jest/globals';
import type { NewEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { loadAnswered } from './load.ts';
import { noLoopOfByes, nothingAfterLeave } from './after-leave.ts';
import { ELSEWHERE, NETWORK } from './facts.ts';
import { type MadeExchange, withExchange } from './made-exchange.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';
import { foreignResponseRecorded, strayResponseDropped } from './stray-response.ts';

/** A 200 half a second after the BYE, with these parts in place of the right ones. */
function withResponse(
  timeline: MadeTimeline,
  { branch = 'z9hG4bKb', cseq = 'CSeq: 2 BYE', callId = 'call-1', actor = NETWORK, length = 0 } = {},
): MadeTimeline {
  const lines = [
    'SIP/2.0 200 OK',
    `Via: SIP/2.0/UDP a;branch=${branch}`,
    'From: <sip:alice@example.com>;tag=alice',
    'To: <sip:gs-1@as>;tag=focus',
    `Call-ID: ${callId}`,
    ...(cseq === '' ? [] : [cseq]),
    `Content-Length: ${length}`,
    '',
    '',
  ];
  return timeline.add(BYE_AT + 500, {
    kind: 'sip',
    actor,
    direction: 'sent',
    transport: 'udp',
    raw: lines.join('\r\n'),
  });
}

const UNREADABLE = (direction: 'sent' | 'received'): NewEvent => ({
  kind: 'sip',
  actor: NETWORK,
  direction,
  transport: 'udp',
  raw: 'no SIP',
});

const RIGHT: MadeLeave = { responses: [[200, BYE_AT + 2500]] };
const judge = (check: Check, timeline: MadeTimeline) => said(check, timeline.evidence());

describe('stray-response-dropped', () => {
  const check = strayResponseDropped;
  const strays = {
    'another branch': { branch: 'z9hG4bKother' },
    'another method': { cseq: 'CSeq: 2 INVITE' },
    'no CSeq': { cseq: '' },
    truncated: { length: 500 },
  };
  describe.each(Object.entries(strays))('%s', (_, parts) => {
    const taken = (leave: MadeLeave) => judge(check, withResponse(madeLeave({ ...RIGHT, ...leave }), parts));
    test('dropped', () =>
      expect(taken({ release: { at: BYE_AT + 2510 } })).toBe(
        'pass: the response that does not belong changed nothing for the 1999 ms until the right one; by network received BYE at 1000, network sent SIP/2.0 200 at 1500: 500 ms',
      ));
    test('taken: released', () =>
      expect(taken({ release: { at: BYE_AT + 510 } })).toBe(
        'fail: media was released (FIN) 10 ms after a response that does not belong to the BYE; by network sent SIP/2.0 200 at 1500, fin of network at 1510: 10 ms',
      ));
    test('taken: says LEFT', () =>
      expect(judge(check, withResponse(madeLeave(RIGHT), parts).state(BYE_AT + 1000, 'LEFT'))).toBe(
        'fail: the client says LEFT 500 ms after a response that does not belong to the BYE; by network sent SIP/2.0 200 at 1500, state of alice at 2000: 500 ms',
      ));
  });
  const stray = (leave: MadeLeave = RIGHT) => withResponse(madeLeave(leave), { cseq: '' });
  const DROPPED =
    'pass: the response that does not belong changed nothing for the 1999 ms until the right one; by network received BYE at 1000, network sent SIP/2.0 200 at 1500: 500 ms';
  test.each([
    [
      'at once with it',
      BYE_AT + 500,
      'fail: media was released (FIN) 0.0 ms after a response that does not belong to the BYE; by network sent SIP/2.0 200 at 1500, fin of network at 1500: 0 ms',
    ],
    [
      'before it',
      BYE_AT + 499,
      'pass: the response that does not belong changed nothing for the 1999 ms until the right one; by network received BYE at 1000, network sent SIP/2.0 200 at 1500: 500 ms',
    ],
    [
      'shortly before the go of the right one',
      BYE_AT + 2498,
      'fail: media was released (FIN) 1998 ms after a response that does not belong to the BYE; by network sent SIP/2.0 200 at 1500, fin of network at 3498: 1998 ms',
    ],
    [
      'with the go of the right one',
      BYE_AT + 2499,
      'pass: the response that does not belong changed nothing for the 1999 ms until the right one; by network received BYE at 1000, network sent SIP/2.0 200 at 1500: 500 ms',
    ],
  ])('released %s', (_, at, expected) => expect(judge(check, stray({ ...RIGHT, release: { at } }))).toBe(expected));
  test.each([
    ['at once with it', BYE_AT + 500],
    ['before it', BYE_AT + 400],
    ['with the go of the right one', BYE_AT + 2499],
    ['after the right one', BYE_AT + 3000],
  ])('LEFT %s does not count', (_, at) => expect(judge(check, stray().state(at, 'LEFT'))).toBe(DROPPED));
  test('another state does not count', () =>
    expect(judge(check, stray().state(BYE_AT + 1000, 'JOINED'))).toBe(DROPPED));
  test('no right one', () =>
    expect(judge(check, stray({ until: 9000 }))).toBe(
      'pass: the response that does not belong changed nothing for the 7500 ms until the right one; by network received BYE at 1000, network sent SIP/2.0 200 at 1500: 500 ms',
    ));
  test('a stray of the client is none', () => {
    const { timeline, ixit } = stray().evidence();
    const turned = timeline.map((event) =>
      event.kind === 'sip' && event.at === BYE_AT + 500 ? ({ ...event, direction: 'received' } as const) : event,
    );
    expect(said(check, { timeline: turned, ixit })).toBe('inconc: no response was sent that does not belong');
  });
  test.each([BYE_AT, 600])('one that came at %i ms, no later than the BYE, is none', (at) => {
    const { timeline, ixit } = stray().evidence();
    const moved = timeline
      .map((event) => (event.kind === 'sip' && event.at === BYE_AT + 500 ? { ...event, at } : event))
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq);
    expect(said(check, { timeline: moved, ixit })).toBe('inconc: no response was sent that does not belong');
  });
  test('without any such response nothing was tested', () =>
    expect(judge(check, madeLeave(RIGHT))).toBe('inconc: no response was sent that does not belong'));
});

describe('foreign-response-recorded', () => {
  const check = foreignResponseRecorded;
  const kinds = { 'another Call-ID': { callId: 'call-other' }, 'from elsewhere': { actor: ELSEWHERE } };
  describe.each(Object.entries(kinds))('%s', (_, parts) => {
    const after = (at: number) => judge(check, withResponse(madeLeave({ ...RIGHT, release: { at } }), parts));
    test('taken', () =>
      expect(after(BYE_AT + 510)).toBe(
        'pass: taken: media was released (FIN) 10 ms after a response that does not belong to the BYE; note: either is allowed',
      ));
    test('dropped', () =>
      expect(after(BYE_AT + 2510)).toBe(
        'pass: dropped: it changed nothing for the 1999 ms until the next response; note: either is allowed',
      ));
    test('dropped, and no other response came', () =>
      expect(judge(check, withResponse(madeLeave({ until: 9000 }), parts))).toBe(
        'pass: dropped: it changed nothing for the 7500 ms until the next response; note: either is allowed',
      ));
  });
  test.each([
    ['of another request', { callId: 'call-other', cseq: 'CSeq: 2 INFO' }],
    ['with another branch', { callId: 'call-other', branch: 'z9hG4bKother' }],
    ['that belongs', {}],
    ['without a CSeq', { callId: 'call-other', cseq: '' }],
    ['to somebody else', { callId: 'call-other', actor: 'stranger' }],
  ])('a response %s is none', (_, parts) =>
    expect(judge(check, withResponse(madeLeave(RIGHT), parts))).toBe('inconc: no such response was sent'),
  );
  test('elsewhere goes by that name', () =>
    expect(judge(check, withResponse(madeLeave(RIGHT), { actor: 'elsewhere' }))).toContain('pass: dropped'));
  test('the next go is one that came later than it', () =>
    expect(
      judge(
        check,
        withResponse(madeLeave({ ...RIGHT, release: { at: BYE_AT + 510 } }), { callId: 'call-other' }).go(
          BYE_AT + 500,
          NETWORK,
          'call-other',
          '200 to BYE',
        ),
      ),
    ).toContain('pass: taken'));
  test('a second BYE, the first having got such a response', () =>
    expect(
      judge(
        check,
        withExchange(withResponse(madeLeave(RIGHT), { callId: 'call-other' }), {
          by: 'sut',
          method: 'BYE',
          at: BYE_AT + 600,
          cseq: 3,
        }),
      ),
    ).toContain('pass: dropped'));
  test('one that somebody elsewhere received is none', () => {
    const { timeline, ixit } = withResponse(madeLeave(RIGHT), { actor: ELSEWHERE }).evidence();
    const turned = timeline.map((event) =>
      event.kind === 'sip' && event.actor === ELSEWHERE ? ({ ...event, direction: 'received' } as const) : event,
    );
    expect(said(check, { timeline: turned, ixit })).toBe('inconc: no such response was sent');
  });
  test.each([BYE_AT, 600])('one that came at %i ms, no later than the BYE, is none', (at) => {
    const { timeline, ixit } = withResponse(madeLeave(RIGHT), { actor: ELSEWHERE }).evidence();
    const moved = timeline
      .map((event) => (event.kind === 'sip' && event.actor === ELSEWHERE ? { ...event, at } : event))
      .toSorted((a, b) => a.at - b.at || a.seq - b.seq);
    expect(said(check, { timeline: moved, ixit })).toBe('inconc: no such response was sent');
  });
  test('what is not SIP is none', () =>
    expect(judge(check, madeLeave(RIGHT).send(BYE_AT + 500, ELSEWHERE, ELSEWHERE, 'message', 200))).toBe(
      'inconc: no such response was sent',
    ));
  test('what cannot be read is none', () =>
    expect(judge(check, madeLeave(RIGHT).add(BYE_AT + 500, UNREADABLE('sent')))).toBe(
      'inconc: no such response was sent',
    ));
  test('a second BYE of the client, answered in its own call, is none', () =>
    expect(
      judge(
        check,
        withExchange(madeLeave(RIGHT), {
          by: 'sut',
          method: 'BYE',
          at: BYE_AT + 600,
          callId: 'call-2',
          answer: [200, BYE_AT + 700],
        }),
      ),
    ).toBe('inconc: no such response was sent'));
  test('not sent', () => expect(judge(check, madeLeave(RIGHT))).toBe('inconc: no such response was sent'));
});

describe('nothing-after-leave', () => {
  const check = nothingAfterLeave;
  const REPEATED: MadeLeave = {
    responses: [
      [200, 1100],
      [200, 2100],
      [200, 3100],
    ],
    release: { at: 1110 },
  };
  const followed = (change: Partial<MadeExchange>, leave: MadeLeave = REPEATED) =>
    judge(check, withExchange(madeLeave(leave), { by: 'sut', method: 'BYE', at: 2110, cseq: 3, ...change }));
  const NOTHING = 'pass: 3 2XX, and nothing but the one release in the 18900 ms after the first';
  test('one release', () => expect(judge(check, madeLeave(REPEATED))).toBe(NOTHING));
  test('twice is enough', () =>
    expect(judge(check, madeLeave({ ...REPEATED, responses: REPEATED.responses!.slice(1) }))).toBe(
      'pass: 2 2XX, and nothing but the one release in the 17900 ms after the first',
    ));
  test('another BYE', () =>
    expect(followed({})).toBe(
      'fail: a BYE came in the dialog 1010 ms after the first 2XX; by network sent SIP/2.0 200 at 1100, network received BYE at 2110: 1010 ms',
    ));
  test('another request', () =>
    expect(followed({ method: 'INFO' })).toBe(
      'fail: a INFO came in the dialog 1010 ms after the first 2XX; by network sent SIP/2.0 200 at 1100, network received INFO at 2110: 1010 ms',
    ));
  test('a BYE that crossed the first 2XX is the same', () =>
    expect(judge(check, madeLeave({ ...REPEATED, retransmissions: [1101] }))).toBe(NOTHING));
  /** A BYE that was challenged, the one that answers the challenge, and a copy of it after its 200. */
  const challenged = (copyAt: number): MadeTimeline => {
    const timeline = madeLeave({ responses: [[401, 1050]], release: { at: 1210 } });
    const authenticated = { by: 'sut', method: 'BYE', cseq: 3, callId: 'call-1', branch: 'z9hG4bKauth' } as const;
    withExchange(timeline, { ...authenticated, at: 1100, answer: [200, 1200] });
    return withExchange(timeline, { ...authenticated, at: copyAt, answer: [200, copyAt + 1] });
  };
  test('a copy of the BYE that answered a challenge is no new request', () =>
    expect(judge(check, challenged(1600))).toMatch(/^pass: 2 2XX, and nothing but the one release/));
  test('a refusal is no 2XX', () =>
    expect(
      judge(
        check,
        withExchange(madeLeave({ responses: [[401, 1050]], release: { at: 1210 } }), {
          by: 'sut',
          method: 'BYE',
          cseq: 3,
          at: 1100,
          answer: [200, 1200],
        }),
      ),
    ).toBe('inconc: the 2XX was not repeated'));
  test.each<[string, Partial<MadeExchange>]>([
    ['in another dialog', { method: 'SUBSCRIBE', callId: 'call-2' }],
    ['of the focus', { by: 'tester', method: 'INFO' }],
    ['before the 2XX', { method: 'INFO', at: 1050 }],
    ['at once with the 2XX', { method: 'INFO', at: 1100 }],
  ])('a request %s is none of it', (_, change) => expect(followed(change)).toBe(NOTHING));
  test('what cannot be read is no request', () =>
    expect(judge(check, madeLeave(REPEATED).add(2110, UNREADABLE('received')))).toBe(NOTHING));
  test('a response to the focus is no request', () =>
    expect(followed({ by: 'tester', method: 'INFO', answer: [200, 2120] })).toBe(NOTHING));
  const closedAgain = (
    change: { at?: number; event?: 'rst'; by?: 'tester'; actor?: string; sessions?: string[] } = {},
  ) => {
    const { at = 2500, ...rest } = change;
    const fin = { kind: 'tcp', actor: NETWORK, event: 'fin', by: 'sut', connection: 2 } as const;
    return judge(check, madeLeave(REPEATED).add(at, { ...fin, sessions: ['other'], ...rest }));
  };
  test('a second closing', () =>
    expect(closedAgain()).toBe('fail: 2 MSRP connections were closed after the first 2XX'));
  test('a second closing with the go of the 2XX', () =>
    expect(closedAgain({ at: 1099 })).toBe('fail: 2 MSRP connections were closed after the first 2XX'));
  test.each([
    ['before that', closedAgain({ at: 1098 })],
    ['by the focus', closedAgain({ by: 'tester' })],
    ['by another', closedAgain({ actor: 'stranger' })],
    ['by force', closedAgain({ event: 'rst' })],
    ['of a connection without a session', closedAgain({ sessions: [] })],
  ])('a closing %s does not count', (_, judged) => expect(judged).toBe(NOTHING));
  test('not repeated', () =>
    expect(judge(check, madeLeave({ responses: [[200, 1100]] }))).toBe('inconc: the 2XX was not repeated'));
  test('no 2XX', () => expect(judge(check, madeLeave({ responses: [[500, 1100]] }))).toBe('inconc: no 2XX was sent'));
});

describe('no-loop-of-byes', () => {
  const refused = (...more: number[]) =>
    judge(
      noLoopOfByes,
      more.reduce(
        (timeline, at, index) => withExchange(timeline, { by: 'sut', method: 'BYE', at, cseq: 3 + index }),
        madeLeave({ responses: [[503, 1100]] }),
      ),
    );
  test('none', () => expect(refused()).toBe('pass: no further BYE in the 18900 ms after the 503'));
  test('a retry, with a note', () =>
    expect(refused(2000)).toBe('pass: 2 BYEs in all; note: a retry ahead of Retry-After'));
  test('as many as are no loop', () =>
    expect(refused(1200, 1300)).toBe('pass: 3 BYEs in all; note: a retry ahead of Retry-After'));
  test('a loop', () =>
    expect(refused(1200, 1300, 1400)).toBe(
      'fail: 4 BYEs in the 18900 ms after the 503; by network sent SIP/2.0 503 at 1100, network received BYE at 1400: 300 ms',
    ));
  test('not refused', () => expect(judge(noLoopOfByes, madeLeave())).toBe('inconc: the BYE was not refused'));
});

describe('load-answered', () => {
  const END = BYE_AT + 1000;
  /** Ten SENDs in the window; what becomes of each. */
  function loaded(
    fate: (index: number) => number | undefined,
    leave: MadeLeave = { responses: [[200, END]] },
    from = BYE_AT,
  ) {
    const timeline = madeLeave(leave);
    for (let index = 0; index < 10; index++) {
      const common = {
        kind: 'msrp',
        actor: NETWORK,
        session: 'focus',
        connection: 1,
        transaction: `load-${index}`,
        purpose: 'load',
        size: 0,
        raw: '',
      } as const;
      timeline.add(from + 10 * index, { ...common, direction: 'sent', method: 'SEND' });
      const status = fate(index);
      if (status !== undefined) timeline.add(from + 10 * index + 5, { ...common, direction: 'received', status });
    }
    return judge(loadAnswered, timeline);
  }
  test.each<[string, (index: number) => number | undefined, string]>([
    ['all', () => 200, 'pass: 10 of 10 SENDs were answered, sent over 90 ms'],
    [
      'the first one only, with a note',
      (index) => (index === 0 ? 200 : undefined),
      'pass: 1 of 10 SENDs were answered, sent over 90 ms; note: the last 9 were still waiting for their turn when the session ended',
    ],
    [
      'the last ones not yet, with a note',
      (index) => (index < 7 ? 200 : undefined),
      'pass: 7 of 10 SENDs were answered, sent over 90 ms; note: the last 3 were still waiting for their turn when the session ended',
    ],
    [
      'one passed over',
      (index) => (index === 4 ? undefined : 200),
      'fail: 9 of 10 SENDs were answered, sent over 90 ms; 1 were passed over',
    ],
    [
      'one passed over, and the last ones not yet',
      (index) => (index === 4 || index > 7 ? undefined : 200),
      'fail: 7 of 10 SENDs were answered, sent over 90 ms; 1 were passed over',
    ],
    [
      'one 481',
      (index) => (index === 4 ? 481 : 200),
      'fail: 10 of 10 SENDs were answered, sent over 90 ms; one with 481; by network received BYE at 1000, network received 481 at 1045: 45 ms',
    ],
    ['none', () => undefined, 'fail: none of 10 SENDs was answered'],
  ])('%s', (_, fate, expected) => expect(loaded(fate)).toBe(expected));
  test('those after the go of the response do not count', () =>
    expect(loaded(() => 200, undefined, END - 31)).toBe('pass: 3 of 3 SENDs were answered, sent over 20 ms'));
  test('all of them, where there is no response', () =>
    expect(loaded(() => 200, { until: 9000 })).toBe('pass: 10 of 10 SENDs were answered, sent over 90 ms'));
  test('what is put on somebody else does not count', () => {
    const load = {
      kind: 'msrp',
      actor: 'stranger',
      connection: 1,
      transaction: 'l',
      purpose: 'load',
      size: 0,
      raw: '',
    } as const;
    const timeline = madeLeave({ responses: [[200, END]] })
      .add(BYE_AT + 100, { ...load, direction: 'sent', method: 'SEND' })
      .add(BYE_AT + 105, { ...load, direction: 'received', status: 481 });
    expect(judge(loadAnswered, timeline)).toBe('inconc: no load was put on the client');
  });
  test('no load', () => expect(judge(loadAnswered, madeLeave())).toBe('inconc: no load was put on the client'));
});
