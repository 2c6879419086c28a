/** How the focus answers BYEs of participants that are not the plain one. */
import { sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, firstFinal } from '../../sip/transaction.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { absent, finalResponseDue } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { DEPARTING, endOf, leaveByeOf, statusOf, transactionsOf, watchersOf } from './facts.ts';

const NO_BYE: Judgement = { verdict: 'inconc', message: 'Carol sent no BYE' };

/** The BYEs of Carol, each a transaction of its own, in order. */
const byesOf = (timeline: readonly TimelineEvent[]): ClientTransaction[] =>
  transactionsOf(timeline, DEPARTING).filter((t) => t.by === 'tester' && t.method === 'BYE');

/** Judges the final response to a request of Carol's by the codes that are right. */
function answeredWith(
  request: ClientTransaction,
  what: string,
  codes: readonly number[],
  timeline: readonly TimelineEvent[],
  t1: number,
): Judgement {
  const final = firstFinal(request);
  const due = codes.join(' or ');
  if (!final) {
    const since = request.request.at;
    const missing = `no final response to ${what} in ${ms(endOf(timeline) - since)}; ${due} is due`;
    return absent(timeline, { what: missing, since, within: finalResponseDue(t1), to: DEPARTING });
  }
  const status = statusOf(final);
  const right = codes.includes(status);
  return {
    verdict: right ? 'pass' : 'fail',
    message: `${what} was answered ${status}${right ? '' : `; ${due} is due`}`,
    deciding: [request.request.seq, final.seq],
    distanceMs: final.at - request.request.at,
  };
}

export const noByeToLeaver: Check = {
  id: 'no-bye-to-leaver',
  requirement: 'REQ-CF-20',
  title: 'Nobody who leaves is sent a BYE',
  required: 'The BYE of a participant ends the dialog: the focus sends none of its own in it.',
  consequence: 'The device of the one that left is woken for a session that it does not know any more.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return NO_BYE;
    const back = transactionsOf(timeline, DEPARTING).find((t) => t.by === 'sut' && t.method === 'BYE');
    const observed = endOf(timeline) - bye.request.at;
    if (back)
      return {
        verdict: 'fail',
        message: `the focus sent Carol a BYE ${ms(back.request.at - bye.request.at)} after hers`,
        deciding: [bye.request.seq, back.request.seq],
        distanceMs: back.request.at - bye.request.at,
      };
    if (observed < ixit.relMax)
      return { verdict: 'inconc', message: `only ${ms(observed)} after the BYE were observed` };
    return { verdict: 'pass', message: `no BYE to Carol in the ${ms(observed)} after hers` };
  },
};

export const repeatedByeAnsweredAlike: Check = {
  id: 'repeated-bye-answered-alike',
  requirement: 'REQ-CF-25',
  title: 'A retransmitted BYE gets the same response again',
  required: 'Every copy of the BYE, same branch and CSeq, is answered as the first was (RFC 3261 §17.2.2).',
  consequence: 'A client that lost the first response takes its leave for failed.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return NO_BYE;
    const copies = [bye.request, ...bye.retransmissions];
    const due = { within: finalResponseDue(ixit.t1), to: DEPARTING };
    if (copies.length < 2) return { verdict: 'inconc', message: 'the BYE went out once only' };
    const [first, ...others] = bye.finals;
    if (!first) {
      const what = `${copies.length} copies of the BYE, and no final response`;
      return absent(timeline, { what, since: bye.request.at, ...due });
    }
    const deciding: [number, number] = [copies.at(-1)!.seq, bye.finals.at(-1)!.seq];
    if (bye.finals.length < copies.length) {
      const what = `${copies.length} copies of the BYE were answered ${bye.finals.length} times`;
      const absence = { what, since: copies.at(-1)!.at, ...due };
      return absent(timeline, absence, { deciding: [bye.request.seq, copies.at(-1)!.seq] });
    }
    const other = others.find((response) => !sameAnswer(first, response));
    if (other)
      return {
        verdict: 'fail',
        message: `the first BYE was answered ${described(first)}, a copy of it ${described(other)}`,
        deciding: [first.seq, other.seq],
        distanceMs: other.at - first.at,
      };
    return {
      verdict: 'pass',
      message: `${copies.length} copies of the BYE were each answered ${described(first)}`,
      deciding,
      notes: others.every((response) => response.raw === first.raw) ? [] : ['not the same octets each time'],
    };
  },
};

