import type { SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import { sameUri } from '../../sip/uri.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { dialogFaults, judgedBySipCause, orderFaults } from '../bye.ts';
import { absent, endOf, receivedUntil, SET_OFF_MS, silenceAfter } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { wasTooBusy } from '../order.ts';
import { onTime, retransmissionSchedule } from '../retransmission.ts';
import { leaveFacts, NETWORK, reInviteOf, statusOf, transactionsOf } from './facts.ts';
import { type GroupDialog, groupDialogOf } from './group-dialog.ts';

const NO_BYE: Judgement = { verdict: 'inconc', message: 'the client sent no BYE after it was told to leave' };

export const oneByeInDialog: Check = {
  id: 'one-bye-in-dialog',
  requirement: 'REQ-CL-01',
  title: 'The leave is one BYE in the dialog of the group session',
  required:
    "One BYE transaction with the INVITE dialog's Call-ID and tags, a CSeq above every earlier one of the client there, Max-Forwards and no body.",
  consequence: 'The focus cannot tell which session is meant, or answers 481 or 500, and the user stays in the group.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return noByeCame(evidence.timeline);
    const dialog = groupDialogOf(evidence.timeline);
    if (!dialog) return { verdict: 'inconc', message: 'no INVITE dialog was established' };
    const faults = byeFaults(facts.bye, dialog, transactionsOf(evidence.timeline));
    if (facts.byes.length > 1) faults.unshift(`${facts.byes.length} BYE transactions instead of one`);
    return faults.length > 0
      ? { verdict: 'fail', message: faults.join('; ') }
      : { verdict: 'pass', message: `one BYE, CSeq ${facts.bye.cseq?.number}, in the dialog of the INVITE` };
  },
};

/** What is to be said where a client was told to leave, and sent no BYE. */
export function noByeCame(timeline: readonly TimelineEvent[]): Judgement {
  const asked = timeline.findLast((event) => event.kind === 'control' && event.action === 'leave');
  const what = 'no BYE came although the user was told to leave';
  return absent(timeline, { what, since: asked?.at ?? Infinity, within: SET_OFF_MS, to: NETWORK });
}

function byeFaults(bye: SipMessage, dialog: GroupDialog, transactions: ClientTransaction[]): string[] {
  const faults = [...dialogFaults(bye, dialog), ...orderFaults(bye, dialog, transactions)];
  if (bye.header('max-forwards') === undefined) faults.push('Max-Forwards is absent');
  if (bye.body.length > 0) faults.push(`a body of ${bye.body.length} octets`);
  return faults;
}

export const byeReason200: Check = {
  id: 'bye-reason-200',
  requirement: 'REQ-CL-02',
  title: 'The BYE gives the reason SIP;cause=200',
  required: 'One Reason value of protocol SIP, with cause 200; other protocols may stand beside it.',
  consequence: "The group cannot tell a leave from a failure, and the user's other devices may stay in the chat.",
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    return judgedBySipCause(facts.bye, 200);
  },
};

export const byeToGroupIdentity: Check = {
  id: 'bye-to-group-identity',
  requirement: 'REQ-CL-03',
  title: "The BYE's Request-URI is the CPM Group Session Identity",
  required: 'The Request-URI equals the URI that the focus gave in its Contact, by RFC 3261 §19.1.4.',
  consequence: 'The BYE is routed to the wrong place, and the focus never learns of the leave.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const identity = groupDialogOf(evidence.timeline)?.focusContact;
    if (!identity) return { verdict: 'inconc', message: 'the focus gave no Contact' };
    const uri = facts.bye.kind === 'request' ? facts.bye.requestUri : '';
    const same = sameUri(uri, identity);
    return {
      verdict: same ? 'pass' : 'fail',
      message: same ? `Request-URI ${uri}` : `Request-URI ${uri}, the group's identity is ${identity}`,
    };
  },
};

export const byeRetransmittedByTimerE: Check = {
  id: 'bye-retransmitted-by-timer-e',
  requirement: 'REQ-RFC-03',
  title: 'An unanswered BYE is retransmitted by Timer E until Timer F',
  required:
    'Over UDP: at T1, then twice as long each time up to T2, for 64·T1; the same branch and CSeq. Over TCP: never.',
  consequence: 'A single lost packet is enough to lose the leave, or a group is flooded with BYEs.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    return retransmissionSchedule(facts.byes[0]!, evidence, receivedUntil(evidence.timeline, NETWORK));
  },
};

