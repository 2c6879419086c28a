import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import { sameUri } from '../../sip/uri.ts';
import { spokenReasons } from '../bye.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { controlsIn, leaveFacts, leaveRequestsIn, NETWORK, statusOf } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

const cseqOf = (transaction: ClientTransaction): number => sipOf(transaction.request).cseq?.number ?? 0;

/** By how much of a second a delay in whole seconds may be undercut: the client's clock began when the response came. */
const EARLY_MS = 100;

export const noSecondByeBeforeFinal: Check = {
  id: 'no-second-bye-before-final',
  requirement: 'REQ-CL-01',
  title: 'A second wish to leave begins no second BYE',
  required: 'While a BYE is outstanding the client begins no other, however often the user asks.',
  consequence: 'The focus takes the second BYE for a new request to a dialog that is gone, and answers 481.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const asked = leaveRequestsIn(evidence.timeline);
    if (asked.length < 2) return { verdict: 'inconc', message: 'the client was not told to leave again' };
    const end = facts.final?.sentAt ?? facts.knownUntil;
    const second = facts.byes[1];
    if (second && second.request.at < end)
      return {
        verdict: 'fail',
        message: `a second BYE (CSeq ${cseqOf(second)}) came ${ms(second.request.at - facts.byeAt)} after the first, which had no final response`,
        deciding: [facts.byeSeq, second.request.seq],
        distanceMs: second.request.at - facts.byeAt,
      };
    return {
      verdict: 'pass',
      message: `one BYE (CSeq ${cseqOf(facts.byes[0]!)}), although the user asked ${asked.length} times`,
    };
  },
};

export const retryAfterHonoured: Check = {
  id: 'retry-after-honoured',
  requirement: 'REQ-RFC-05',
  title: 'A BYE is not retried before the time that Retry-After names',
  required: 'If the client retries, then not before that time, with the next CSeq and the same Reason.',
  consequence: 'A network in trouble is met with more load, and the retry fails as the first BYE did.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const refused = facts.byes[0]!.finals[0];
    const wait =
      Number(/^\d+/.exec(refused ? (sipOf(refused).header('retry-after') ?? '') : '')?.[0] ?? Number.NaN) * 1000;
    if (!refused || Number.isNaN(wait)) return { verdict: 'inconc', message: 'no response with Retry-After was sent' };
    const retry = facts.byes[1];
    if (!retry)
      return { verdict: 'pass', message: 'the client did not retry', notes: ['a retry is allowed, and not demanded'] };
    const distance = retry.request.at - refused.at;
    const faults = [
      ...(distance < wait - EARLY_MS
        ? [`${ms(distance)} after the ${statusOf(refused)}, which said ${wait / 1000} s`]
        : []),
      ...retryFaults(facts.byes[0]!, retry),
    ];
    return {
      verdict: faults.length > 0 ? 'fail' : 'pass',
      message:
        faults.length > 0
          ? `the BYE was retried ${faults.join('; ')}`
          : `the BYE was retried ${ms(distance)} after the ${statusOf(refused)}, which said ${wait / 1000} s`,
      deciding: [refused.seq, retry.request.seq],
      distanceMs: distance,
    };
  },
};

/** In what a retried BYE differs from the first beyond CSeq, branch and credentials. */
function retryFaults(first: ClientTransaction, retry: ClientTransaction): string[] {
  const [before, after] = [sipOf(first.request), sipOf(retry.request)];
  const faults: string[] = [];
  const same = (what: string, one: string | undefined, other: string | undefined): void => {
    if (one !== other) faults.push(`with ${what} ${other ?? 'absent'} in place of ${one ?? 'none'}`);
  };
  same('Call-ID', before.callId, after.callId);
  same('From tag', before.fromTag, after.fromTag);
  same('To tag', before.toTag, after.toTag);
  same('Reason', spokenReasons(before), spokenReasons(after));
  const uris = [before, after].map((message) => (message.kind === 'request' ? message.requestUri : ''));
  if (!sameUri(uris[0]!, uris[1]!)) faults.push(`with Request-URI ${uris[1]} in place of ${uris[0]}`);
  if (cseqOf(retry) <= cseqOf(first)) faults.push(`with CSeq ${cseqOf(retry)}, which is not above ${cseqOf(first)}`);
  if (after.branch === before.branch) faults.push('with the branch of the first BYE');
  return faults;
}

