/** What the trouble around a BYE that has no answer may not bring about. */
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import type { EventOf, TimelineEvent } from '../../timeline/event.ts';
import { spokenReasons } from '../bye.ts';
import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { controlsIn, leaveFacts, LEFT_SESSION, NETWORK, transactionsOf } from './facts.ts';
import { mediaRetainedUntilFinal } from './media.ts';
import { NO_BYE } from './no-bye.ts';

/** A client's Timer F may fire a little early by our clock: it started before the BYE reached us. */
const TIMER_TOLERANCE = 0.95;

export const mediaKeptWithoutOutcome: Check = {
  id: 'media-kept-without-outcome',
  requirement: 'REQ-CL-10',
  title: 'Media is kept as long as nobody can have answered the BYE',
  required:
    'Where the signalling path swallows everything, nothing is released before the transaction of the BYE has timed out.',
  consequence: 'One moment without signalling, and the user is deaf in a chat in which everybody still sees them.',
  judge({ timeline, ixit }, profile) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    if (profile === 'pre-cr') return { verdict: 'none', message: 'the old text releases with the BYE' };
    const timerF = 64 * ixit.t1;
    const { release } = facts;
    const early = release && release.at - facts.byeAt < timerF * TIMER_TOLERANCE ? release : undefined;
    if (early)
      return {
        verdict: 'fail',
        message: `media was released (${early.how}) ${ms(early.at - facts.byeAt)} after a BYE that nobody can have answered; Timer F is ${ms(timerF)}`,
        deciding: [facts.byeSeq, early.seq],
        distanceMs: early.at - facts.byeAt,
      };
    const observed = facts.observedUntil - facts.byeAt;
    if (observed < timerF * TIMER_TOLERANCE)
      return { verdict: 'inconc', message: `only ${ms(observed)} were observed, of ${ms(timerF)}` };
    return { verdict: 'pass', message: `media was kept until Timer F (${ms(timerF)}) was over` };
  },
};

export const mediaKeptAsClientGoesOffline: Check = {
  ...mediaRetainedUntilFinal,
  id: 'media-kept-as-client-goes-offline',
  title: 'Going offline does not release the media of a leave that is under way',
  required: 'A deregistration while the BYE is outstanding is no answer to it: media is kept until there is one.',
  judge(evidence, profile) {
    if (controlsIn(evidence.timeline, 'offline', 'answer').length === 0)
      return { verdict: 'inconc', message: 'the client was not switched off' };
    const judgement = mediaRetainedUntilFinal.judge(evidence, profile);
    const deregistered = transactionsOf(evidence.timeline).some(
      (t) =>
        t.by === 'sut' && t.method === 'REGISTER' && /^0\b|;\s*expires\s*=\s*0\b/i.test(expiryOf(sipOf(t.request))),
    );
    const note = deregistered
      ? 'it deregistered while the BYE was outstanding'
      : 'it did not deregister before the BYE was answered';
    return { ...judgement, notes: [...(judgement.notes ?? []), note] };
  },
};

const expiryOf = (register: ReturnType<typeof sipOf>): string =>
  register.header('expires') ?? register.header('contact') ?? '';

export const otherByesGiveSameReason: Check = {
  id: 'other-byes-give-same-reason',
  requirement: 'REQ-CL-01',
  title: 'A session that expires while it is being left is not ended a second time',
  required: 'Until the final response no BYE follows that gives another reason than the leave.',
  consequence: 'A leave turns into a failure, and the group is told so.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const end = facts.final?.sentAt ?? facts.knownUntil;
    const reasonOf = (bye: ClientTransaction): string => spokenReasons(sipOf(bye.request));
    const own = reasonOf(facts.byes[0]!);
    const other = facts.byes.find((bye) => bye.request.at < end && reasonOf(bye) !== own);
    if (!other)
      return {
        verdict: 'pass',
        message: `no BYE with another Reason than ${own} in the ${ms(end - facts.byeAt)} without an answer`,
      };
    return {
      verdict: 'fail',
      message: `a second BYE came ${ms(other.request.at - facts.byeAt)} after the first, with Reason ${reasonOf(other)}`,
      deciding: [facts.byeSeq, other.request.seq],
      distanceMs: other.request.at - facts.byeAt,
    };
  },
};

