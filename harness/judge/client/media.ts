import { absent, endOf, finalResponseDue } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { doubt, ms, relativeTo } from '../measure.ts';
import { lagAround, wasTooBusy } from '../order.ts';
import type { Profile } from '../verdict.ts';
import {
  type ByeResponse,
  type LeaveFacts,
  leaveFacts,
  orderToResponse,
  probesInWindow,
  type Release,
} from './facts.ts';

/** pre-CR: released with the BYE means no later than this, in milliseconds. */
const WITH_THE_BYE_MS = 2000;

/** A client's Timer F may fire a little early by our clock: it started before the BYE reached us. */
const TIMER_TOLERANCE = 0.05;

const NO_BYE: Judgement = { verdict: 'inconc', message: 'the client sent no BYE, so there was nothing to observe' };

const sinceBye = (facts: LeaveFacts, release: Release): string => relativeTo('the BYE', release.at - facts.byeAt);

/** The old text's reading of any retention check: released with the BYE, whatever the answer. */
function releasedWithBye({ timeline }: Evidence, facts: LeaveFacts): Judgement {
  const { release } = facts;
  if (!release) {
    const what = 'media was not released with the BYE, as the old text has it';
    return absent(timeline, { what, since: facts.byeAt, within: WITH_THE_BYE_MS });
  }
  const distance = release.at - facts.byeAt;
  return {
    verdict: distance <= WITH_THE_BYE_MS ? 'pass' : 'fail',
    message: `media was released (${release.how}) ${sinceBye(facts, release)}; the old text has it released with the BYE`,
    deciding: [facts.byeSeq, release.seq],
    distanceMs: distance,
  };
}

function windowWatched(facts: LeaveFacts, end: number): Judgement | undefined {
  if (probesInWindow(facts, end).length > 0) return undefined;
  return {
    verdict: 'inconc',
    message: 'no probe was sent between the BYE and the response: nothing shows what the media did',
  };
}

const watchedBy = (facts: LeaveFacts, end: number): string => {
  const probes = probesInWindow(facts, end);
  const answered = probes.filter((probe) => probe.fate === 'answered' && probe.status === 200).length;
  return `${answered} of ${probes.length} probes answered 200`;
};

/** A release that came ahead of the response which alone may bring it about, or cannot be told from one that did. */
function earlyRelease(
  evidence: Evidence,
  facts: LeaveFacts,
  response: ByeResponse,
  naming = '',
): Judgement | undefined {
  const { release } = facts;
  if (!release) return undefined;
  const order = orderToResponse(release, response);
  if (order === 'after') return undefined;
  const distance = response.sentAt - release.at;
  const pair: [number, number] = [release.seq, response.seq];
  const lag = lagAround(evidence.timeline, release.at);
  if (order === 'undecidable')
    return {
      verdict: 'inconc',
      message: `media was released (${release.how}) ${ms(distance)} before the ${response.status} was seen to leave, in the instant in which it was sent: too close to call`,
      deciding: pair,
      distanceMs: distance,
      repeatable: true,
    };
  if (lag > distance)
    return {
      verdict: 'error',
      message: `the test side was ${ms(lag)} late around the release: it cannot say whether media was released before the ${response.status}`,
      repeatable: true,
      deciding: pair,
      distanceMs: distance,
    };
  return {
    verdict: 'fail',
    message: `media was released (${release.how}) ${sinceBye(facts, release)}, ${ms(distance)} before the final response (${response.status})${naming}`,
    deciding: pair,
    distanceMs: distance,
  };
}

/** A release at a time by which a response had been let go that is not on record. */
const afterUnrecorded = (facts: LeaveFacts, release: Release): Judgement => ({
  verdict: 'inconc',
  message: `media was released (${release.how}) ${sinceBye(facts, release)}, when a response may have been sent that is not on record`,
  repeatable: true,
});

