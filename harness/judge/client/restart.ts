import { contactUri, isRequest, type SipMessage } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import { sameUri } from '../../sip/uri.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { givesSipCause } from '../bye.ts';
import { absent, SET_OFF_MS } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { joinOf, leaveRequestsIn, stateAnswersIn, NETWORK, statusOf, transactionsOf } from './facts.ts';
import { noByeCame } from './signalling.ts';

/** What a client did about a leave after its session had ended. Pure reading; no opinion. */
interface RestartFacts {
  askedAt: number;
  /** By which it had been in the group. */
  join: ClientTransaction;
  /** INVITEs without a To tag that it sent since it was told to leave, in order. */
  invites: ClientTransaction[];
  byes: ClientTransaction[];
  cancels: ClientTransaction[];
}

function restartFacts({ timeline }: Evidence): RestartFacts | undefined {
  const [asked] = leaveRequestsIn(timeline);
  const join = joinOf(timeline);
  if (!asked || !join) return undefined;
  const own = transactionsOf(timeline).filter((t) => t.by === 'sut' && t.request.at > asked.at);
  return {
    askedAt: asked.at,
    join,
    invites: own.filter((t) => t.method === 'INVITE' && sipOf(t.request).toTag === undefined),
    byes: own.filter((t) => t.method === 'BYE'),
    cancels: own.filter((t) => t.method === 'CANCEL'),
  };
}

const NOT_ASKED: Judgement = {
  verdict: 'inconc',
  message: 'the client was not in the group, or was not told to leave',
};

/** What is to be said where the client did not do what it was moved to. */
const notSetOff = ({ timeline }: Evidence, what: string, since: number, rest: { notes?: string[] } = {}): Judgement =>
  absent(timeline, { what, since, within: SET_OFF_MS, to: NETWORK }, rest);

/** When the client was moved to go on: by its user's word, or by the answer to its INVITE. */
const lastOf = ({ askedAt, invites }: RestartFacts): number =>
  Math.max(askedAt, ...invites.flatMap(({ request, finals }) => [request.at, ...finals.map(({ at }) => at)]));

const acceptance = (invite: ClientTransaction): SipEvent | undefined =>
  invite.finals.find((final) => statusOf(final) < 300);

/** What the client says of itself last, for readers. */
const stateNote = (timeline: readonly TimelineEvent[]): string[] => {
  const state = stateAnswersIn(timeline).at(-1)?.state;
  return state === undefined ? [] : [`the client says ${state}`];
};

export const leftByByeAlone: Check = {
  id: 'left-by-bye-alone',
  requirement: 'REQ-RCC-01',
  title: 'A live session is left by BYE, without an INVITE',
  required: 'Where the session exists the leave is a BYE in it; nothing is restarted.',
  consequence: 'Everybody in the group is called again, only to see one of them leave.',
  judge(evidence) {
    const facts = restartFacts(evidence);
    if (!facts) return NOT_ASKED;
    const { byes, invites } = facts;
    if (invites.length > 0)
      return { verdict: 'fail', message: `${invites.length} INVITE${plural(invites)} for a session that was alive` };
    if (byes.length === 0) return noByeCame(evidence.timeline);
    return {
      verdict: 'pass',
      message: `BYE ${ms(byes[0]!.request.at - facts.askedAt)} after the user's word, and no INVITE`,
    };
  },
};

export const restartedFirst: Check = {
  id: 'restarted-first',
  requirement: 'REQ-RCC-02',
  title: 'Without a session the client restarts it in order to leave',
  required:
    'An INVITE to the last Group Session Identity, with the Conversation-ID and Contribution-ID of the session that was.',
  consequence: 'The user is told to have left, while the group goes on counting on them.',
  judge(evidence) {
    const facts = restartFacts(evidence);
    if (!facts) return NOT_ASKED;
    const first = facts.invites[0];
    if (!first) {
      const stray = facts.byes.length > 0 ? 'a BYE outside every dialog came instead' : 'no SIP at all came';
      const what = `no INVITE came although there was no session to leave: ${stray}`;
      return notSetOff(evidence, what, facts.askedAt, { notes: stateNote(evidence.timeline) });
    }
    const faults = [...wrongTarget(first, facts.join), ...wrongIdentifiers(first, facts.join)];
    const after = ms(first.request.at - facts.askedAt);
    return faults.length > 0
      ? { verdict: 'fail', message: `INVITE ${after} after the user's word, but ${faults.join('; ')}` }
      : { verdict: 'pass', message: `INVITE to the group with its identifiers ${after} after the user's word` };
  },
};

function wrongTarget(invite: ClientTransaction, join: ClientTransaction): string[] {
  const uri = requestUriOf(sipOf(invite.request));
  const accepted = acceptance(join);
  const known = [requestUriOf(sipOf(join.request)), ...(accepted ? [contactUri(sipOf(accepted))] : [])];
  if (known.some((identity) => identity !== undefined && sameUri(uri, identity))) return [];
  return [`its Request-URI is ${uri}, and the group was known as ${known.join(' and ')}`];
}

function wrongIdentifiers(invite: ClientTransaction, join: ClientTransaction): string[] {
  return ['Conversation-ID', 'Contribution-ID'].flatMap((name) => {
    const [got, due] = [sipOf(invite.request).header(name), sipOf(join.request).header(name)];
    return got === due ? [] : [`${name} is ${got ?? 'absent'}, the session's was ${due ?? 'absent'}`];
  });
}

