import { groupTransactions } from '../../sip/transaction.ts';
import { readableSipOf } from '../../sip/of-event.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { ELSEWHERE, type LeaveFacts, leaveFacts, NETWORK, stateAnswersIn } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** The response of ours after the BYE that belongs to no transaction of the client, or cannot be read. */
function strayOf({ timeline }: Evidence, facts: LeaveFacts): SipEvent | undefined {
  const mine = timeline.filter((event): event is SipEvent => event.kind === 'sip' && event.actor === NETWORK);
  const { strayResponses, unreadable } = groupTransactions(mine);
  return [...strayResponses, ...unreadable].find((event) => event.direction === 'sent' && event.at > facts.byeAt);
}

export const strayResponseDropped: Check = {
  id: 'stray-response-dropped',
  requirement: 'REQ-RFC-11',
  title: 'A response that does not belong to the BYE is dropped',
  required:
    'Between a 2XX that matches no transaction, or is malformed, and the right one: no release, and no report of LEFT.',
  consequence: 'A response of another request, or what is left of one, ends the user’s part in the group.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const stray = strayOf(evidence, facts);
    if (!stray) return { verdict: 'inconc', message: 'no response was sent that does not belong' };
    const until = facts.success?.lastKnownBefore ?? facts.knownUntil;
    return (
      afterResponse(evidence, facts, stray, until) ?? {
        verdict: 'pass',
        message: `the response that does not belong changed nothing for the ${ms(until - stray.at)} until the right one`,
        deciding: [facts.byeSeq, stray.seq],
        distanceMs: stray.at - facts.byeAt,
      }
    );
  },
};

/** What a client did that took a response for the confirmation of its leave. */
function afterResponse(
  { timeline }: Evidence,
  { release }: LeaveFacts,
  response: SipEvent,
  until: number,
): Judgement | undefined {
  if (release && release.at >= response.at && release.at < until) {
    const distance = release.at - response.at;
    return {
      verdict: 'fail',
      message: `media was released (${release.how}) ${ms(distance)} after a response that does not belong to the BYE`,
      deciding: [response.seq, release.seq],
      distanceMs: distance,
    };
  }
  const left = stateAnswersIn(timeline).find(({ state, at }) => state === 'LEFT' && at > response.at && at < until);
  return (
    left && {
      verdict: 'fail',
      message: `the client says LEFT ${ms(left.at - response.at)} after a response that does not belong to the BYE`,
      deciding: [response.seq, left.seq],
      distanceMs: left.at - response.at,
    }
  );
}

export const foreignResponseRecorded: Check = {
  id: 'foreign-response-recorded',
  requirement: 'REQ-RFC-11',
  title: 'What the client makes of a response that matches by branch alone',
  required:
    'Informative: RFC 3261 §17.1.3 matches by branch and CSeq method, so that a 2XX with another Call-ID, or from another source, may be taken or dropped.',
  consequence: 'A client that takes it can be put out of the group by whoever can guess a branch.',
  takesNote: 'RFC 3261 §17.1.3 lets a client take such a response or drop it.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const foreign = evidence.timeline.find((event): event is SipEvent => isForeign(event, facts));
    if (!foreign) return { verdict: 'inconc', message: 'no such response was sent' };
    const right = evidence.timeline.find((event) => event.kind === 'go' && event.at > foreign.at);
    const taken = afterResponse(evidence, facts, foreign, right?.at ?? facts.observedUntil);
    return {
      verdict: 'pass',
      message: taken
        ? `taken: ${taken.message}`
        : `dropped: it changed nothing for the ${ms((right?.at ?? facts.observedUntil) - foreign.at)} until the next response`,
      notes: ['either is allowed'],
    };
  },
};

/** A response to the BYE from elsewhere, or with another Call-ID. */
function isForeign(event: TimelineEvent, { byes, byeAt }: LeaveFacts): boolean {
  if (event.kind !== 'sip' || event.direction !== 'sent' || event.at <= byeAt) return false;
  if (event.actor === ELSEWHERE) return true;
  const message = readableSipOf(event);
  return (
    event.actor === NETWORK &&
    message?.kind === 'response' &&
    message.cseq?.method === 'BYE' &&
    byes.some((bye) => bye.branch === message.branch && bye.callId !== message.callId)
  );
}
