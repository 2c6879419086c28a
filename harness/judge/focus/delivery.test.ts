import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import type { MadeTimeline } from '../made-timeline.ts';
import { BUFFERS_WORTH, nothingDeliveredAfterBye, queueDiscarded } from './delivery.ts';
import { BYE_AT, chunk, madeGroup, madeRemoval } from './made-removal.ts';

describe('nothing-delivered-after-bye', () => {
  const posting = (at = BYE_AT + 500, until?: number) =>
    madeRemoval({ ...(until !== undefined && { until }) }).send(at, 'bob', 'bob', 'message', 200);
  const judge = (timeline: MadeTimeline) => inWords(nothingDeliveredAfterBye, timeline.evidence());
  test('Alice got it, Carol did not', () =>
    expect(judge(chunk(posting(), 1510, 'alice', 'm'))).toEqual([
      'pass: a message posted 500 ms after the BYE reached Alice, and Carol got nothing',
      'by carol received BYE at 1000, alice received SEND at 1510: 510 ms',
    ]));
  test('Carol got it too', () =>
    expect(judge(chunk(chunk(posting(), 1510, 'alice', 'm'), 1511, 'carol', 'm'))).toEqual([
      'fail: a message that Bob posted 500 ms after the BYE was delivered to Carol',
      'by carol received BYE at 1000, carol received SEND at 1511: 511 ms',
    ]));
  test('what Carol got before is another message', () =>
    expect(judge(chunk(chunk(posting(), 1510, 'alice', 'm'), 1500, 'carol', 'm'))[0]).toMatch(/^pass/));
  test('nobody got it', () => {
    expect(judge(posting())).toEqual([
      'fail: the message that Bob posted after the BYE did not reach Alice, who is in the group',
    ]);
    expect(judge(posting(1500, 4000))).toEqual([
      'fail: the message that Bob posted after the BYE did not reach Alice, who is in the group',
    ]);
    expect(judge(posting(1500, 3999))).toEqual([
      'inconc: the message that Bob posted after the BYE did not reach Alice, who is in the group; only 2499 ms of the observation were left, too close to its end to tell',
      'to be repeated',
    ]);
    expect(judge(chunk(posting(), 1500, 'alice', 'm'))).toEqual([
      'fail: the message that Bob posted after the BYE did not reach Alice, who is in the group',
    ]);
    expect(judge(chunk(posting(), 1510, 'alice', 'm', 0))).toEqual([
      'fail: the message that Bob posted after the BYE did not reach Alice, who is in the group',
    ]);
  });
  test('nothing was posted, or with the BYE, or by somebody else', () => {
    for (const timeline of [
      madeRemoval(),
      posting(BYE_AT),
      madeRemoval().send(1500, 'alice', 'alice', 'message', 200),
      madeRemoval().send(1500, 'bob', 'bob', 'probe', 200),
    ])
      expect(judge(timeline)).toEqual(['inconc: Bob posted nothing after the BYE']);
  });
  test('nobody was removed', () =>
    expect(judge(madeGroup().end(9000))).toEqual(['inconc: the focus sent no BYE to Carol']));
});

describe('queue-discarded', () => {
  const MIB = 1024 * 1024;
  const filled = (posted?: string) =>
    madeRemoval().add(900, { kind: 'mark', mark: 'queue-filled', ...(posted !== undefined && { detail: posted }) });
  /** Bob posted so much, and from a moment on Carol read so many messages of 1 MiB, a millisecond apart. */
  function judge(posted: number, read: number, from = 2000, nameOf = (index: number) => `m${index}`) {
    const timeline = filled(String(posted));
    for (let index = 0; index < read; index++) chunk(timeline, from + index, 'carol', nameOf(index), MIB);
    return inWords(queueDiscarded, timeline.evidence());
  }
  const much = BUFFERS_WORTH + 4 * MIB;
  test('what the buffers held arrives', () =>
    expect(judge(much, 3)).toEqual([
      'pass: of 12.0 MiB that were posted Carol got 3.0 MiB, which the buffers of the connection may have held',
    ]));
  test('all that they can hold arrives, and one more that had begun', () =>
    expect(judge(much, 9)).toEqual([
      'pass: of 12.0 MiB that were posted Carol got 9.0 MiB, which the buffers of the connection may have held',
    ]));
  test('nothing arrives', () =>
    expect(judge(much, 0)).toEqual([
      'pass: of 12.0 MiB that were posted Carol got 0.0 MiB, which the buffers of the connection may have held',
    ]));
  test('all of it arrives', () =>
    expect(judge(much, 12)).toEqual([
      'fail: a message was started after Carol had been sent 9.0 MiB: the buffers hold 8.0 MiB at most, so it had waited in the focus',
      'by carol received BYE at 1000, carol received SEND at 2009: 1009 ms',
    ]));
  test('all of it arrives as one message, begun in time', () =>
    expect(judge(much, 12, 2000, () => 'one')[0]).toMatch(/^pass.*got 12\.0 MiB/));
  test('what had been sent before the BYE is no matter', () => {
    expect(judge(much, 10, BYE_AT - 9)[0]).toMatch(/^pass/);
    expect(judge(much, 10, BYE_AT - 8)[0]).toMatch(/^fail/);
  });
  test('so little that the buffers may hold it', () => {
    expect(judge(BUFFERS_WORTH, 8)).toEqual([
      'inconc: the focus took 8.0 MiB for Carol, which the buffers of a connection may hold: nothing is known to have waited',
    ]);
    expect(judge(BUFFERS_WORTH + 1, 0)[0]).toMatch(/^pass/);
  });
  test('nothing was posted, or nobody knows how much', () => {
    expect(inWords(queueDiscarded, madeRemoval().evidence())).toEqual([
      'inconc: the focus took 0.0 MiB for Carol, which the buffers of a connection may hold: nothing is known to have waited',
    ]);
    expect(inWords(queueDiscarded, filled().evidence())).toEqual([
      'inconc: the focus took 0.0 MiB for Carol, which the buffers of a connection may hold: nothing is known to have waited',
    ]);
  });
  test('nobody was removed', () =>
    expect(inWords(queueDiscarded, madeGroup().end(9000).evidence())).toEqual([
      'inconc: the focus sent no BYE to Carol',
    ]));
});