const sameAnswer = (one: SipEvent, other: SipEvent): boolean =>
  statusOf(one) === statusOf(other) && sipOf(one).toTag === sipOf(other).toTag;

const described = (response: SipEvent): string =>
  `${statusOf(response)} with To tag ${sipOf(response).toTag ?? 'absent'}`;

export const secondByeRefused: Check = {
  id: 'second-bye-refused',
  requirement: 'REQ-CF-24',
  title: 'A second BYE finds no dialog',
  required: 'Once a BYE was answered, another one with a higher CSeq gets 481.',
  consequence: 'The focus holds on to dialogs that have ended.',
  judge({ timeline, ixit }) {
    const [first, second] = byesOf(timeline);
    if (!first || !second) return { verdict: 'inconc', message: 'Carol did not send two BYEs' };
    if (!firstFinal(first)) return { verdict: 'inconc', message: 'the first BYE was not answered' };
    return answeredWith(second, 'a second BYE', [481], timeline, ixit.t1);
  },
};

export const unknownDialogRefused: Check = {
  id: 'unknown-dialog-refused',
  requirement: 'REQ-CF-24',
  title: 'A BYE for a dialog that does not exist is refused',
  required: 'A BYE whose Call-ID and tags belong to no dialog gets 481 (RFC 3261 §15.1.2).',
  consequence: 'Anybody who knows an address can end the sessions of others.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    return bye ? answeredWith(bye, 'the BYE for no dialog', [481], timeline, ixit.t1) : NO_BYE;
  },
};

export const malformedByeRefused: Check = {
  id: 'malformed-bye-refused',
  requirement: 'REQ-CF-24',
  title: 'A malformed BYE is refused',
  required: 'A BYE without To tag, or with another method in its CSeq, gets 481 or 400.',
  consequence: 'A broken message ends a session, or the focus.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    return bye ? answeredWith(bye, 'the malformed BYE', [481, 400], timeline, ixit.t1) : NO_BYE;
  },
};

export const staleByeRefused: Check = {
  id: 'stale-bye-refused',
  requirement: 'REQ-CF-26',
  title: 'A BYE that comes out of order is refused',
  required: 'A BYE with a CSeq below the last one of its dialog gets 500 (RFC 3261 §12.2.2).',
  consequence: 'A message that somebody replays ends a session.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    const invite = transactionsOf(timeline, DEPARTING).find((t) => t.by === 'tester' && t.method === 'INVITE');
    if (!bye || !invite) return NO_BYE;
    const joined = sipOf(invite.request).cseq?.number ?? 0;
    const sent = sipOf(bye.request).cseq?.number ?? 0;
    if (sent >= joined)
      return { verdict: 'inconc', message: `the BYE had CSeq ${sent} and the INVITE ${joined}: it was not stale` };
    return answeredWith(bye, `the BYE with CSeq ${sent} after ${joined}`, [500], timeline, ixit.t1);
  },
};