export const ownReInviteAcknowledged: Check = {
  id: 'own-re-invite-acknowledged',
  requirement: 'REQ-CL-01',
  title: 'The answer to a re-INVITE that the leave overtook is acknowledged',
  required:
    'The client sends ACK for any final response to its re-INVITE, though it has sent its BYE meanwhile (RFC 3261 §13.2.2.4).',
  consequence: 'The focus repeats its answer for half a minute and then ends the session as one that failed.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    const reInvite = transactionsOf(evidence.timeline).find(
      (t) => t.by === 'sut' && t.method === 'INVITE' && sipOf(t.request).toTag !== undefined,
    );
    const [final] = reInvite?.finals ?? [];
    if (!reInvite || !final) return { verdict: 'inconc', message: 'the client sent no re-INVITE that was answered' };
    const [ack] = reInvite.acks;
    if (!ack) {
      const what = `the answer to the re-INVITE was not acknowledged, ${reInvite.finals.length} copies sent`;
      // By then it has been sent a second time.
      return absent(evidence.timeline, { what, since: final.at, within: 2 * evidence.ixit.t1, to: NETWORK });
    }
    return {
      verdict: 'pass',
      message: `the answer to the re-INVITE was acknowledged after ${ms(ack.at - final.at)}`,
      deciding: [final.seq, ack.seq],
      distanceMs: ack.at - final.at,
    };
  },
};

/** By when a new connection has been bound, in milliseconds. */
const SERVED_WITHIN_MS = 1000;

/** An attempt of the test side to connect MSRP anew. */
interface Attempt {
  at: number;
  seq: number;
  outcome: 'accepted' | 'refused' | 'rejected' | 'silent';
}

function attemptsOf(timeline: readonly TimelineEvent[]): Attempt[] {
  const reset = timeline.findIndex((e) => e.kind === 'tcp' && e.by === 'tester' && e.event === 'rst');
  const dials = timeline
    .slice(reset < 0 ? timeline.length : reset)
    .filter(
      (e): e is EventOf<'tcp'> => e.kind === 'tcp' && e.event === 'connecting' && e.sessions.includes(LEFT_SESSION),
    );
  return dials.map(({ at, seq, connection }) => {
    const later = timeline.filter((e) => e.seq > seq && 'connection' in e && e.connection === connection);
    const refused = later.some((e) => e.kind === 'tcp' && (e.event === 'refused' || e.event === 'error'));
    const bind = later.find(
      (e): e is EventOf<'msrp'> =>
        e.kind === 'msrp' &&
        e.actor === NETWORK &&
        e.purpose === 'bind' &&
        e.direction === 'received' &&
        e.status !== undefined,
    );
    const outcome = refused ? 'refused' : bind === undefined ? 'silent' : bind.status === 200 ? 'accepted' : 'rejected';
    return { at, seq, outcome };
  });
}

export const listensUntilFinal: Check = {
  id: 'listens-until-final',
  requirement: 'REQ-CL-09',
  title: 'The passive side goes on listening until the 2XX',
  required:
    'While the BYE is outstanding a new MSRP connection for the session is accepted and served; after the 2XX it is refused, or answered 481.',
  consequence: 'A network that has to connect anew finds nobody, though the user has not left.',
  judge(evidence, profile) {
    const facts = leaveFacts(evidence);
    if (!facts) return NO_BYE;
    if (profile === 'pre-cr') return { verdict: 'none', message: 'the old text releases with the BYE' };
    const { success } = facts;
    const attempts = attemptsOf(evidence.timeline);
    const control = attempts.find((attempt) => attempt.at < facts.byeAt);
    if (control?.outcome !== 'accepted')
      return {
        verdict: 'inconc',
        message: 'this client takes no new connection for a session that was not left either',
      };
    const end = success?.lastKnownBefore ?? facts.knownUntil;
    const inWindow = attempts.find((attempt) => attempt.at > facts.byeAt && attempt.at < end);
    if (!inWindow) return { verdict: 'inconc', message: 'no connection was tried while the BYE was outstanding' };
    const since = ms(inWindow.at - facts.byeAt);
    if (inWindow.outcome !== 'accepted') {
      const what = `a new connection ${since} after the BYE was ${inWindow.outcome === 'silent' ? 'not served' : inWindow.outcome}`;
      const within = inWindow.outcome === 'silent' ? SERVED_WITHIN_MS : 0;
      return absent(
        evidence.timeline,
        { what, since: inWindow.at, within },
        { deciding: [facts.byeSeq, inWindow.seq], distanceMs: inWindow.at - facts.byeAt },
      );
    }
    const after = success && attempts.find((attempt) => attempt.at > success.sentAt);
    if (!after) return { verdict: 'inconc', message: 'no connection was tried after the 2XX' };
    if (after.outcome === 'accepted')
      return {
        verdict: 'fail',
        message: `a new connection ${ms(after.at - success.sentAt)} after the ${success.status} was still served`,
        deciding: [success.seq, after.seq],
        distanceMs: after.at - success.sentAt,
      };
    return {
      verdict: 'pass',
      message: `a new connection ${since} after the BYE was served, one ${ms(after.at - success.sentAt)} after the ${success.status} was ${after.outcome === 'rejected' ? 'answered 481' : after.outcome === 'refused' ? 'refused' : 'not served'}`,
    };
  },
};