export const challengeAnswered: Check = {
  id: 'challenge-answered',
  requirement: 'REQ-RFC-06',
  title: 'A challenge to the BYE is answered with credentials',
  required:
    'A second BYE with Authorization (after 401) or Proxy-Authorization (after 407): same dialog, next CSeq, new branch, same Reason and Request-URI.',
  consequence: 'In a network that challenges, nobody can leave.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const challenge = facts.byes[0]!.finals[0];
    const status = challenge && statusOf(challenge);
    if (!challenge || (status !== 401 && status !== 407))
      return { verdict: 'inconc', message: 'the BYE was not challenged' };
    const retry = facts.byes[1];
    if (!retry) {
      const what = `no BYE with credentials followed the ${status}`;
      return absent(evidence.timeline, { what, since: challenge.at, within: SET_OFF_MS, to: NETWORK });
    }
    const name = status === 401 ? 'Authorization' : 'Proxy-Authorization';
    const faults = retryFaults(facts.byes[0]!, retry);
    const credentials = sipOf(retry.request).header(name);
    if (credentials === undefined) faults.unshift(`without ${name}`);
    else if (!/^\s*Digest\s/i.test(credentials)) faults.unshift(`with a ${name} that is no Digest`);
    const distance = retry.request.at - challenge.at;
    const measured = { deciding: [challenge.seq, retry.request.seq] as [number, number], distanceMs: distance };
    return faults.length > 0
      ? { verdict: 'fail', message: `a second BYE followed the ${status}, ${faults.join('; ')}`, ...measured }
      : {
          verdict: 'pass',
          message: `a second BYE with ${name} followed the ${status} after ${ms(distance)}, CSeq ${cseqOf(retry)}`,
          ...measured,
        };
  },
};

export const challengesEnd: Check = {
  id: 'challenges-end',
  requirement: 'REQ-RFC-06',
  title: 'A loop of challenges is broken off',
  required: "However often the network challenges, the client sends at most the IXIT's number of BYEs.",
  consequence: 'Client and network exchange BYE and challenge without end.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const challenged = facts.byes.filter((bye) => bye.finals.some((final) => [401, 407].includes(statusOf(final))));
    if (challenged.length === 0) return { verdict: 'inconc', message: 'no BYE was challenged' };
    const most = evidence.ixit.authMax;
    const message = `${facts.byes.length} BYEs in a loop of challenges; at most ${most} are allowed`;
    return { verdict: facts.byes.length > most ? 'fail' : 'pass', message };
  },
};

export const secondLeaveIsNewBye: Check = {
  id: 'second-leave-is-new-bye',
  requirement: 'REQ-CL-01',
  title: 'After a failed leave the user can leave again',
  required: 'The second wish to leave gives a BYE in the same dialog with a higher CSeq.',
  consequence: 'One whose leave failed once is in the group for ever.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const again = leaveRequestsIn(evidence.timeline)[1];
    if (!again) return { verdict: 'inconc', message: 'the client was not told to leave again' };
    const second = facts.byes.find((bye) => bye.request.at >= again.at - EARLY_MS);
    if (!second) {
      const what = 'no BYE came when the user left again after the failed leave';
      if (controlsIn(evidence.timeline, 'leave', 'failure').some(({ at }) => at > again.at))
        return { verdict: 'fail', message: what };
      return absent(evidence.timeline, { what, since: again.at, within: SET_OFF_MS, to: NETWORK });
    }
    const faults = retryFaults(facts.byes[0]!, second);
    return {
      verdict: faults.length > 0 ? 'fail' : 'pass',
      message:
        faults.length > 0
          ? `the second leave is a BYE ${faults.join('; ')}`
          : `the second leave is a BYE with CSeq ${cseqOf(second)}, after ${cseqOf(facts.byes[0]!)}`,
      deciding: [facts.byeSeq, second.request.seq],
      distanceMs: second.request.at - facts.byeAt,
    };
  },
};
