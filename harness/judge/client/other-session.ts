import type { EventOf, MsrpEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { isClosedByClient, leaveFacts, LEFT_SESSION, NETWORK, OTHER_SESSION } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

const isProbe = (event: TimelineEvent): event is MsrpEvent =>
  event.kind === 'msrp' && event.actor === NETWORK && event.session === OTHER_SESSION && event.purpose === 'probe';

export const otherSessionServed: Check = {
  id: 'other-session-served',
  requirement: 'REQ-CL-12',
  title: 'Leaving one group leaves the other groups alone',
  required: 'The media of a session that was not left stays: its connection is kept, and its SENDs are answered 200.',
  consequence: 'Leaving one chat cuts the user off from others.',
  judge({ timeline, ixit }) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    if (!facts.success) return { verdict: 'inconc', message: 'no 2XX was sent, so the leave was not over' };
    const from = facts.byeAt;
    const closed = timeline.find(
      (event): event is EventOf<'tcp'> =>
        isClosedByClient(event) && event.at > from && event.sessions.includes(OTHER_SESSION),
    );
    if (closed)
      return {
        verdict: 'fail',
        message: `the connection of the other session was closed (${closed.event.toUpperCase()}) ${ms(closed.at - from)} after the BYE`,
        deciding: [facts.byeSeq, closed.seq],
        distanceMs: closed.at - from,
      };
    const answers = timeline.filter(isProbe).filter((event) => event.status !== undefined && event.at > from);
    const refused = answers.find((event) => event.status !== 200);
    if (refused)
      return {
        verdict: 'fail',
        message: `a SEND in the other session was answered ${refused.status} ${ms(refused.at - from)} after the BYE`,
        deciding: [facts.byeSeq, refused.seq],
        distanceMs: refused.at - from,
      };
    const last = answers.at(-1);
    const served = last ? last.at - facts.success.sentAt : 0;
    if (facts.observedUntil - facts.success.sentAt < ixit.observe * 0.99)
      return {
        verdict: 'inconc',
        message: `only ${ms(served)} after the ${facts.success.status} were observed, of ${ms(ixit.observe)}`,
      };
    if (!last || facts.observedUntil - last.at > 3 * ixit.probeInterval)
      return {
        verdict: 'fail',
        message: `SENDs in the other session were not answered any more, the last one ${ms(served)} after the ${facts.success.status}`,
      };
    return {
      verdict: 'pass',
      message: `${answers.length} SENDs in the other session were answered 200, until ${ms(served)} after the ${facts.success.status}`,
    };
  },
};

const boundOn = (timeline: readonly TimelineEvent[], session: string): number | undefined =>
  timeline.findLast(
    (event): event is EventOf<'tcp'> => event.kind === 'tcp' && event.event === 'bound' && event.detail === session,
  )?.connection;

export const sharedConnectionKept: Check = {
  id: 'shared-connection-kept',
  requirement: 'REQ-RFC-08',
  title: 'On a shared connection the session that was left answers 481',
  required: 'No FIN; a SEND to the session-id that was left is answered 481, as that session is gone (RFC 4975 §5.4).',
  consequence: 'The other side goes on sending to a session that is over.',
  judge({ timeline, ixit }) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    if (!facts.success) return { verdict: 'inconc', message: 'no 2XX was sent, so the leave was not over' };
    const [left, other] = [boundOn(timeline, LEFT_SESSION), boundOn(timeline, OTHER_SESSION)];
    if (left === undefined || left !== other)
      return {
        verdict: 'inconc',
        message: 'the client did not put both sessions on one connection, although it could',
      };
    const { success, release, probes } = facts;
    const late = probes.filter((probe) => probe.sentAt > success.sentAt);
    const served = late.find((probe) => probe.status === 200 && probe.sentAt > success.sentAt + ixit.relMax);
    if (served)
      return {
        verdict: 'fail',
        message: `a SEND to the session that was left was still answered 200 ${ms(served.sentAt - success.sentAt)} after the ${success.status}`,
        deciding: [success.seq, served.seq],
        distanceMs: served.sentAt - success.sentAt,
      };
    if (release?.how !== '481')
      return {
        verdict: release ? 'fail' : 'inconc',
        message: release
          ? `the shared connection was closed (${release.how}) ${relativeTo('the BYE', release.at - facts.byeAt)}`
          : `none of the ${late.length} SENDs to the session that was left was answered 481`,
      };
    return {
      verdict: 'pass',
      message: `a SEND to the session that was left was answered 481 ${ms(release.at - success.sentAt)} after the ${success.status}`,
      deciding: [success.seq, release.seq],
      distanceMs: release.at - success.sentAt,
    };
  },
};
