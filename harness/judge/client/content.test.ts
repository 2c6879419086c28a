import { describe, expect, test } from '@jest/globals';
import type { MsrpEvent } from '../../timeline/event.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { chunkEndedCleanly, noContentAfterBye, notifiedAtMostOnce } from './content.ts';
import { LEFT_SESSION, NETWORK } from './facts.ts';
import { said } from './made-judgement.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';

type MadeSend = { at: number } & Partial<Omit<MsrpEvent, 'kind' | 'at' | 'seq'>>;

/** A SEND of the client with content. */
const withSend = (timeline: MadeTimeline, { at, ...send }: MadeSend): MadeTimeline =>
  timeline.add(at, {
    kind: 'msrp',
    actor: NETWORK,
    session: LEFT_SESSION,
    connection: 1,
    transaction: `send-${at}`,
    direction: 'received',
    method: 'SEND',
    messageId: 'm1',
    flag: '$',
    size: 100,
    raw: '',
    ...send,
  });

describe('no-content-after-bye', () => {
  const judge = (leave: MadeLeave, ...sends: MadeSend[]) =>
    said(noContentAfterBye, sends.reduce(withSend, madeLeave(leave)).evidence());
  const NOTHING = 'pass: no new message in the 19000 ms after the BYE';
  test('a new message', () =>
    expect(judge({}, { at: BYE_AT + 50 })).toBe(
      'fail: a message of 100 octets was begun 50 ms after the BYE; by network received BYE at 1000, network received SEND at 1050: 50 ms',
    ));
  test('none', () => expect(judge({})).toBe(NOTHING));
  test.each<[string, MadeSend]>([
    ['with the BYE', { at: BYE_AT }],
    ['before the BYE', { at: BYE_AT - 50 }],
    ['to notify', { at: BYE_AT + 50, raw: 'Content-Type: message/IMDN+xml' }],
    ['to say that somebody types', { at: BYE_AT + 50, raw: 'application/im-iscomposing+xml' }],
    ['without content', { at: BYE_AT + 50, size: 0 }],
    ['of the focus', { at: BYE_AT + 50, direction: 'sent' }],
    ['of another', { at: BYE_AT + 50, actor: 'stranger' }],
    ['that is a REPORT', { at: BYE_AT + 50, method: 'REPORT' }],
  ])('one %s does not count', (_, send) => expect(judge({}, send)).toBe(NOTHING));
  test('the rest of one that had begun', () =>
    expect(judge({}, { at: BYE_AT - 5, flag: '+' }, { at: BYE_AT + 50 })).toBe(NOTHING));
  test('the rest of one that began with the BYE', () =>
    expect(judge({}, { at: BYE_AT, flag: '+' }, { at: BYE_AT + 50 })).toBe(
      'fail: a message of 100 octets was begun 50 ms after the BYE; by network received BYE at 1000, network received SEND at 1050: 50 ms',
    ));
  test.each([1200, 1500])('a message at %i ms, after the leave has failed', (at) =>
    expect(judge({ responses: [[500, 1200]] }, { at })).toBe('pass: no new message in the 200 ms after the BYE'),
  );
});

describe('notified-at-most-once', () => {
  const IMDN = 'message/imdn+xml';
  const judge = (asked: Partial<{ purpose: 'probe'; at: number }> | undefined, ...sends: MadeSend[]) => {
    const timeline = madeLeave();
    const { at = BYE_AT + 20, purpose = 'message' } = asked ?? {};
    if (asked) timeline.send(at, NETWORK, LEFT_SESSION, purpose, 200);
    const imdns = sends.map((send, index) => ({ messageId: `n${index}`, raw: IMDN, ...send }));
    return said(notifiedAtMostOnce, imdns.reduce(withSend, timeline).evidence());
  };
  const [first, second] = [{ at: BYE_AT + 30 }, { at: BYE_AT + 31 }];
  const ONCE = 'pass: 1 delivery notifications followed the message; one is allowed';
  test('once', () => expect(judge({}, first)).toBe(ONCE));
  test('not at all', () =>
    expect(judge({})).toBe('pass: 0 delivery notifications followed the message; one is allowed'));
  test('twice', () =>
    expect(judge({}, first, second)).toBe(
      'fail: 2 delivery notifications followed the message; one is allowed; by network sent SEND at 1020, network received SEND at 1031: 11 ms',
    ));
  test.each<[string, MadeSend]>([
    ['before the message', { at: BYE_AT + 10 }],
    ['at once with it', { at: BYE_AT + 20 }],
    ['that is a message', { ...second, raw: 'text/plain' }],
    ['without content', { ...second, size: 0 }],
  ])('once, and one %s', (_, send) => expect(judge({}, first, send)).toBe(ONCE));
  test('not asked', () =>
    expect(judge(undefined, first)).toBe('inconc: no message was sent that asks for a notification'));
  test('a probe asks for nothing', () =>
    expect(judge({ purpose: 'probe' }, first)).toBe('inconc: no message was sent that asks for a notification'));
});

describe('chunk-ended-cleanly', () => {
  const chunk: MadeSend = { at: BYE_AT + 400, flag: '+' };
  const judge = (timeline: MadeTimeline) => said(chunkEndedCleanly, timeline.evidence());
  const COMPLETED = 'pass: 1 chunks arrived after the BYE, the last one with +';
  test('the chunk under way was completed', () => expect(judge(withSend(madeLeave(), chunk))).toBe(COMPLETED));
  test('what came before the BYE, or with it, was not under way', () =>
    expect(judge([BYE_AT - 10, BYE_AT].reduce((made, at) => withSend(made, { ...chunk, at }), madeLeave()))).toBe(
      'inconc: no chunk arrived after the BYE: the transfer had ended, or never began',
    ));
  const brokenOff = (
    detail: string | undefined,
    at = BYE_AT + 500,
    change: { event?: 'fin'; sessions?: string[] } = {},
  ) =>
    judge(
      withSend(madeLeave(), chunk).add(at, {
        kind: 'tcp',
        actor: NETWORK,
        event: 'error',
        by: 'sut',
        sessions: [LEFT_SESSION],
        ...(detail !== undefined && { detail }),
        ...change,
      }),
    );
  test('half a chunk', () =>
    expect(brokenOff('unfinished: MSRP abc SEND')).toBe(
      'fail: a message was cut off: unfinished: MSRP abc SEND; by network received BYE at 1000, error of network at 1500: 500 ms',
    ));
  test('half a chunk, nobody knows why', () =>
    expect(brokenOff(undefined)).toBe(
      'fail: a message was cut off: the connection broke; by network received BYE at 1000, error of network at 1500: 500 ms',
    ));
  test('a chunk that the test side broke off for its size', () =>
    expect(brokenOff('message-too-large: message over 1048576 octets')).toBe(
      'inconc: the test side broke the message off, not the client: message-too-large: message over 1048576 octets',
    ));
  test.each([
    ['before the BYE', brokenOff('unfinished', BYE_AT - 1)],
    ['with the BYE', brokenOff('unfinished', BYE_AT)],
    ['in another session', brokenOff('unfinished', BYE_AT + 500, { sessions: ['other'] })],
    ['by an orderly end', brokenOff('unfinished', BYE_AT + 500, { event: 'fin' })],
  ])('broken off %s does not count', (_, judged) => expect(judged).toBe(COMPLETED));
  test('nothing was under way', () =>
    expect(judge(madeLeave())).toBe('inconc: no chunk arrived after the BYE: the transfer had ended, or never began'));
});
