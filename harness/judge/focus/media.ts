import { firstFinal } from '../../sip/transaction.ts';
import type { MsrpEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { DEPARTING, departuresFor, endOf, leaveByeOf, removalByeOf, removalEnd } from './facts.ts';

interface LegRelease {
  at: number;
  seq: number;
  how: string;
}

/** FIN or RST by the focus on somebody's leg, or 481 to what was sent there; a control of the same kind tells whether 481 says anything. */
export function legReleaseOf(
  timeline: readonly TimelineEvent[],
  from: number,
  actor: string = DEPARTING,
): LegRelease | undefined {
  const telling481 = timeline.some((e) => isAnswer(e, actor, 481) && e.purpose === 'control');
  for (const event of timeline) {
    if (event.at < from) continue;
    if (
      event.kind === 'tcp' &&
      event.actor === actor &&
      event.by === 'sut' &&
      (event.event === 'fin' || event.event === 'rst')
    )
      return { at: event.at, seq: event.seq, how: event.event.toUpperCase() };
    if (telling481 && isAnswer(event, actor, 481) && event.purpose !== 'control')
      return { at: event.at, seq: event.seq, how: '481' };
  }
  return undefined;
}

const isAnswer = (event: TimelineEvent, actor: string, status: number): event is MsrpEvent =>
  event.kind === 'msrp' && event.actor === actor && event.direction === 'received' && event.status === status;

/** What the departed one's attempt to post came to; the message of the finding where it was not refused. */
function acceptedPost(timeline: readonly TimelineEvent[], after: number): MsrpEvent | undefined {
  return timeline.find(
    (event): event is MsrpEvent => isAnswer(event, DEPARTING, 200) && event.purpose === 'message' && event.at > after,
  );
}

export const removedMediaReleased: Check = {
  id: 'removed-media-released',
  requirement: 'REQ-CF-08',
  title: "The removed participant's media is released with the BYE",
  required:
    "FIN, RST or 481 on the removed one's leg within the IXIT's limit of the BYE, whether or not a response to it has come.",
  consequence: 'Somebody who was removed goes on reading, and writing to, the group.',
  judge({ timeline, ixit }) {
    const bye = removalByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    const byeAt = bye.request.at;
    const release = legReleaseOf(timeline, byeAt - 200);
    const final = firstFinal(bye);
    if (!release) {
      const observed = endOf(timeline) - byeAt;
      if (observed < ixit.relMax)
        return { verdict: 'inconc', message: `only ${ms(observed)} after the BYE were observed` };
      const post = acceptedPost(timeline, byeAt);
      return {
        verdict: 'fail',
        message: `Carol's media had not been released ${ms(observed)} after the BYE; at most ${ms(ixit.relMax)} are allowed${post ? `; a message of hers was answered 200 ${ms(post.at - byeAt)} after the BYE` : ''}`,
        ...(post ? { deciding: [bye.request.seq, post.seq] as [number, number], distanceMs: post.at - byeAt } : {}),
      };
    }
    const distance = release.at - byeAt;
    const told = departuresFor(timeline, 'alice')[0];
    return {
      verdict: distance <= ixit.relMax ? 'pass' : 'fail',
      message: `Carol's media was released (${release.how}) ${relativeTo('the BYE', distance)}; at most ${ms(ixit.relMax)} are allowed`,
      deciding: distance < 0 ? [release.seq, bye.request.seq] : [bye.request.seq, release.seq],
      distanceMs: distance,
      notes: [
        ...(final ? [`${ms(final.at - release.at)} before the final response`] : []),
        ...(told ? [`${ms(told.event.at - release.at)} before Alice was told`] : []),
        ...(removalEnd(timeline, ixit.t1) ? [] : ['no final response was sent']),
      ],
    };
  },
};

export const leaverMediaReleased: Check = {
  id: 'leaver-media-released',
  requirement: 'REQ-CF-21',
  title: 'One who has left gets and sends nothing any more',
  required:
    'After the BYE of a participant the focus closes its leg or answers 481 there, and delivers no further message to it.',
  consequence: 'Messages of the group still reach somebody who has left, and theirs reach the group.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'Carol sent no BYE' };
    const from = firstFinal(bye)?.at ?? bye.request.at;
    const relayed = timeline.find((e) => isContent(e, 'alice') && e.at > from);
    if (!relayed)
      return {
        verdict: 'inconc',
        message:
          'the message posted after the leave did not reach Alice either: nothing shows that the focus was relaying',
      };
    const delivered = timeline.find((e) => isContent(e, DEPARTING) && e.at > from);
    if (delivered)
      return {
        verdict: 'fail',
        message: `a message of the group was delivered to Carol ${ms(delivered.at - from)} after her BYE had been answered`,
        deciding: [bye.request.seq, delivered.seq],
        distanceMs: delivered.at - from,
      };
    const post = acceptedPost(timeline, from);
    if (post)
      return {
        verdict: 'fail',
        message: `a message of Carol's was answered 200 ${ms(post.at - from)} after her BYE had been`,
        deciding: [bye.request.seq, post.seq],
        distanceMs: post.at - from,
      };
    const release = legReleaseOf(timeline, bye.request.at - 200);
    const observed = endOf(timeline) - bye.request.at;
    if (!release)
      return observed < ixit.relMax
        ? { verdict: 'inconc', message: `only ${ms(observed)} after the BYE were observed` }
        : {
            verdict: 'fail',
            message: `Carol's leg was neither closed nor refused within the ${ms(observed)} observed`,
          };
    const distance = release.at - bye.request.at;
    return {
      verdict: distance <= ixit.relMax ? 'pass' : 'fail',
      message: `Carol's media was released (${release.how}) ${relativeTo('her BYE', distance)}; Alice got the message that was posted afterwards, Carol did not`,
      deciding: [bye.request.seq, release.seq],
      distanceMs: distance,
    };
  },
};

/** Content that reached somebody, a chunk of a message at least. */
export const isContent = (event: TimelineEvent, actor: string): event is MsrpEvent =>
  event.kind === 'msrp' &&
  event.actor === actor &&
  event.direction === 'received' &&
  event.method === 'SEND' &&
  event.size > 0;