export const byeAtT2AfterProvisional: Check = {
  id: 'bye-at-t2-after-provisional',
  requirement: 'REQ-RFC-03',
  title: 'After a 100 the BYE is retransmitted at intervals of T2',
  required:
    'Over UDP a provisional response slows Timer E to T2 and does not end the retransmissions (RFC 3261 §17.1.2.2).',
  consequence: 'When the final response is lost the client never learns of it.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const first = facts.byes[0]!;
    const provisional = facts.provisionals[0];
    if (!provisional) return { verdict: 'inconc', message: 'no provisional response was sent' };
    if (first.request.transport !== 'udp') return { verdict: 'none', message: 'over TCP nothing is retransmitted' };
    const { t2 } = evidence.ixit;
    const end = facts.final?.sentAt ?? receivedUntil(evidence.timeline, NETWORK);
    const after = first.retransmissions.map((event) => event.at).filter((at) => at > provisional.at && at < end);
    // The timer that ran when the 100 came still runs out as it was; the next one is T2.
    const firstGap = (after[0] ?? end) - provisional.at;
    if (after.length === 0 && firstGap <= t2 * 1.2 + 20)
      return {
        verdict: 'inconc',
        message: `the window of ${ms(firstGap)} after the 100 was too short for a retransmission`,
      };
    if (after.length === 0)
      return {
        verdict: 'fail',
        message: `no BYE came in the ${ms(firstGap)} after the 100; T2 is ${ms(t2)}`,
        deciding: [provisional.seq, provisional.seq],
      };
    const gaps = after.slice(1).map((at, index) => at - after[index]!);
    const wrong = [...(firstGap > t2 * 1.2 + 20 ? [firstGap] : []), ...gaps.filter((gap) => !onTime(gap, t2))];
    if (wrong.length === 0)
      return {
        verdict: 'pass',
        message: `${after.length} retransmissions after the 100, ${gaps.length > 0 ? `${gaps.map(ms).join(', ')} apart` : 'one gap'}; T2 is ${ms(t2)}`,
      };
    const message = `retransmissions ${wrong.map(ms).join(', ')} apart after the 100; T2 is ${ms(t2)}`;
    const late = wrong.every((gap) => gap > t2);
    if (late && wasTooBusy(evidence.timeline, provisional.at, end))
      return { verdict: 'inconc', message: `${message}: this machine was too busy to tell`, repeatable: true };
    if (wrong.length === 1 && late && gaps.length > 1)
      return {
        verdict: 'inconc',
        message: `${message}, and all others on time: a stall of some machine`,
        repeatable: true,
      };
    return { verdict: 'fail', message };
  },
};

export const retransmissionIsSameTransaction: Check = {
  id: 'retransmission-is-same-transaction',
  requirement: 'REQ-RFC-03',
  title: 'The retransmitted BYE is the same transaction',
  required: 'Branch and CSeq of the retransmission are those of the first BYE, and no other BYE is begun.',
  consequence: 'A focus that has already answered takes the copy for a new request and answers 481.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (facts.byes.length > 1)
      return {
        verdict: 'fail',
        message: `${facts.byes.length} BYE transactions: CSeq ${facts.byes.map((t) => sipOf(t.request).cseq?.number).join(', ')}`,
      };
    const copies = facts.byes[0]!.retransmissions;
    if (copies.length > 0)
      return { verdict: 'pass', message: `${copies.length + 1} copies, one branch, CSeq ${facts.bye.cseq?.number}` };
    const what = 'the unanswered BYE was never retransmitted';
    return absent(evidence.timeline, { what, since: facts.byeAt, within: 2 * evidence.ixit.t1, to: NETWORK });
  },
};

export const reInviteAnswered: Check = {
  id: 're-invite-answered',
  requirement: 'REQ-CL-11',
  title: 'A re-INVITE while the BYE is outstanding is answered',
  required: 'Any final response; silence is what the change request was written against.',
  consequence: 'The network believes the user present, tries to keep the session, and is ignored.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const reInvite = reInviteOf(evidence.timeline, facts.byeAt);
    if (!reInvite) return { verdict: 'inconc', message: 'no re-INVITE was sent' };
    const final = reInvite.finals[0];
    if (final)
      return {
        verdict: 'pass',
        message: `answered ${statusOf(final)} after ${ms(final.at - reInvite.request.at)}`,
        deciding: [reInvite.request.seq, final.seq],
        distanceMs: final.at - reInvite.request.at,
      };
    return silence(evidence, reInvite);
  },
};