export const mediaRetainedUntilFinal: Check = {
  id: 'media-retained-until-final',
  requirement: 'REQ-CL-09',
  title: 'Media is kept until a final response to the BYE',
  required: 'From the BYE to its 2XX the client keeps the MSRP connection and session: no FIN, no RST, no 481.',
  consequence: 'When the BYE is lost or refused, the user is deaf in a chat in which everybody still sees them.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (profile === 'pre-cr') return releasedWithBye(evidence, facts);
    const { final, release } = facts;
    if (!final) {
      const unwatched = windowWatched(facts, facts.observedUntil);
      if (release && release.at >= facts.unrecordedSince) return afterUnrecorded(facts, release);
      if (release)
        return {
          verdict: 'fail',
          message: `media was released (${release.how}) ${sinceBye(facts, release)}, and no final response had been sent at all`,
          deciding: [facts.byeSeq, release.seq],
          distanceMs: release.at - facts.byeAt,
        };
      return unwatched ?? { verdict: 'pass', message: `media was kept; ${watchedBy(facts, facts.observedUntil)}` };
    }
    const early = earlyRelease(evidence, facts, final);
    if (early) return early;
    const unwatched = windowWatched(facts, final.sentAt);
    if (unwatched) return unwatched;
    return {
      verdict: 'pass',
      message: `media was kept for the ${ms(final.sentAt - facts.byeAt)} between the BYE and the ${final.status}; ${watchedBy(facts, final.sentAt)}`,
      deciding: [facts.byeSeq, final.seq],
      distanceMs: final.sentAt - facts.byeAt,
    };
  },
};

/**
 * Why a release that is late or missing is not to be blamed on the client: a 2XX finds no transaction any more when
 * Timer F has run out (RFC 3261 §17.1.2.2), and who waits for a processor is late with everything.
 */
function excuseForLateRelease({ timeline, ixit }: Evidence, facts: LeaveFacts, success: ByeResponse) {
  const bye = facts.byes.find(({ finals }) => finals.some(({ seq }) => seq === success.seq))!;
  const waited = success.sentAt - bye.request.at;
  if (waited > 64 * ixit.t1 * (1 - TIMER_TOLERANCE))
    return `the ${success.status} was sent ${ms(waited)} after the BYE, when Timer F of the client may have run out`;
  // A client that answers what came after the 2XX has had its turn.
  const alive = facts.probes.some(({ fate, sentAt }) => fate === 'answered' && sentAt > success.sentAt);
  const until = facts.release?.at ?? facts.observedUntil;
  const busy = wasTooBusy(timeline, success.sentAt, until);
  return busy && !alive ? 'this machine was too busy to tell' : undefined;
}

export const mediaReleasedAfter2xx: Check = {
  id: 'media-released-after-2xx',
  requirement: 'REQ-CL-08',
  title: 'Media is released once a 2XX to the BYE has come',
  required: "After a 2XX to its BYE the client releases all media of the session within the IXIT's limit.",
  consequence:
    'A connection that is never released costs battery and network resources, and holds a session that is over.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const { success } = facts;
    const release = facts.release ?? facts.closedAfterPeer;
    const limit = evidence.ixit.relMax;
    if (!success) return { verdict: 'inconc', message: 'no 2XX was sent, so no release was due' };
    const overdue = (judgement: Omit<Judgement, 'verdict'>): Judgement => {
      const excuse = excuseForLateRelease(evidence, facts, success);
      if (excuse === undefined) return { verdict: 'fail', ...judgement };
      return { ...judgement, verdict: 'inconc', message: `${judgement.message}: ${excuse}`, repeatable: true };
    };
    if (release) {
      const distance = release.at - success.sentAt;
      const pair: [number, number] = distance < 0 ? [release.seq, success.seq] : [success.seq, release.seq];
      if (orderToResponse(release, success) === 'before')
        return {
          verdict: 'pass',
          message: `media had been released ${ms(-distance)} before the ${success.status} already`,
          notes: ['whether it was released too early is judged by media-retained-until-final'],
          deciding: pair,
          distanceMs: distance,
        };
      const measured = {
        message: `media was released (${release.how}) ${ms(Math.max(distance, 0))} after the ${success.status}; at most ${ms(limit)} is allowed`,
        deciding: pair,
        distanceMs: distance,
        notes: doubt(distance),
      };
      return distance <= limit ? { verdict: 'pass', ...measured } : overdue(measured);
    }
    const observed = facts.observedUntil - success.sentAt;
    if (observed < limit)
      return {
        verdict: 'inconc',
        message: `the observation ended ${ms(observed)} after the ${success.status}, before the limit of ${ms(limit)}`,
      };
    const late = facts.probes.findLast((probe) => probe.sentAt > success.sentAt + limit);
    const sign =
      late?.fate === 'answered' ? `a probe was still answered ${late.status}` : 'the connection was still open';
    return overdue({
      message: `media was not released: ${sign} ${ms((late?.sentAt ?? facts.observedUntil) - success.sentAt)} after the ${success.status}; at most ${ms(limit)} is allowed`,
      deciding: [success.seq, ...(late ? [late.seq] : [success.seq])] as [number, number],
      distanceMs: (late?.sentAt ?? facts.observedUntil) - success.sentAt,
    });
  },
};

