/** What is delivered to one who is being removed. */
import type { MsrpEvent, TimelineEvent } from '../../timeline/event.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { DEPARTING, removalByeOf } from './facts.ts';
import { isContent } from './media.ts';

/**
 * Octets that the socket buffers of both ends can hold at most for a reader that does not read: Linux lets a sender's
 * grow to 4 MiB, and a receiver's grows only while somebody reads. With as much again to be sure.
 */
export const BUFFERS_WORTH = 8 * 1024 * 1024;

const receivedBy = (timeline: readonly TimelineEvent[], actor: string): MsrpEvent[] =>
  timeline.filter((event): event is MsrpEvent => isContent(event, actor));

export const nothingDeliveredAfterBye: Check = {
  id: 'nothing-delivered-after-bye',
  requirement: 'REQ-CF-09',
  title: 'What is posted after the BYE is not delivered to the one removed',
  required: 'Once the BYE of the removal is sent, messages of the group go to the others and not to the one removed.',
  consequence: 'Somebody who was removed goes on reading what the group writes.',
  judge({ timeline }) {
    const bye = removalByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const post = timeline.find(
      (event) =>
        event.kind === 'msrp' &&
        event.actor === 'bob' &&
        event.direction === 'sent' &&
        event.purpose === 'message' &&
        event.at > bye.request.at,
    );
    if (!post) return { verdict: 'inconc', message: 'Bob posted nothing after the BYE' };
    const relayed = receivedBy(timeline, 'alice').find((event) => event.at > post.at);
    if (!relayed) {
      const what = 'the message that Bob posted after the BYE did not reach Alice, who is in the group';
      return absent(timeline, { what, since: post.at, within: SET_OFF_MS });
    }
    const delivered = receivedBy(timeline, DEPARTING).find((event) => event.at > post.at);
    if (delivered)
      return {
        verdict: 'fail',
        message: `a message that Bob posted ${ms(post.at - bye.request.at)} after the BYE was delivered to Carol`,
        deciding: [bye.request.seq, delivered.seq],
        distanceMs: delivered.at - bye.request.at,
      };
    return {
      verdict: 'pass',
      message: `a message posted ${ms(post.at - bye.request.at)} after the BYE reached Alice, and Carol got nothing`,
      deciding: [bye.request.seq, relayed.seq],
      distanceMs: relayed.at - bye.request.at,
    };
  },
};

export const queueDiscarded: Check = {
  id: 'queue-discarded',
  requirement: 'REQ-CF-09',
  title: 'What waits for the one removed is discarded',
  required:
    'Of messages that wait in the focus when the BYE is sent none is started any more; what the buffers of the connection held may still arrive.',
  consequence: 'Somebody who was removed is sent all that had piled up.',
  judge({ timeline }) {
    const bye = removalByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const filled = timeline.find((event) => event.kind === 'mark' && event.mark === 'queue-filled');
    const posted = Number((filled as { detail?: string } | undefined)?.detail ?? 0);
    if (posted <= BUFFERS_WORTH)
      return {
        verdict: 'inconc',
        message: `the focus took ${megabytes(posted)} for Carol, which the buffers of a connection may hold: nothing is known to have waited`,
      };
    let octets = 0;
    const begun = new Set<string | undefined>();
    for (const event of receivedBy(timeline, DEPARTING)) {
      const first = !begun.has(event.messageId);
      begun.add(event.messageId);
      if (first && event.at > bye.request.at && octets > BUFFERS_WORTH)
        return {
          verdict: 'fail',
          message: `a message was started after Carol had been sent ${megabytes(octets)}: the buffers hold ${megabytes(BUFFERS_WORTH)} at most, so it had waited in the focus`,
          deciding: [bye.request.seq, event.seq],
          distanceMs: event.at - bye.request.at,
        };
      octets += event.size;
    }
    return {
      verdict: 'pass',
      message: `of ${megabytes(posted)} that were posted Carol got ${megabytes(octets)}, which the buffers of the connection may have held`,
    };
  },
};

const megabytes = (octets: number): string => `${(octets / 1024 / 1024).toFixed(1)} MiB`;