export const requestRefusedAfterLeave: Check = {
  id: 'request-refused-after-leave',
  requirement: 'REQ-RFC-02',
  title: 'After the leave the dialog is gone',
  required: 'A re-INVITE in the dialog that a 2XX to the BYE has ended is answered 481.',
  consequence: 'One who has left is drawn back into the session, or leaves the network without an answer.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (!facts.success) return { verdict: 'inconc', message: 'no 2XX was sent, so the dialog was not over' };
    const reInvite = reInviteOf(evidence.timeline, facts.success.sentAt);
    if (!reInvite) return { verdict: 'inconc', message: 'no re-INVITE was sent after the leave' };
    const final = reInvite.finals[0];
    if (!final) return silence(evidence, reInvite);
    const status = statusOf(final);
    return {
      verdict: status === 481 ? 'pass' : 'fail',
      message: `the re-INVITE after the leave was answered ${status}`,
      deciding: [reInvite.request.seq, final.seq],
      distanceMs: final.at - reInvite.request.at,
    };
  },
};

export const nothingRenegotiated: Check = {
  id: 'nothing-renegotiated',
  requirement: 'REQ-CL-09',
  title: 'A session description in a provisional response to the BYE changes nothing',
  required: 'From the BYE to its 2XX the client sends no re-INVITE and no UPDATE, and opens no other MSRP connection.',
  consequence: 'The media of a session that is about to end, or to go on, is moved to where nobody listens.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const end = facts.final?.sentAt ?? facts.knownUntil;
    const offer = transactionsOf(evidence.timeline).find(
      (t) =>
        t.by === 'sut' && ['INVITE', 'UPDATE'].includes(t.method) && t.request.at > facts.byeAt && t.request.at < end,
    );
    const opened = evidence.timeline.find(
      (e) => e.kind === 'tcp' && e.event === 'open' && e.by === 'sut' && e.at > facts.byeAt && e.at < end,
    );
    const change = offer?.request ?? opened;
    if (!change)
      return { verdict: 'pass', message: 'no offer and no new connection between the BYE and the final response' };
    return {
      verdict: 'fail',
      message: `${offer ? `a ${offer.method}` : 'another MSRP connection'} came ${ms(change.at - facts.byeAt)} after the BYE`,
      deciding: [facts.byeSeq, change.seq],
      distanceMs: change.at - facts.byeAt,
    };
  },
};

export const dialogAliveAfterFailure: Check = {
  id: 'dialog-alive-after-failure',
  requirement: 'REQ-CL-11',
  title: 'After a failed leave the dialog still works',
  required:
    'A re-INVITE in the dialog whose BYE failed is answered 2XX: the failure concerned one transaction, not the dialog.',
  consequence: 'A client that ignores or refuses the session it is still in cannot be reached, and cannot leave again.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (!facts.final) return { verdict: 'inconc', message: 'the BYE got no final response' };
    const reInvite = reInviteOf(evidence.timeline, facts.final.sentAt);
    if (!reInvite) return { verdict: 'inconc', message: 'no re-INVITE was sent after the failed leave' };
    const final = reInvite.finals[0];
    if (!final) return silence(evidence, reInvite);
    const status = statusOf(final);
    const message = `the re-INVITE was answered ${status} after ${ms(final.at - reInvite.request.at)}`;
    const measured = {
      deciding: [reInvite.request.seq, final.seq] as [number, number],
      distanceMs: final.at - reInvite.request.at,
    };
    if (status < 300) return { verdict: 'pass', message, ...measured };
    if (status === 481 && profile !== 'harmonised')
      return {
        verdict: 'fail',
        message: `${message}, although a ${facts.final.status} to the BYE ends no dialog`,
        ...measured,
      };
    return {
      verdict: 'pass',
      message,
      notes: [`${status} is an answer; the dialog is alive, so 200 would be expected`],
      ...measured,
    };
  },
};

/** What is to be said where a re-INVITE got no final response. */
function silence({ timeline, ixit }: Evidence, reInvite: ClientTransaction): Judgement {
  const since = reInvite.request.at;
  const provisional = reInvite.provisionals.length > 0 ? '; provisional responses only' : '';
  const what = `no final response to the re-INVITE in ${ms(endOf(timeline) - since)}, ${reInvite.retransmissions.length + 1} copies sent${provisional}`;
  return absent(timeline, { what, since, within: silenceAfter(ixit.t1), to: NETWORK });
}
