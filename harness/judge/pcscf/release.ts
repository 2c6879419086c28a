import { contactUri, type SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import { reasonsOf } from '../../sip/reason.ts';
import { type ClientTransaction, firstFinal } from '../../sip/transaction.ts';
import { sameUri } from '../../sip/uri.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { absent, lostTrace, receivedUntil, SET_OFF_MS, silenceAfter } from '../absence.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { retransmissionSchedule } from '../retransmission.ts';
import { nothingForwarded, probesAfter } from './dialog.ts';
import {
  CORE,
  endOf,
  inviteAt,
  nameOf,
  otherSide,
  passagesOf,
  releaseByesTo,
  type Side,
  statusOf,
  storedDialog,
  transactionsOf,
  triggerFailure,
  UE,
} from './facts.ts';

const SIDES = [UE, CORE] as const;

/** The P-CSCF's first BYE to each side, where it sent one. */
export const firstByes = (timeline: readonly TimelineEvent[]): { side: Side; bye: ClientTransaction }[] =>
  SIDES.flatMap((side) =>
    releaseByesTo(timeline, side)
      .slice(0, 1)
      .map((bye) => ({ side, bye })),
  );

/** Nothing can be said where the release could not be triggered, or sent no BYE at all: another check judges that. */
export function notReleased(timeline: readonly TimelineEvent[]): Judgement | undefined {
  const failure = triggerFailure(timeline);
  if (failure !== undefined) return { verdict: 'inconc', message: `the release could not be triggered: ${failure}` };
  return firstByes(timeline).length === 0 ? { verdict: 'inconc', message: 'the P-CSCF sent no BYE' } : undefined;
}

export const byeToBothSides: Check = {
  id: 'release-bye-to-both-sides',
  requirement: 'REQ-PC-03',
  title: 'A session that the network ends is ended towards both sides',
  required:
    'A BYE to the UE and a BYE to the core, out of what is stored: Contact as Request-URI, identifiers of the dialog, the next CSeq, the route set.',
  consequence: 'One side goes on as if nothing had happened, and keeps a participant who is gone.',
  judge({ timeline }) {
    const failure = triggerFailure(timeline);
    if (failure !== undefined) return { verdict: 'inconc', message: `the release could not be triggered: ${failure}` };
    const byes = firstByes(timeline);
    const missing = SIDES.filter((side) => !byes.some((one) => one.side === side));
    if (missing.length > 0) {
      const what = `no BYE came to ${missing.map(nameOf).join(', nor to ')}`;
      return absent(timeline, { what, since: releasedAt(timeline), within: SET_OFF_MS, to: missing[0]! });
    }
    const faults = byes.flatMap(({ side, bye }) =>
      faultsOf(timeline, side, bye).map((what) => `to ${nameOf(side)}: ${what}`),
    );
    const deciding: [number, number] = [byes[0]!.bye.request.seq, byes[1]!.bye.request.seq];
    return faults.length > 0
      ? { verdict: 'fail', message: faults.join('; '), deciding }
      : {
          verdict: 'pass',
          message: `BYE to the UE and to the core, in the dialog, CSeq ${byes.map(({ bye }) => sipOf(bye.request).cseq?.number).join(' and ')}`,
          deciding,
        };
  },
};

/** When the P-CSCF was moved to end the session: by whoever asked it to, or by the loss of its bearer. */
const releasedAt = (timeline: readonly TimelineEvent[]): number =>
  timeline.findLast(
    (event) =>
      (event.kind === 'control' && event.action === 'release') ||
      (event.kind === 'n5' && event.operation === 'notify' && event.direction === 'sent'),
  )?.at ?? endOf(timeline);

function faultsOf(timeline: readonly TimelineEvent[], side: Side, bye: ClientTransaction): string[] {
  const got = sipOf(bye.request);
  const invite = inviteAt(timeline, side);
  const accepted = invite?.finals[0];
  if (!invite || !accepted || got.kind !== 'request') return ['no dialog to compare it with'];
  const [offer, answer] = [sipOf(invite.request), sipOf(accepted)];
  const own = side === UE ? offer : answer;
  const tags = side === UE ? [answer.toTag, offer.fromTag] : [offer.fromTag, answer.toTag];
  const faults: string[] = [];
  const expect = (what: string, is: string | undefined, due: string | undefined): void => {
    if (is !== due) faults.push(`${what} is ${is ?? 'absent'}, ${due ?? 'none'} is due`);
  };
  expect('Call-ID', got.callId, offer.callId);
  expect('the From tag', got.fromTag, tags[0]);
  expect('the To tag', got.toTag, tags[1]);
  const contact = contactUri(own);
  if (contact !== undefined && !sameUri(got.requestUri, contact))
    faults.push(`Request-URI is ${got.requestUri}, the Contact is ${contact}`);
  const used = highestSequence(timeline, otherSide(side));
  if ((got.cseq?.number ?? 0) <= used) faults.push(`CSeq is ${got.cseq?.number}, ${used} had been used`);
  expect('Route', joined(got, 'route'), side === CORE ? answer.values('record-route')[0] : undefined);
  return faults;
}

const joined = (message: SipMessage, name: string): string | undefined => message.values(name).join(', ') || undefined;

/** The highest CSeq that a side used towards the other; its requests are what the P-CSCF saw. */
const highestSequence = (timeline: readonly TimelineEvent[], side: Side): number =>
  Math.max(
    0,
    ...transactionsOf(timeline, side)
      .filter((t) => t.by === 'tester')
      .map((t) => sipOf(t.request).cseq?.number ?? 0),
  );

export const releaseReasonGiven: Check = {
  id: 'release-reason-given',
  requirement: 'REQ-PC-03',
  title: "The network's BYEs say why",
  required: 'A Reason header field in the BYE to either side.',
  consequence: 'Neither the user nor the group can tell a loss of coverage from a leave.',
  judge({ timeline }) {
    const open = notReleased(timeline);
    if (open) return open;
    const byes = firstByes(timeline);
    const bare = byes.filter(({ bye }) => reasonsOf(sipOf(bye.request)).length === 0);
    return bare.length > 0
      ? {
          verdict: 'fail',
          message: `no Reason in the BYE to ${bare.map(({ side }) => nameOf(side)).join(' nor in that to ')}`,
        }
      : {
          verdict: 'pass',
          message: `Reason: ${[...new Set(byes.map(({ bye }) => joined(sipOf(bye.request), 'reason')))].join(' / ')}`,
        };
  },
};

export const dialogForgottenAfterBoth2xx: Check = {
  id: 'dialog-forgotten-after-both-2xx',
  requirement: 'REQ-PC-01',
  title: 'After 2xx from both sides the P-CSCF knows the dialog no longer',
  required: 'Once both BYEs were answered 2xx nothing of the dialog is stored, and no request of it is forwarded.',
  consequence: 'Sessions that the network has ended go on taking up room, and what is left of them can be misused.',
  judge(evidence) {
    const { timeline } = evidence;
    const open = notReleased(timeline);
    if (open) return open;
    const finals = firstByes(timeline).flatMap(({ bye }) => firstFinal(bye) ?? []);
    if (finals.length < 2 || finals.some((final) => statusOf(final) >= 300))
      return {
        verdict: 'inconc',
        message: `${finals.filter((final) => statusOf(final) < 300).length} of the BYEs were answered 2xx, not two`,
      };
    const last = finals.reduce((a, b) => (a.at > b.at ? a : b));
    const stored = storedDialog(timeline, last.at);
    if (stored?.state === 'present')
      return {
        verdict: 'fail',
        message: `the dialog was still stored ${ms(stored.at - last.at)} after the second 2xx, by the P-CSCF's own account`,
        deciding: [last.seq, stored.seq],
        distanceMs: stored.at - last.at,
      };
    const probes = probesAfter(evidence, last.at);
    if (probes.length === 0)
      return { verdict: 'inconc', message: 'nothing was sent in the dialog after the second 2xx' };
    return nothingForwarded(probes, { at: last.at, seq: last.seq, name: 'the second 2xx' });
  },
};

export const dialogKeptUntilBoth2xx: Check = {
  id: 'dialog-kept-until-both-2xx',
  requirement: 'REQ-PC-02',
  title: 'What is stored of the dialog stays until both sides have answered 2xx',
  required:
    'A 2xx from one side only, or a failure, deletes nothing by itself. Where nobody can look into the P-CSCF, only forwarding a request while a BYE is outstanding speaks against it.',
  consequence: 'The network loses hold of a session that one side still believes to be in.',
  judge(evidence) {
    const { timeline } = evidence;
    const open = notReleased(timeline);
    if (open) return open;
    const finals = firstByes(timeline).flatMap(({ side, bye }) =>
      firstFinal(bye) ? [{ side, final: firstFinal(bye)! }] : [],
    );
    const gist =
      finals.length > 0
        ? finals.map(({ side, final }) => `${statusOf(final)} from ${nameOf(side)}`).join(', ')
        : 'no answer';
    if (SIDES.some((side) => lostTrace(timeline, side)))
      return {
        verdict: 'inconc',
        message: 'an answer to a BYE may have been let go that is not on record',
        repeatable: true,
      };
    const gone = finals.some(({ final }) => statusOf(final) === 481);
    const last = Math.max(firstByes(timeline)[0]!.bye.request.at, ...finals.map(({ final }) => final.at));
    const stored = storedDialog(timeline, last);
    if (stored)
      return stored.state === 'present'
        ? { verdict: 'pass', message: `after ${gist} the dialog was still stored, by the P-CSCF's own account` }
        : gone
          ? {
              verdict: 'pass',
              message: `after ${gist} the dialog was no longer stored`,
              notes: ['a 481 to a request ends the dialog for its sender (RFC 3261 §12.2.1.2)'],
            }
          : {
              verdict: 'fail',
              message: `after ${gist} the dialog was no longer stored, by the P-CSCF's own account`,
              deciding: [finals[0]?.final.seq ?? stored.seq, stored.seq],
            };
    const through = probesAfter(evidence, last).find(({ arrived }) => arrived);
    if (through)
      return {
        verdict: 'fail',
        message: `after ${gist} the ${through.sent.method} of ${nameOf(through.by)} was forwarded, although the session was being ended`,
      };
    return {
      verdict: 'pass',
      message: `after ${gist} nothing of the dialog was forwarded`,
      notes: ['nobody could look into the P-CSCF: whether the dialog is stored is not known'],
    };
  },
};

export const releaseByeRetransmitted: Check = {
  id: 'release-bye-retransmitted',
  requirement: 'REQ-PC-02',
  title: 'The BYE that is not answered is repeated until Timer F',
  required:
    'Over UDP the BYE to the silent side is retransmitted at T1, then twice as long each time up to T2, for 64·T1 (RFC 3261 §17.1.2.2).',
  consequence: 'One lost packet, and one side never learns that the session is over.',
  judge(evidence) {
    const { timeline } = evidence;
    const open = notReleased(timeline);
    if (open) return open;
    const silent = firstByes(timeline).find(({ bye }) => bye.finals.length === 0);
    if (!silent) return { verdict: 'inconc', message: 'no BYE of the P-CSCF stayed without an answer' };
    return retransmissionSchedule(silent.bye, evidence, receivedUntil(timeline, silent.side));
  },
};

/** How many BYEs to one side may follow each other before they count as endless. */
const MOST_BYES = 3;

export const releaseEnds: Check = {
  id: 'release-ends',
  requirement: 'REQ-PC-02',
  title: 'A failure answer to the BYE does not lead to BYEs without end',
  required: `At most ${MOST_BYES} BYEs to one side, the answered ones not retransmitted.`,
  consequence: 'A phone that refuses is flooded until its battery is empty.',
  judge({ timeline }) {
    const open = notReleased(timeline);
    if (open) return open;
    const counts = SIDES.map((side) => ({ side, count: releaseByesTo(timeline, side).length }));
    const flooded = counts.find(({ count }) => count > MOST_BYES);
    const gist = counts.map(({ side, count }) => `${count} to ${nameOf(side)}`).join(', ');
    return flooded
      ? {
          verdict: 'fail',
          message: `BYEs within ${ms(endOf(timeline) - firstByes(timeline)[0]!.bye.request.at)}: ${gist}`,
        }
      : { verdict: 'pass', message: `BYEs: ${gist}` };
  },
};

export const refusedWhileReleasing: Check = {
  id: 'refused-while-releasing',
  requirement: 'REQ-PC-04',
  title: 'A request of a dialog that is being ended gets 481',
  required: 'While the BYEs of the P-CSCF are outstanding a request in the dialog is answered 481 and not forwarded.',
  consequence: 'A session that the network is ending comes back to life on one side.',
  judge({ timeline, ixit }) {
    const open = notReleased(timeline);
    if (open) return open;
    const began = firstByes(timeline)[0]!.bye.request;
    const probe = passagesOf(timeline, UE, 'INVITE').find(({ sent }) => sent.request.at > began.at);
    if (!probe) return { verdict: 'inconc', message: 'the UE sent no re-INVITE after the BYE' };
    const distanceMs = probe.sent.request.at - began.at;
    const deciding: [number, number] = [began.seq, probe.final?.seq ?? probe.sent.request.seq];
    const got = probe.final ? `${statusOf(probe.final)}` : 'no answer';
    if (probe.arrived)
      return {
        verdict: 'fail',
        message: `the re-INVITE of the UE, ${ms(distanceMs)} after the BYE, was forwarded; the UE got ${got}`,
        deciding,
        distanceMs,
      };
    const message = `the re-INVITE of the UE, ${ms(distanceMs)} after the BYE, was not forwarded; the UE got ${got}`;
    const measured = { deciding, distanceMs };
    if (probe.final) return { verdict: statusOf(probe.final) === 481 ? 'pass' : 'fail', message, ...measured };
    const absence = { what: message, since: probe.sent.request.at, within: silenceAfter(ixit.t1), to: UE };
    return absent(timeline, absence, measured);
  },
};
