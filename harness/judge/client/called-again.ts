import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { absent, endOf, SET_OFF_MS, silenceAfter } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { leaveRequestsIn, NETWORK, statusOf, transactionsOf } from './facts.ts';

/** The INVITE by which the focus restarted the session, after the client was told to leave. */
function restartOf({ timeline }: Evidence): ClientTransaction | undefined {
  const [asked] = leaveRequestsIn(timeline);
  return transactionsOf(timeline).find(
    (t) =>
      t.by === 'tester' &&
      t.method === 'INVITE' &&
      t.request.at > (asked?.at ?? Infinity) &&
      sipOf(t.request).toTag === undefined,
  );
}

const NOT_CALLED: Judgement = {
  verdict: 'inconc',
  message: 'the focus sent no INVITE after the client was told to leave',
};

export const restartDeclined: Check = {
  id: 'restart-declined',
  requirement: 'REQ-RCC-04',
  title: 'A restart that its user does not want is declined',
  required: '603 Decline with a To tag; or 200 followed by a BYE, which leaves too.',
  consequence:
    'The user is drawn back into the group that they wanted to leave, or the group believes them busy and calls again.',
  judge(evidence) {
    const restart = restartOf(evidence);
    if (!restart) return NOT_CALLED;
    const final = restart.finals[0];
    if (!final)
      return unanswered(
        evidence,
        restart,
        `${provisionalsOf(restart)}no final response in the ${ms(observedAfter(evidence, restart))} observed`,
      );
    const status = statusOf(final);
    const measured = {
      deciding: [restart.request.seq, final.seq] as [number, number],
      distanceMs: final.at - restart.request.at,
    };
    if (status === 603)
      return sipOf(final).toTag === undefined
        ? { verdict: 'fail', message: '603 without a To tag', ...measured }
        : { verdict: 'pass', message: `603 after ${ms(measured.distanceMs)}`, ...measured };
    if (status >= 300) return { verdict: 'fail', message: `the restart got ${status}, which is no leave`, ...measured };
    const bye = byeIn(evidence, restart);
    if (!bye) {
      const what = `${status}, and no BYE followed: the user is in the group again`;
      return absent(evidence.timeline, { what, since: final.at, within: SET_OFF_MS, to: NETWORK }, measured);
    }
    return {
      verdict: 'pass',
      message: `${status}, and a BYE ${ms(bye.request.at - final.at)} later`,
      notes: ['603 would have spared the call'],
      ...measured,
    };
  },
};

export const nothingAfterDecline: Check = {
  id: 'nothing-after-decline',
  requirement: 'REQ-RCC-04',
  title: 'What was declined is not taken part in',
  required: 'After 603 no MSRP connection and no SUBSCRIBE to the group.',
  consequence:
    'A client that declined still holds network resources, and learns who is in a group that its user has left.',
  judge(evidence) {
    const restart = restartOf(evidence);
    if (!restart) return NOT_CALLED;
    const final = restart.finals[0];
    if (final && statusOf(final) < 300)
      return { verdict: 'none', message: 'the restart was accepted, to be left by BYE' };
    if (!final) return { verdict: 'inconc', message: 'the restart got no final response' };
    const opened = evidence.timeline.find((event) => isOpenedByClient(event) && event.at > restart.request.at);
    const subscribed = transactionsOf(evidence.timeline).find(
      (t) => t.by === 'sut' && t.method === 'SUBSCRIBE' && t.request.at > restart.request.at,
    );
    const after = (at: number) => ms(at - final.at);
    if (opened)
      return {
        verdict: 'fail',
        message: `an MSRP connection was opened ${after(opened.at)} after the ${statusOf(final)}`,
      };
    if (subscribed)
      return {
        verdict: 'fail',
        message: `a SUBSCRIBE came ${after(subscribed.request.at)} after the ${statusOf(final)}`,
      };
    return {
      verdict: 'pass',
      message: `neither MSRP nor SUBSCRIBE in the ${after(evidence.timeline.at(-1)!.at)} after the ${statusOf(final)}`,
    };
  },
};

export const restartInviteAnswered: Check = {
  id: 'restart-invite-answered',
  requirement: 'REQ-CL-11',
  title: 'An INVITE to the group that arrives amid a leave is answered',
  required: 'Any final response, 603 for preference; silence is what the change request was written against.',
  consequence: 'The network calls a user who neither comes nor goes, and the group waits for them.',
  judge(evidence) {
    const restart = restartOf(evidence);
    if (!restart) return NOT_CALLED;
    const final = restart.finals[0];
    const waited = ms(observedAfter(evidence, restart));
    if (!final && restart.provisionals.length === 0)
      return unanswered(
        evidence,
        restart,
        `silence: no response in ${waited}, ${restart.retransmissions.length + 1} copies sent`,
      );
    if (!final)
      return {
        verdict: 'pass',
        message: `${provisionalsOf(restart)}no final response yet after ${waited}`,
        notes: ['an answer was under way'],
      };
    const status = statusOf(final);
    const distance = final.at - restart.request.at;
    const bye = status < 300 ? byeIn(evidence, restart) : undefined;
    return {
      verdict: 'pass',
      message: `answered ${status} after ${ms(distance)}${bye ? ', and left by BYE' : ''}`,
      deciding: [restart.request.seq, final.seq],
      distanceMs: distance,
      ...(status === 603 ? {} : { notes: ['603 would say that the user leaves'] }),
    };
  },
};

const provisionalsOf = ({ provisionals }: ClientTransaction): string =>
  provisionals.length > 0 ? `${provisionals.map(statusOf).join(', ')}, and ` : '';

const observedAfter = ({ timeline }: Evidence, { request }: ClientTransaction): number => endOf(timeline) - request.at;

const unanswered = ({ timeline, ixit }: Evidence, { request }: ClientTransaction, what: string): Judgement =>
  absent(timeline, { what, since: request.at, within: silenceAfter(ixit.t1), to: NETWORK });

const byeIn = ({ timeline }: Evidence, { callId, request }: ClientTransaction): ClientTransaction | undefined =>
  transactionsOf(timeline).find(
    (t) => t.by === 'sut' && t.method === 'BYE' && t.callId === callId && t.request.at > request.at,
  );

const isOpenedByClient = (event: TimelineEvent): boolean =>
  event.kind === 'tcp' && event.actor === NETWORK && event.event === 'open' && event.by === 'sut';