const requestUriOf = (message: SipMessage): string => (isRequest(message) ? message.requestUri : '');

export const factoryRestart: Check = {
  id: 'factory-restart',
  requirement: 'REQ-RCC-02',
  title: 'Where the group is not found any more, the client restarts it at the conference factory',
  required:
    'After 404 to the rejoin an INVITE to the factory, with a list of recipients and the same identifiers; a client may be declared not to.',
  consequence: 'The user cannot leave a group whose session has been cleared away, and is called into it again.',
  judge(evidence) {
    const facts = restartFacts(evidence);
    if (!facts) return NOT_ASKED;
    const refused = facts.invites.findIndex((invite) => invite.finals.some((final) => statusOf(final) === 404));
    if (refused < 0) return notSetOff(evidence, 'no INVITE came to be answered 404', lastOf(facts));
    const second = facts.invites[refused + 1];
    if (!second)
      return evidence.ixit.restartFactory === 'yes'
        ? notSetOff(evidence, 'no second INVITE came after the 404', facts.invites[refused]!.finals[0]!.at)
        : {
            verdict: 'pass',
            message: 'the 404 was the end of it',
            notes: ['the client is declared not to restart at the factory'],
          };
    const faults = wrongIdentifiers(second, facts.join);
    if (wrongTarget(second, facts.join).length === 0)
      faults.unshift(`it went to ${requestUriOf(sipOf(second.request))} again, which is the group`);
    if (!/application\/resource-lists\+xml/i.test(sipOf(second.request).body)) faults.push('it names no recipients');
    const message = `second INVITE to ${requestUriOf(sipOf(second.request))}`;
    return faults.length > 0
      ? { verdict: 'fail', message: `${message}: ${faults.join('; ')}` }
      : { verdict: 'pass', message };
  },
};

export const restartedSessionLeft: Check = {
  id: 'restarted-session-left',
  requirement: 'REQ-RCC-03',
  title: 'The restarted session is left once it is confirmed',
  required:
    'After its ACK a BYE in the new dialog with Reason SIP;cause=200; a CANCEL of the restart signals no leave.',
  consequence: 'The user is back in the group that they wanted to leave, or the group never hears of it.',
  judge(evidence) {
    const facts = restartFacts(evidence);
    if (!facts) return NOT_ASKED;
    const { invites, byes, cancels } = facts;
    if (cancels.length > 0)
      return { verdict: 'fail', message: 'the restart was cancelled, which does not signal the leave' };
    const restart = invites.find(acceptance);
    if (!restart)
      return evidence.ixit.restartFactory === 'yes' ||
        invites.every((invite) => !invite.finals.some((final) => statusOf(final) === 404))
        ? notSetOff(evidence, 'no restart came to be accepted, so nothing was left', lastOf(facts))
        : { verdict: 'none', message: 'the client is declared not to restart at the factory' };
    const bye = byes[0];
    if (!bye) return notSetOff(evidence, 'the session was restarted, and no BYE followed', acceptance(restart)!.at);
    const faults = byeFaults(sipOf(bye.request), restart);
    if (faults.length > 0)
      return { verdict: 'fail', message: `the BYE is not a leave of the restarted session: ${faults.join('; ')}` };
    const ack = restart.acks[0];
    const early = !ack || bye.request.at < ack.at;
    return {
      verdict: 'pass',
      message: early
        ? 'BYE in the early dialog of the restart'
        : `BYE ${ms(bye.request.at - ack.at)} after the ACK, in the new dialog`,
      ...(early
        ? { notes: ['a caller may send BYE before its INVITE is answered (RFC 3261 §15)'] }
        : { deciding: [ack.seq, bye.request.seq], distanceMs: bye.request.at - ack.at }),
    };
  },
};

function byeFaults(bye: SipMessage, restart: ClientTransaction): string[] {
  const faults: string[] = [];
  if (bye.callId !== restart.callId) faults.push('its Call-ID is not that of the restart');
  if (bye.fromTag !== sipOf(restart.request).fromTag) faults.push('its From tag is not that of the restart');
  if (bye.toTag === undefined) faults.push('it has no To tag');
  if (!givesSipCause(bye, 200)) faults.push('its Reason is not SIP;cause=200');
  return faults;
}

export const noRestartLoop: Check = {
  id: 'no-restart-loop',
  requirement: 'REQ-CL-10',
  title: 'A refused restart is not tried for ever',
  required: 'After the refusal no BYE, and no more INVITEs in all than the IXIT has as PX_RETRY.',
  consequence: 'A client whose user wants to leave calls the group again and again.',
  judge(evidence) {
    const facts = restartFacts(evidence);
    if (!facts) return NOT_ASKED;
    const { invites, byes } = facts;
    const notes = stateNote(evidence.timeline);
    if (invites.length === 0)
      return { verdict: 'inconc', message: 'the client restarted nothing, so nothing was refused', notes };
    if (byes.length > 0) return { verdict: 'fail', message: 'a BYE came although no session had been accepted', notes };
    const { retry } = evidence.ixit;
    return {
      verdict: invites.length > retry ? 'fail' : 'pass',
      message: `${invites.length} INVITE${plural(invites)} refused in the ${ms(evidence.timeline.at(-1)!.at - facts.askedAt)} observed; at most ${retry} are allowed`,
      notes,
    };
  },
};

const plural = (list: readonly unknown[]): string => (list.length === 1 ? '' : 's');
