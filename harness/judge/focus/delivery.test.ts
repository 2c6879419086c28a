import { describe, expect, test } from '@jest/globals';
import { BUFFERS_WORTH, nothingDeliveredAfterBye, queueDiscarded } from './delivery.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { BYE_AT, madeRemoval } from './made-removal.ts';

/** A chunk of a message of the group, as it reached somebody. */
const received = (timeline: MadeTimeline, at: number, actor: string, messageId: string, size = 100): MadeTimeline =>
  timeline.add(at, {
    kind: 'msrp',
    actor,
    direction: 'received',
    connection: 1,
    transaction: `${actor}${at}`,
    method: 'SEND',
    messageId,
    size,
    raw: '',
  });

describe('nothing-delivered-after-bye', () => {
  const posting = () => madeRemoval().send(BYE_AT + 500, 'bob', 'bob', 'message', 200);
  const verdict = (timeline: MadeTimeline) => nothingDeliveredAfterBye.judge(timeline.evidence(), 'cr').verdict;
  test('Alice got it, Carol did not', () => expect(verdict(received(posting(), 1510, 'alice', 'm'))).toBe('pass'));
  test('Carol got it too', () =>
    expect(verdict(received(received(posting(), 1510, 'alice', 'm'), 1511, 'carol', 'm'))).toBe('fail'));
  test('nobody got it', () => expect(verdict(posting())).toBe('fail'));
  test('nothing was posted', () => expect(verdict(madeRemoval())).toBe('inconc'));
});

describe('queue-discarded', () => {
  const MIB = 1024 * 1024;
  /** Bob posted so much, and after the BYE Carol read so many messages of 1 MiB. */
  function judge(posted: number, read: number) {
    const timeline = madeRemoval().add(900, { kind: 'mark', mark: 'queue-filled', detail: String(posted) });
    for (let index = 0; index < read; index++) received(timeline, 2000 + index, 'carol', `m${index}`, MIB);
    return queueDiscarded.judge(timeline.evidence(), 'cr').verdict;
  }
  test('what the buffers held arrives', () => expect(judge(BUFFERS_WORTH + 4 * MIB, 3)).toBe('pass'));
  test('nothing arrives', () => expect(judge(BUFFERS_WORTH + 4 * MIB, 0)).toBe('pass'));
  test('all of it arrives', () => expect(judge(BUFFERS_WORTH + 4 * MIB, 12)).toBe('fail'));
  test('so little that the buffers may hold it', () => expect(judge(BUFFERS_WORTH, 8)).toBe('inconc'));
});