/** How late SIPp may be to put on record what it has received, on a crowded machine, in milliseconds. */
const LATE_RECORD_MS = 50;

/**
 * From when on a further BYE may have been answered: by what was let go, or by SIPp itself, as a retry is, and not put on
 * record before the observation ended.
 */
function laterAnswerFrom({ timeline, ixit }: Evidence, { byes, unrecordedSince }: LeaveFacts): number {
  const open = byes.slice(1).find(({ finals, request }) => {
    return finals.length === 0 && endOf(timeline) - request.at < finalResponseDue(ixit.t1);
  });
  return Math.min(open?.request.at ?? Infinity, unrecordedSince, endOf(timeline) - LATE_RECORD_MS);
}

export const mediaRetainedAfterFailure: Check = {
  id: 'media-retained-after-failure',
  requirement: 'REQ-CL-09',
  title: 'Media is kept although the BYE failed',
  required: 'A final response that is no 2XX and ends no dialog leaves the media as it is.',
  consequence: 'The leave failed, the group still counts on the user, and the user no longer receives anything.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (profile === 'pre-cr') return releasedWithBye(evidence, facts);
    const { final, release } = facts;
    if (!final)
      return { verdict: 'inconc', message: 'the BYE got no final response, so there was no failure to observe' };
    const early = earlyRelease(evidence, facts, final, ': the defect that TP-CL-LV-10 is about');
    if (early) return early;
    const observed = (facts.success?.sentAt ?? facts.observedUntil) - final.sentAt;
    if (release && !facts.success && release.at >= laterAnswerFrom(evidence, facts))
      return afterUnrecorded(facts, release);
    if (release && (!facts.success || release.at < facts.success.lastKnownBefore)) {
      const distance = release.at - final.sentAt;
      return {
        verdict: 'fail',
        message: `media was released (${release.how}) ${ms(distance)} after the ${final.status}, which confirms no departure`,
        deciding: [final.seq, release.seq],
        distanceMs: distance,
        notes: doubt(distance),
      };
    }
    if (!facts.success && observed < evidence.ixit.observe * 0.99)
      return {
        verdict: 'inconc',
        message: `only ${ms(observed)} after the ${final.status} were observed, of ${ms(evidence.ixit.observe)}`,
      };
    return {
      verdict: 'pass',
      message: `media was kept for the ${ms(observed)} observed after the ${final.status}; ${watchedBy(facts, facts.observedUntil)}`,
      deciding: [facts.byeSeq, final.seq],
      distanceMs: final.sentAt - facts.byeAt,
    };
  },
};

/** RFC 5057's responses that end the dialog or its usage: an informational document, which nobody has to follow. */
export const mediaAfterDestructiveFailure: Check = {
  ...mediaRetainedAfterFailure,
  id: 'media-after-destructive-failure',
  title: 'Media after a response that destroys the dialog by RFC 5057',
  required:
    'To the letter of the change request media is kept, as no 2XX has come. A client that follows RFC 5057 may release it after the response, never before.',
  judge(evidence, profile) {
    const judgement = mediaRetainedAfterFailure.judge(evidence, profile);
    const facts = leaveFacts(evidence);
    if (profile !== 'harmonised' || judgement.verdict !== 'fail' || !facts?.release || !facts.final) return judgement;
    if (orderToResponse(facts.release, facts.final) !== 'after') return judgement;
    return {
      ...judgement,
      verdict: 'pass',
      notes: ['RFC 5057 §5.1 has the dialog end there, and permits the release'],
    };
  },
};

