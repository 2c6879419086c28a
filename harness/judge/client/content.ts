import type { MsrpEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { leaveFacts, LEFT_SESSION, NETWORK } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** A SEND with content, of the client. */
const isContent = (event: TimelineEvent): event is MsrpEvent =>
  event.kind === 'msrp' &&
  event.actor === NETWORK &&
  event.direction === 'received' &&
  event.method === 'SEND' &&
  event.size > 0;

/** A delivery or display notification, or a typing indication: not what a user wrote. */
const isNotification = ({ raw }: MsrpEvent): boolean =>
  /message\/imdn\+xml|application\/im-iscomposing\+xml/i.test(raw);

const isImdn = ({ raw }: MsrpEvent): boolean => /message\/imdn\+xml/i.test(raw);

export const noContentAfterBye: Check = {
  id: 'no-content-after-bye',
  requirement: 'REQ-RFC-01',
  title: 'No new message is sent once the BYE is out',
  required:
    'From the BYE to its final response the client begins no SEND with content of its user; responses, REPORTs and IMDNs may go out.',
  consequence: 'The group reads a message of one who is leaving, or the message is lost without a word.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const end = facts.final?.sentAt ?? facts.knownUntil;
    const content = evidence.timeline.filter(isContent).filter((event) => !isNotification(event));
    const begun = new Set(content.filter((event) => event.at < facts.byeAt).map((event) => event.messageId));
    const late = content.find((event) => event.at > facts.byeAt && event.at < end && !begun.has(event.messageId));
    if (!late) return { verdict: 'pass', message: `no new message in the ${ms(end - facts.byeAt)} after the BYE` };
    return {
      verdict: 'fail',
      message: `a message of ${late.size} octets was begun ${ms(late.at - facts.byeAt)} after the BYE`,
      deciding: [facts.byeSeq, late.seq],
      distanceMs: late.at - facts.byeAt,
    };
  },
};

export const notifiedAtMostOnce: Check = {
  id: 'notified-at-most-once',
  requirement: 'REQ-RFC-01',
  title: 'A message in the window brings one delivery notification at most',
  required: 'A message that asks for a notification while the BYE is outstanding is notified once, or not at all.',
  consequence: 'A client that is leaving floods the group with notifications.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const asked = evidence.timeline.find(
      (event) =>
        event.kind === 'msrp' && event.actor === NETWORK && event.direction === 'sent' && event.purpose === 'message',
    );
    if (!asked) return { verdict: 'inconc', message: 'no message was sent that asks for a notification' };
    const sent = evidence.timeline.filter(isContent).filter((event) => isImdn(event) && event.at > asked.at);
    return {
      verdict: sent.length > 1 ? 'fail' : 'pass',
      message: `${sent.length} delivery notifications followed the message; one is allowed`,
      ...(sent.length > 1
        ? { deciding: [asked.seq, sent[1]!.seq] as [number, number], distanceMs: sent[1]!.at - asked.at }
        : {}),
    };
  },
};

export const chunkEndedCleanly: Check = {
  id: 'chunk-ended-cleanly',
  requirement: 'REQ-RFC-01',
  title: 'A chunk that is under way at the leave is completed or aborted',
  required: 'The SEND that the BYE overtakes ends in an end-line with $, + or #.',
  consequence: 'The other side waits for the rest of a message, and cannot tell that it was given up.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const { timeline } = evidence;
    const chunks = timeline.filter(isContent).filter((event) => event.at > facts.byeAt);
    const cut = timeline.find(
      (event) =>
        event.kind === 'tcp' &&
        event.event === 'error' &&
        event.at > facts.byeAt &&
        event.sessions.includes(LEFT_SESSION),
    );
    if (cut?.kind === 'tcp' && cut.detail?.startsWith('message-too-large'))
      return { verdict: 'inconc', message: `the test side broke the message off, not the client: ${cut.detail}` };
    if (cut?.kind === 'tcp')
      return {
        verdict: 'fail',
        message: `a message was cut off: ${cut.detail ?? 'the connection broke'}`,
        deciding: [facts.byeSeq, cut.seq],
        distanceMs: cut.at - facts.byeAt,
      };
    const last = chunks.at(-1);
    if (!last)
      return { verdict: 'inconc', message: 'no chunk arrived after the BYE: the transfer had ended, or never began' };
    return {
      verdict: 'pass',
      message: `${chunks.length} chunks arrived after the BYE, the last one with ${last.flag}`,
    };
  },
};
