import { isRequest } from '../../sip/message.ts';
import { readableSipOf } from '../../sip/of-event.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { type LeaveFacts, leaveFacts, NETWORK, statusOf } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** More BYEs than this after one refusal are a loop. */
const MOST_BYES = 3;

export const nothingAfterLeave: Check = {
  id: 'nothing-after-leave',
  requirement: 'REQ-CL-08',
  title: 'A 2XX that comes again moves nothing any more',
  required: 'One release, and after the first 2XX no further request in the dialog, however often the response comes.',
  consequence: 'A group that the user has left is bothered again, or a session of somebody else is closed.',
  judge({ timeline, ...rest }) {
    const facts = leaveFacts({ timeline, ...rest });
    if (!facts) return NO_BYE;
    const { success } = facts;
    if (!success) return { verdict: 'inconc', message: 'no 2XX was sent' };
    const copies = facts.byes.flatMap((bye) => bye.finals).filter((final) => statusOf(final) < 300).length;
    if (copies < 2) return { verdict: 'inconc', message: 'the 2XX was not repeated' };
    const request = timeline.find((event): event is SipEvent => isNewRequest(event, facts, success.sentAt));
    if (request) {
      const message = readableSipOf(request);
      const name = message && isRequest(message) ? message.method : 'request';
      return {
        verdict: 'fail',
        message: `a ${name} came in the dialog ${ms(request.at - success.sentAt)} after the first 2XX`,
        deciding: [success.seq, request.seq],
        distanceMs: request.at - success.sentAt,
      };
    }
    const closings = timeline.filter((event) => isClosing(event) && event.at >= success.lastKnownBefore);
    if (closings.length > 1)
      return { verdict: 'fail', message: `${closings.length} MSRP connections were closed after the first 2XX` };
    return {
      verdict: 'pass',
      message: `${copies} 2XX, and nothing but the one release in the ${ms(facts.observedUntil - success.sentAt)} after the first`,
    };
  },
};

/** A request in the dialog of the BYE that is no copy of a BYE from before, of which a challenge makes more than one. */
function isNewRequest(event: TimelineEvent, { byes }: LeaveFacts, after: number): boolean {
  if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'received' || event.at <= after)
    return false;
  const message = readableSipOf(event);
  return (
    message !== undefined &&
    isRequest(message) &&
    message.callId === byes[0]!.callId &&
    !byes.some(({ branch, request }) => branch === message.branch && request.at <= after)
  );
}

const isClosing = (event: TimelineEvent): event is EventOf<'tcp'> =>
  event.kind === 'tcp' &&
  event.actor === NETWORK &&
  event.by === 'sut' &&
  event.event === 'fin' &&
  event.sessions.length > 0;

export const noLoopOfByes: Check = {
  id: 'no-loop-of-byes',
  requirement: 'REQ-CL-09',
  title: 'A Retry-After that is out of all bounds makes no loop',
  required: 'A client that is told to come back in 136 years sends no BYE after BYE.',
  consequence: 'A number that does not fit a timer turns a refused leave into an attack on the focus.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (!facts.final) return { verdict: 'inconc', message: 'the BYE was not refused' };
    const { length } = facts.byes;
    const observed = ms(facts.observedUntil - facts.final.sentAt);
    if (length > MOST_BYES)
      return {
        verdict: 'fail',
        message: `${length} BYEs in the ${observed} after the ${facts.final.status}`,
        deciding: [facts.final.seq, facts.byes.at(-1)!.request.seq],
        distanceMs: facts.byes.at(-1)!.request.at - facts.final.sentAt,
      };
    return {
      verdict: 'pass',
      message:
        length === 1 ? `no further BYE in the ${observed} after the ${facts.final.status}` : `${length} BYEs in all`,
      ...(length > 1 ? { notes: ['a retry ahead of Retry-After'] } : {}),
    };
  },
};
