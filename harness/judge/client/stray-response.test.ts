import { describe, expect, test } from '@jest/globals';
import type { Check } from '../check.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { loadAnswered } from './load.ts';
import { noLoopOfByes, nothingAfterLeave } from './after-leave.ts';
import { ELSEWHERE, NETWORK } from './facts.ts';
import { withExchange } from './made-exchange.ts';
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

const RIGHT: MadeLeave = { responses: [[200, BYE_AT + 2500]] };
const judge = (check: Check, timeline: MadeTimeline) => check.judge(timeline.evidence(), 'cr');

describe('stray-response-dropped', () => {
  const strays = {
    'another branch': { branch: 'z9hG4bKother' },
    'another method': { cseq: 'CSeq: 2 INVITE' },
    'no CSeq': { cseq: '' },
    truncated: { length: 500 },
  };
  describe.each(Object.entries(strays))('%s', (_, parts) => {
    test('dropped', () =>
      expect(
        judge(strayResponseDropped, withResponse(madeLeave({ ...RIGHT, release: { at: BYE_AT + 2510 } }), parts))
          .verdict,
      ).toBe('pass'));
    test('taken: released', () =>
      expect(
        judge(strayResponseDropped, withResponse(madeLeave({ ...RIGHT, release: { at: BYE_AT + 510 } }), parts))
          .verdict,
      ).toBe('fail'));
    test('taken: says LEFT', () =>
      expect(
        judge(strayResponseDropped, withResponse(madeLeave(RIGHT), parts).state(BYE_AT + 1000, 'LEFT')).verdict,
      ).toBe('fail'));
  });
  test('LEFT after the right one is right', () =>
    expect(
      judge(strayResponseDropped, withResponse(madeLeave(RIGHT), { cseq: '' }).state(BYE_AT + 3000, 'LEFT')).verdict,
    ).toBe('pass'));
  test('without any such response nothing was tested', () =>
    expect(judge(strayResponseDropped, madeLeave(RIGHT)).verdict).toBe('inconc'));
});

describe('foreign-response-recorded', () => {
  test.each([{ callId: 'call-other' }, { actor: ELSEWHERE }])('taken or dropped, it passes: %p', (parts) => {
    const taken = judge(
      foreignResponseRecorded,
      withResponse(madeLeave({ ...RIGHT, release: { at: BYE_AT + 510 } }), parts),
    );
    const dropped = judge(
      foreignResponseRecorded,
      withResponse(madeLeave({ ...RIGHT, release: { at: BYE_AT + 2510 } }), parts),
    );
    expect([taken.verdict, dropped.verdict]).toEqual(['pass', 'pass']);
    expect(taken.message).toMatch(/^taken/);
    expect(dropped.message).toMatch(/^dropped/);
  });
  test('not sent', () => expect(judge(foreignResponseRecorded, madeLeave(RIGHT)).verdict).toBe('inconc'));
});

describe('nothing-after-leave', () => {
  const REPEATED: MadeLeave = {
    responses: [
      [200, 1100],
      [200, 2100],
      [200, 3100],
    ],
    release: { at: 1110 },
  };
  test('one release', () => expect(judge(nothingAfterLeave, madeLeave(REPEATED)).verdict).toBe('pass'));
  test('another BYE', () =>
    expect(
      judge(nothingAfterLeave, withExchange(madeLeave(REPEATED), { by: 'sut', method: 'BYE', at: 2110, cseq: 3 }))
        .verdict,
    ).toBe('fail'));
  test('a BYE that crossed the first 2XX is the same', () =>
    expect(judge(nothingAfterLeave, madeLeave({ ...REPEATED, retransmissions: [1101] })).verdict).toBe('pass'));
  test('a request in another dialog is none of it', () =>
    expect(
      judge(
        nothingAfterLeave,
        withExchange(madeLeave(REPEATED), { by: 'sut', method: 'SUBSCRIBE', at: 2110, callId: 'call-2' }),
      ).verdict,
    ).toBe('pass'));
  test('a second closing', () =>
    expect(judge(nothingAfterLeave, madeLeave(REPEATED).fin(2500, NETWORK, 'other')).verdict).toBe('fail'));
  test('not repeated', () =>
    expect(judge(nothingAfterLeave, madeLeave({ responses: [[200, 1100]] })).verdict).toBe('inconc'));
});

describe('no-loop-of-byes', () => {
  const refused = (...more: number[]) =>
    more.reduce(
      (timeline, at, index) => withExchange(timeline, { by: 'sut', method: 'BYE', at, cseq: 3 + index }),
      madeLeave({ responses: [[503, 1100]] }),
    );
  test('none', () => expect(judge(noLoopOfByes, refused())).not.toHaveProperty('notes'));
  test('a retry, with a note', () =>
    expect(judge(noLoopOfByes, refused(2000))).toMatchObject({ verdict: 'pass', notes: [expect.any(String)] }));
  test('a loop', () => expect(judge(noLoopOfByes, refused(1200, 1300, 1400)).verdict).toBe('fail'));
  test('not refused', () => expect(judge(noLoopOfByes, madeLeave()).verdict).toBe('inconc'));
});

describe('load-answered', () => {
  const END = BYE_AT + 1000;
  /** Ten SENDs in the window; what becomes of each. */
  function loaded(fate: (index: number) => number | undefined): MadeTimeline {
    const timeline = madeLeave({ responses: [[200, END]] });
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
      timeline.add(BYE_AT + 10 * index, { ...common, direction: 'sent', method: 'SEND' });
      const status = fate(index);
      if (status !== undefined) timeline.add(BYE_AT + 10 * index + 5, { ...common, direction: 'received', status });
    }
    return timeline;
  }
  test('all', () =>
    expect(
      judge(
        loadAnswered,
        loaded(() => 200),
      ),
    ).not.toHaveProperty('notes'));
  test('the last ones not yet, with a note', () =>
    expect(
      judge(
        loadAnswered,
        loaded((index) => (index < 7 ? 200 : undefined)),
      ),
    ).toMatchObject({ verdict: 'pass', notes: [expect.stringContaining('3')] }));
  test('one passed over', () =>
    expect(
      judge(
        loadAnswered,
        loaded((index) => (index === 4 ? undefined : 200)),
      ).verdict,
    ).toBe('fail'));
  test('481', () =>
    expect(
      judge(
        loadAnswered,
        loaded((index) => (index === 4 ? 481 : 200)),
      ).verdict,
    ).toBe('fail'));
  test('none', () =>
    expect(
      judge(
        loadAnswered,
        loaded(() => undefined),
      ).verdict,
    ).toBe('fail'));
  test('no load', () => expect(judge(loadAnswered, madeLeave()).verdict).toBe('inconc'));
});