export const pendingRequestAnswered: Check = {
  id: 'pending-request-answered',
  requirement: 'REQ-CF-27',
  title: 'A request that is pending when the BYE comes is still answered',
  required: 'The re-INVITE gets a final response, 487 for choice (RFC 3261 §15.1.2).',
  consequence: 'The device of the one that left goes on waiting, and retransmitting, for half a minute.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    const again = transactionsOf(timeline, DEPARTING).filter((t) => t.by === 'tester' && t.method === 'INVITE')[1];
    if (!bye || !again) return { verdict: 'inconc', message: 'Carol did not send a re-INVITE and a BYE' };
    const gap = bye.request.at - again.request.at;
    const final = firstFinal(again);
    if (!final) {
      const since = again.request.at;
      const what = `the re-INVITE, ${ms(gap)} ahead of the BYE, had no final response in ${ms(endOf(timeline) - since)}`;
      const measured = { deciding: [again.request.seq, bye.request.seq] as [number, number], distanceMs: gap };
      return absent(timeline, { what, since, within: finalResponseDue(ixit.t1), to: DEPARTING }, measured);
    }
    return {
      verdict: 'pass',
      message: `the re-INVITE, ${ms(gap)} ahead of the BYE, was answered ${statusOf(final)}`,
      deciding: [again.request.seq, final.seq],
      distanceMs: final.at - again.request.at,
      notes: final.at < bye.request.at ? ['it had been answered before the BYE came'] : [],
    };
  },
};

export const byeAnsweredAmidRefresh: Check = {
  id: 'bye-answered-amid-refresh',
  requirement: 'REQ-CF-20',
  title: "A BYE that crosses the focus's re-INVITE is answered",
  required: 'The BYE gets 2xx, whether or not a re-INVITE of the focus is outstanding in the dialog.',
  consequence: 'Who leaves at the wrong moment has not left.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return NO_BYE;
    const judgement = answeredWith(bye, 'the BYE of Carol', [200], timeline, ixit.t1);
    const refresh = transactionsOf(timeline, DEPARTING).find(
      (t) => t.by === 'sut' && t.method === 'INVITE' && t.request.at < bye.request.at,
    );
    const final = refresh && firstFinal(refresh);
    if (!refresh || (final && final.at < bye.request.at))
      return {
        ...judgement,
        notes: ['no re-INVITE of the focus was outstanding: it is free not to refresh a session'],
      };
    return {
      ...judgement,
      message: `${judgement.message}, ${ms(bye.request.at - refresh.request.at)} after the re-INVITE that it crossed`,
    };
  },
};

export const byeAnsweredDespiteSlowSubscribers: Check = {
  id: 'bye-answered-despite-slow-subscribers',
  requirement: 'REQ-CF-20',
  title: 'Subscribers that do not answer do not delay the response to a BYE',
  required: 'The 2xx to the BYE comes while the NOTIFYs to the others are unanswered.',
  consequence: 'One bad connection in the group keeps everybody else from leaving.',
  judge({ timeline, ixit }) {
    const bye = leaveByeOf(timeline);
    if (!bye) return NO_BYE;
    const release = timeline.find(
      (e): e is EventOf<'go'> => e.kind === 'go' && e.what.startsWith('answer NOTIFYs') && e.at > bye.request.at,
    );
    if (!release) return { verdict: 'inconc', message: 'no subscriber was let go: nothing shows that one was slow' };
    const judgement = answeredWith(bye, 'the BYE of Carol', [200], timeline, ixit.t1);
    const final = firstFinal(bye);
    if (judgement.verdict !== 'pass' || !final) return judgement;
    const withheld = watchersOf(timeline).flatMap((watcher) =>
      transactionsOf(timeline, watcher).filter(
        (t) =>
          t.by === 'sut' &&
          t.method === 'NOTIFY' &&
          t.request.at < release.at &&
          (t.finals[0]?.at ?? Infinity) >= release.at,
      ),
    );
    const distance = final.at - bye.request.at;
    const measured = { deciding: [bye.request.seq, final.seq] as [number, number], distanceMs: distance };
    if (final.at > release.at)
      return {
        verdict: 'fail',
        message: `the BYE of Carol was answered after ${ms(distance)}, and only ${ms(final.at - release.at)} after the subscribers had been let go`,
        ...measured,
      };
    return {
      verdict: 'pass',
      message: `answered ${statusOf(final)} after ${ms(distance)}, with ${withheld.length} NOTIFYs unanswered`,
      ...measured,
      notes: distance > ixit.t1 ? [`later than T1 (${ms(ixit.t1)})`] : [],
    };
  },
};