/** 481, 408 and no response at all: RFC 3261 §15.1.1 ends the dialog there, the change request's text does not release. */
export const mediaFollowsDialogEnd: Check = {
  id: 'media-follows-dialog-end',
  requirement: 'REQ-CL-10',
  title: 'Media after a BYE that ended the dialog without confirming the departure',
  required:
    'To the letter of the change request media is kept, as no 2XX has come; RFC 3261 §15.1.1 permits its release after the 481, the 408 or the timeout, never before.',
  consequence: 'A client that takes a lost or unknown dialog for a departure leaves a ghost participant behind.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (profile === 'pre-cr') return releasedWithBye(evidence, facts);
    const end = dialogEnd(evidence, facts);
    const { release } = facts;
    if (facts.final) {
      const early = earlyRelease(evidence, facts, facts.final, ': the defect that TP-CL-LV-10 is about');
      if (early) return early;
    } else if (release && release.at >= facts.unrecordedSince) {
      return afterUnrecorded(facts, release);
    } else if (release && release.at < end.at - end.tolerance) {
      return {
        verdict: 'fail',
        message: `media was released (${release.how}) ${sinceBye(facts, release)}, ${ms(end.at - release.at)} before ${end.name}`,
        deciding: [facts.byeSeq, release.seq],
        distanceMs: release.at - facts.byeAt,
      };
    }
    return release ? afterDialogEnd(profile, facts, release, end) : keptAfterDialogEnd(evidence, profile, facts, end);
  },
};

interface DialogEnd {
  at: number;
  seq: number;
  name: string;
  tolerance: number;
}

function dialogEnd({ ixit }: Evidence, facts: LeaveFacts): DialogEnd {
  if (facts.final)
    return { at: facts.final.sentAt, seq: facts.final.seq, name: `the ${facts.final.status}`, tolerance: 0 };
  const timerF = 64 * ixit.t1;
  return {
    at: facts.byeAt + timerF,
    seq: facts.byeSeq,
    name: `Timer F (${ms(timerF)})`,
    tolerance: timerF * TIMER_TOLERANCE,
  };
}

function afterDialogEnd(profile: Profile, facts: LeaveFacts, release: Release, end: DialogEnd): Judgement {
  const distance = release.at - end.at;
  const message = `media was released (${release.how}) ${ms(Math.max(distance, 0))} after ${end.name}`;
  const measured = {
    deciding: [end.seq, release.seq] as [number, number],
    distanceMs: distance,
    notes: facts.final ? doubt(distance) : [],
  };
  if (profile === 'cr')
    return {
      ...measured,
      verdict: 'fail',
      message: `${message}; this deviates from the letter of the change request, RFC 3261 §15.1.1 permits it`,
    };
  return { ...measured, verdict: 'pass', message: `${message}, as RFC 3261 §15.1.1 permits` };
}

function keptAfterDialogEnd({ ixit }: Evidence, profile: Profile, facts: LeaveFacts, end: DialogEnd): Judgement {
  const observed = facts.observedUntil - end.at;
  const needed = profile === 'cr' ? ixit.observe : ixit.relMax;
  if (observed < needed * 0.99)
    return {
      verdict: 'inconc',
      message: `only ${ms(Math.max(observed, 0))} after ${end.name} were observed, of ${ms(needed)}`,
    };
  const kept = `media was kept for the ${ms(observed)} observed after ${end.name}; ${watchedBy(facts, facts.observedUntil)}`;
  if (profile === 'cr')
    return { verdict: 'pass', message: kept, deciding: [facts.byeSeq, end.seq], distanceMs: end.at - facts.byeAt };
  return {
    verdict: 'fail',
    message: `${kept}: RFC 3261 §15.1.1 ends session and dialog there, and the media within ${ms(ixit.relMax)}`,
    deciding: [facts.byeSeq, end.seq],
    distanceMs: observed,
  };
}
