import { describe, expect, test } from '@jest/globals';
import type { MadeTimeline } from '../made-timeline.ts';
import { chunkEndedCleanly, noContentAfterBye, notifiedAtMostOnce } from './content.ts';
import { LEFT_SESSION, NETWORK } from './facts.ts';
import { BYE_AT, madeLeave, type MadeLeave } from './made-leave.ts';

interface MadeSend {
  at: number;
  messageId?: string;
  raw?: string;
  flag?: '$' | '+' | '#';
}

/** A SEND of the client with content. */
const withSend = (timeline: MadeTimeline, { at, messageId = 'm1', raw = 'text/plain', flag = '$' }: MadeSend) =>
  timeline.add(at, {
    kind: 'msrp',
    actor: NETWORK,
    session: LEFT_SESSION,
    connection: 1,
    transaction: `t${at}`,
    direction: 'received',
    method: 'SEND',
    messageId,
    flag,
    size: 100,
    raw,
  });

describe('no-content-after-bye', () => {
  const judge = (leave: MadeLeave, ...sends: MadeSend[]) =>
    noContentAfterBye.judge(sends.reduce(withSend, madeLeave(leave)).evidence(), 'cr').verdict;
  test('a new message', () => expect(judge({}, { at: BYE_AT + 50 })).toBe('fail'));
  test('the rest of one that had begun', () =>
    expect(judge({}, { at: BYE_AT - 5, flag: '+' }, { at: BYE_AT + 50 })).toBe('pass'));
  test('a notification', () => expect(judge({}, { at: BYE_AT + 50, raw: 'message/imdn+xml' })).toBe('pass'));
  test('a message after the leave has failed', () =>
    expect(judge({ responses: [[500, 1200]] }, { at: 1500 })).toBe('pass'));
  test('none', () => expect(judge({})).toBe('pass'));
});

describe('notified-at-most-once', () => {
  const judge = (asked: boolean, ...times: number[]) => {
    const timeline = madeLeave();
    if (asked) timeline.send(BYE_AT + 20, NETWORK, LEFT_SESSION, 'message', 200);
    const imdns = times.map((at, index) => ({ at, messageId: `n${index}`, raw: 'message/imdn+xml' }));
    return notifiedAtMostOnce.judge(imdns.reduce(withSend, timeline).evidence(), 'cr').verdict;
  };
  test('once', () => expect(judge(true, BYE_AT + 30)).toBe('pass'));
  test('not at all', () => expect(judge(true)).toBe('pass'));
  test('twice', () => expect(judge(true, BYE_AT + 30, BYE_AT + 31)).toBe('fail'));
  test('not asked', () => expect(judge(false, BYE_AT + 30)).toBe('inconc'));
});

describe('chunk-ended-cleanly', () => {
  const chunk: MadeSend = { at: BYE_AT + 400, flag: '+' };
  test('the chunk under way was completed', () =>
    expect(chunkEndedCleanly.judge(withSend(madeLeave(), chunk).evidence(), 'cr').verdict).toBe('pass'));
  const brokenOff = (detail: string) =>
    chunkEndedCleanly.judge(
      withSend(madeLeave(), chunk)
        .add(BYE_AT + 500, { kind: 'tcp', actor: NETWORK, event: 'error', by: 'sut', sessions: [LEFT_SESSION], detail })
        .evidence(),
      'cr',
    );
  test('half a chunk', () => {
    expect(brokenOff('unfinished: MSRP abc SEND')).toMatchObject({ verdict: 'fail', distanceMs: 500 });
  });
  test('a chunk that the test side broke off for its size', () =>
    expect(brokenOff('message-too-large: message over 1048576 octets').verdict).toBe('inconc'));
  test('nothing was under way', () =>
    expect(chunkEndedCleanly.judge(madeLeave().evidence(), 'cr').verdict).toBe('inconc'));
});
