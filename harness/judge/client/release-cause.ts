import { hasProtocol, type Reason, reasonsOf } from '../../sip/reason.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { SipEvent } from '../../timeline/event.ts';
import { absent, endOf } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { NETWORK, transactionsOf } from './facts.ts';

/** Text of cause 1 (TS 24.229 §7.2A.18.11.2). */
const USER_ENDS_CALL = 'User ends call';

/** The BYE by which the client ended a session, whatever moved it to. */
export const byeOf = ({ timeline }: Evidence): SipEvent | undefined =>
  transactionsOf(timeline).find((t) => t.by === 'sut' && t.method === 'BYE')?.request;

export const NO_BYE: Judgement = { verdict: 'inconc', message: 'the client sent no BYE' };

export const valuesOf = (bye: SipMessage, protocol: string): Reason[] =>
  reasonsOf(bye).filter((reason) => hasProtocol(reason, protocol));

/** The Reason of a BYE as a reader wants it. */
export const spokenReason = (bye: SipMessage): string => {
  const values = bye.values('reason');
  return values.length === 0 ? 'no Reason at all' : `Reason: ${values.join(', ')}`;
};

/** @param due the causes that fit what happened */
function releaseCause(evidence: Evidence, due: number[], spoken: string): Judgement | undefined {
  const event = byeOf(evidence);
  if (!event) return undefined;
  const bye = sipOf(event);
  const values = valuesOf(bye, 'RELEASE_CAUSE');
  const good = values.length === 1 && due.includes(values[0]!.cause ?? 0);
  return {
    verdict: good ? 'pass' : 'fail',
    message: good
      ? spokenReason(bye)
      : `${spokenReason(bye)}; RELEASE_CAUSE with cause ${due.join(' or ')} is due ${spoken}`,
  };
}

export const releaseCauseOfLeave: Check = {
  id: 'release-cause-of-leave',
  requirement: 'REQ-UE-01',
  title: 'The BYE of a leave carries RELEASE_CAUSE;cause=1',
  required: 'One Reason value of protocol RELEASE_CAUSE, with cause 1: the user ends the session.',
  consequence: 'The network cannot tell a leave from a loss of bearer in its records.',
  judge: (evidence) => releaseCause(evidence, [1], 'for a leave of the user') ?? NO_BYE,
};

export const releaseCauseText: Check = {
  id: 'release-cause-text',
  requirement: 'REQ-UE-02',
  title: 'The text of RELEASE_CAUSE is the one that goes with the cause',
  required: 'Informative: no text, or that of the cause; another passes with a note.',
  consequence: 'Records with free texts are harder to search.',
  takesNote: 'The text is optional, and any other one is tolerated.',
  judge(evidence) {
    const event = byeOf(evidence);
    if (!event) return NO_BYE;
    const [value] = valuesOf(sipOf(event), 'RELEASE_CAUSE');
    if (!value) return { verdict: 'none', message: 'the BYE carries no RELEASE_CAUSE' };
    if (value.text === undefined) return { verdict: 'pass', message: 'no text' };
    return {
      verdict: 'pass',
      message: `text "${value.text}"`,
      ...(value.text === USER_ENDS_CALL || value.cause !== 1
        ? {}
        : { notes: [`the text of cause 1 is "${USER_ENDS_CALL}"`] }),
    };
  },
};

export const releaseCauseOfMediaLoss: Check = {
  id: 'release-cause-of-media-loss',
  requirement: 'REQ-UE-01',
  title: 'A session that ends for loss of its media says so',
  required:
    'A BYE for that reason carries RELEASE_CAUSE with cause 3 (media bearer loss) or 2 (RTP or RTCP timeout); a client need not send one.',
  consequence: 'A failure of the network is counted as the wish of a user.',
  judge: (evidence) =>
    releaseCause(evidence, [3, 2], 'for loss of media') ?? {
      verdict: 'pass',
      message: `no BYE came in the ${ms(endOf(evidence.timeline))} observed`,
      notes: ['a client need not end the session when its media is lost'],
    },
};

export const releaseCauseOfMissingAck: Check = {
  id: 'release-cause-of-missing-ack',
  requirement: 'REQ-UE-01',
  title: 'A session whose ACK never came is ended with cause 4',
  required: 'After 64·T1 without ACK a BYE (RFC 3261 §13.3.1.4) with RELEASE_CAUSE;cause=4.',
  consequence: 'The focus keeps a participant that believes it never joined.',
  judge(evidence) {
    const judgement = releaseCause(evidence, [4], 'where no ACK came');
    if (judgement) return judgement;
    const { timeline, ixit } = evidence;
    const accepted = transactionsOf(timeline).find((t) => t.by === 'tester' && t.method === 'INVITE')?.finals[0];
    if (!accepted) return { verdict: 'inconc', message: 'the client did not accept the INVITE' };
    const observed = ms(timeline.at(-1)!.at - accepted.at);
    const what = `no BYE came in the ${observed} observed, although the 200 was never acknowledged`;
    // The timer begins with the 200, and may be late as any other.
    return absent(timeline, { what, since: accepted.at, within: 64 * ixit.t1 * 1.1, to: NETWORK });
  },
};

export const reasonProtocolsDistinct: Check = {
  id: 'reason-protocols-distinct',
  requirement: 'REQ-UE-06',
  title: 'No two Reason values have the same protocol',
  required: 'One value of protocol SIP, and of every other protocol at most one (RFC 3326 §2).',
  consequence: 'The focus picks one of two contradictory reasons, and not all of them the same.',
  judge(evidence) {
    const event = byeOf(evidence);
    if (!event) return NO_BYE;
    const bye = sipOf(event);
    const protocols = reasonsOf(bye).map(({ protocol }) => protocol.toUpperCase());
    const twice = protocols.find((protocol, index) => protocols.indexOf(protocol) !== index);
    if (twice !== undefined) return { verdict: 'fail', message: `${spokenReason(bye)}: ${twice} more than once` };
    if (!protocols.includes('SIP'))
      return { verdict: 'fail', message: `${spokenReason(bye)}: no value of protocol SIP` };
    return { verdict: 'pass', message: spokenReason(bye) };
  },
};
