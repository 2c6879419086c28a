import { contactUri } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import { firstFinal } from '../../sip/transaction.ts';
import { sameUri } from '../../sip/uri.ts';
import { dialogFaults, judgedBySipCause, orderFaults } from '../bye.ts';
import { absent, finalResponseDue, receivedUntil, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { retransmissionSchedule } from '../retransmission.ts';
import { DEPARTING, endOf, leaveByeOf, referOf, removalByeOf, statusOf, transactionsOf } from './facts.ts';

export const removalBye: Check = {
  id: 'removal-bye',
  requirement: 'REQ-CF-03',
  title: 'A removal is a BYE in the dialog of the one removed',
  required:
    "The REFER is accepted; one BYE goes to the removed participant's Contact with its dialog's Call-ID and tags and a CSeq above every earlier one of the focus.",
  consequence: 'The device does not recognise the BYE and stays in the session.',
  judge({ timeline, ixit }) {
    const refer = referOf(timeline);
    if (!refer) return { verdict: 'inconc', message: 'Alice sent no REFER' };
    const accepted = firstFinal(refer);
    if (!accepted) {
      const what = 'the REFER of Alice was not answered';
      return absent(timeline, { what, since: refer.request.at, within: finalResponseDue(ixit.t1), to: 'alice' });
    }
    if (statusOf(accepted) >= 300)
      return { verdict: 'fail', message: `the REFER of Alice was answered ${statusOf(accepted)}` };
    const toCarol = transactionsOf(timeline, DEPARTING);
    const byes = toCarol.filter((t) => t.by === 'sut' && t.method === 'BYE');
    const first = byes[0];
    if (!first) {
      const what = `the REFER was answered ${statusOf(accepted)}, and no BYE came to Carol`;
      return absent(timeline, { what, since: accepted.at, within: SET_OFF_MS, to: DEPARTING });
    }
    const bye = sipOf(first.request);
    const join = toCarol.find((t) => t.by === 'tester' && t.method === 'INVITE' && t.finals.length > 0);
    if (!join) return { verdict: 'inconc', message: 'Carol has no dialog' };
    const invite = sipOf(join.request);
    const answer = sipOf(join.finals[0]!);
    const contact = contactUri(invite);
    const dialog = { callId: invite.callId, localTag: answer.toTag, remoteTag: invite.fromTag };
    const faults = [...dialogFaults(bye, dialog), ...orderFaults(bye, dialog, toCarol)];
    const uri = bye.kind === 'request' ? bye.requestUri : '';
    if (!contact || !sameUri(uri, contact))
      faults.push(`Request-URI is ${uri}, Carol's Contact is ${contact ?? 'absent'}`);
    if (byes.length > 1) faults.push(`${byes.length} BYE transactions instead of one`);
    return faults.length > 0
      ? { verdict: 'fail', message: faults.join('; ') }
      : {
          verdict: 'pass',
          message: `REFER answered ${statusOf(accepted)}; one BYE, CSeq ${bye.cseq?.number}, to ${uri}`,
          deciding: [refer.request.seq, first.request.seq],
          distanceMs: first.request.at - refer.request.at,
        };
  },
};

export const removalByeReason410: Check = {
  id: 'removal-bye-reason-410',
  requirement: 'REQ-CF-04',
  title: 'The BYE of a removal gives the reason SIP;cause=410',
  required: 'One Reason value of protocol SIP, with cause 410; text is optional.',
  consequence: 'The device takes the removal for a failure and rejoins by itself.',
  judge({ timeline }) {
    const bye = removalByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    return judgedBySipCause(sipOf(bye.request), 410);
  },
};

export const byeRetransmittedByFocus: Check = {
  id: 'bye-retransmitted-by-timer-e',
  requirement: 'REQ-RFC-03',
  title: 'The unanswered BYE of a removal is retransmitted by Timer E until Timer F',
  required: 'Over UDP: at T1, then twice as long each time up to T2, for 64·T1.',
  consequence: 'A single lost packet leaves the removed device in the session.',
  judge(evidence) {
    const bye = removalByeOf(evidence.timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE to Carol' };
    return retransmissionSchedule(bye, evidence, receivedUntil(evidence.timeline, DEPARTING));
  },
};

export const leaveByeAnswered: Check = {
  id: 'leave-bye-answered',
  requirement: 'REQ-CF-20',
  title: 'The BYE of one who leaves is answered 200',
  required: 'A 2XX in the same transaction, with the To tag of the dialog, before the leaver gives up (64·T1).',
  consequence: 'A client that keeps to the change request cannot complete its leave.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return { verdict: 'inconc', message: 'Carol sent no BYE' };
    const final = firstFinal(bye);
    if (!final) {
      const what = `no final response to the BYE of Carol in ${ms(endOf(timeline) - bye.request.at)}`;
      return absent(timeline, { what, since: bye.request.at, within: finalResponseDue(ixit.t1), to: DEPARTING });
    }
    const status = statusOf(final);
    const distance = final.at - bye.request.at;
    const measured = { deciding: [bye.request.seq, final.seq] as [number, number], distanceMs: distance };
    if (status >= 300) return { verdict: 'fail', message: `the BYE of Carol was answered ${status}`, ...measured };
    const sent = sipOf(bye.request).toTag;
    const got = sipOf(final).toTag;
    if (sent !== got)
      return {
        verdict: 'fail',
        message: `the ${status} has the To tag ${got ?? 'absent'}, the BYE had ${sent}`,
        ...measured,
      };
    return {
      verdict: 'pass',
      message: `answered ${status} after ${ms(distance)}`,
      ...measured,
      notes: distance > ixit.t1 ? [`later than T1 (${ms(ixit.t1)}): over UDP the BYE is sent again`] : [],
    };
  },
};
