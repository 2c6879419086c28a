import { sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, groupTransactions } from '../../sip/transaction.ts';
import type { EventOf, SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { absent, endOf, silenceAfter } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { mayHaveComeSince } from '../order.ts';
import { isClosedByClient, leaveFacts, leaveRequestsIn, SECOND_DEVICE, stateAnswersIn, statusOf } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

const transactionsOfSecond = ({ timeline }: Evidence): ClientTransaction[] =>
  groupTransactions(
    timeline.filter((event): event is SipEvent => event.kind === 'sip' && event.actor === SECOND_DEVICE),
  ).transactions;

/** What D2 did or suffered since its user left on D1 that shows it touched; `undefined` where nothing did. */
function touched(evidence: Evidence, since: number): Judgement | undefined {
  const bye = transactionsOfSecond(evidence).find((t) => t.by === 'sut' && t.method === 'BYE' && t.request.at >= since);
  if (bye)
    return {
      verdict: 'fail',
      message: `D2 sent a BYE ${ms(bye.request.at - since)} after the user had left on D1`,
      deciding: [bye.request.seq, bye.request.seq],
      distanceMs: bye.request.at - since,
    };
  const closed = evidence.timeline.find((event) => isClosing(event) && event.at >= since);
  if (closed)
    return {
      verdict: 'fail',
      message: `D2 closed its MSRP connection ${ms(closed.at - since)} after the user had left on D1`,
      deciding: [closed.seq, closed.seq],
      distanceMs: closed.at - since,
    };
  const probes = evidence.timeline.filter(isProbe).filter(({ at }) => at >= since);
  const sent = probes.filter(({ direction }) => direction === 'sent');
  const answered = new Set(probes.filter(({ status }) => status === 200).map(({ transaction }) => transaction));
  if (sent.length === 0) return { verdict: 'inconc', message: 'D2 was not probed after the user had left on D1' };
  // The last ones may have gone out with the end of the observation.
  const due = sent.slice(0, -1).filter(({ at }) => endOf(evidence.timeline) - at >= PROMPT_MS);
  const unanswered = due.filter(({ transaction }) => !answered.has(transaction));
  if (unanswered.length > 0)
    return {
      verdict: 'fail',
      message: `D2 did not answer ${unanswered.length} of ${sent.length} SENDs after the user had left on D1`,
    };
  return undefined;
}

/** By when a SEND is answered, in milliseconds. */
const PROMPT_MS = 1000;

const isProbe = (event: TimelineEvent): event is EventOf<'msrp'> =>
  event.kind === 'msrp' && event.actor === SECOND_DEVICE && event.purpose === 'probe';

const isClosing = (event: TimelineEvent): boolean => isClosedByClient(event) && event.actor === SECOND_DEVICE;

const untouched = (evidence: Evidence): Judgement => {
  const facts = leaveFacts(evidence);
  const [asked] = leaveRequestsIn(evidence.timeline);
  if (!facts || !asked) return NO_BYE;
  return (
    touched(evidence, asked.at) ?? {
      verdict: 'pass',
      message: `D2 sent no BYE and answered SENDs for the ${ms(facts.observedUntil - facts.byeAt)} observed after the user had left on D1`,
    }
  );
};

export const secondDeviceServed: Check = {
  id: 'second-device-served',
  requirement: 'REQ-CL-13',
  title: 'A leave that fails on one device leaves the other receiving',
  required: 'D2 sends no BYE, keeps its media, and answers SENDs with 200.',
  consequence: 'The user has not left, and is nevertheless cut off on their other device.',
  judge: untouched,
};

export const secondDeviceUntouched: Check = {
  id: 'second-device-untouched',
  requirement: 'REQ-CL-12',
  title: 'A leave on one device releases that device’s media only',
  required:
    'What D1 does leaves D2’s dialog and media as they are; what the network makes of the user’s other legs is for the network.',
  consequence: 'Closing a chat on a tablet silences the phone.',
  judge: untouched,
};

/** The BYE of the network to D2. */
const endOfSecond = (evidence: Evidence): ClientTransaction | undefined =>
  transactionsOfSecond(evidence).find((t) => t.by === 'tester' && t.method === 'BYE');

const unanswered = ({ timeline, ixit }: Evidence, { request }: ClientTransaction, what: string): Judgement =>
  absent(timeline, { what, since: request.at, within: silenceAfter(ixit.t1), to: SECOND_DEVICE });

const NOT_ENDED: Judgement = { verdict: 'inconc', message: 'the network sent no BYE to D2' };

const stateOfSecond = ({ timeline }: Evidence): EventOf<'control'> | undefined => stateAnswersIn(timeline).at(-1);

export const leaveElsewhereFollowed: Check = {
  id: 'leave-elsewhere-followed',
  requirement: 'REQ-CL-13',
  title: 'A device follows the leave that its user made on another',
  required: 'D2 answers the BYE with SIP;cause=200 by 200, releases its media, says LEFT, and does not join again.',
  consequence: 'A user who has left goes on to get messages, or is back in the group at once.',
  judge(evidence) {
    const end = endOfSecond(evidence);
    if (!end) return NOT_ENDED;
    const answer = end.finals[0];
    if (!answer) return unanswered(evidence, end, 'D2 answered the BYE by nothing');
    if (statusOf(answer) >= 300) return { verdict: 'fail', message: `D2 answered the BYE with ${statusOf(answer)}` };
    const rejoin = transactionsOfSecond(evidence).find(
      (t) =>
        t.by === 'sut' &&
        t.method === 'INVITE' &&
        t.request.at > end.request.at &&
        sipOf(t.request).toTag === undefined,
    );
    if (rejoin)
      return {
        verdict: 'fail',
        message: `D2 sent an INVITE ${ms(rejoin.request.at - end.request.at)} after the BYE`,
        deciding: [end.request.seq, rejoin.request.seq],
        distanceMs: rejoin.request.at - end.request.at,
      };
    const since = mayHaveComeSince(evidence.timeline, end);
    const closed = evidence.timeline.find((event) => isClosing(event) && event.at >= since);
    const limit = evidence.ixit.relMax;
    const unreleased = `D2 did not release its media within ${ms(limit)} of the BYE`;
    if (!closed) return absent(evidence.timeline, { what: unreleased, since: end.request.at, within: limit });
    if (closed.at - end.request.at > limit) return { verdict: 'fail', message: unreleased };
    const told = stateOfSecond(evidence);
    if (told?.state !== undefined && told.state !== 'LEFT')
      return { verdict: 'fail', message: `D2 says ${told.state} after the BYE that tells of the user’s leave` };
    return {
      verdict: 'pass',
      message: `200, media released ${ms(Math.max(closed.at - end.request.at, 0))} after the BYE, no INVITE`,
      ...(told?.state === undefined ? { notes: ['the upper tester tells no state'] } : {}),
    };
  },
};

export const lostSessionNotLeft: Check = {
  id: 'lost-session-not-left',
  requirement: 'REQ-CL-13',
  title: 'A session that the network ends for its own reasons is no leave',
  required: 'D2 answers the BYE by 200, and is in any state but LEFT: its user is still a member.',
  consequence: 'A user disappears from a group by a fault of the network.',
  judge(evidence) {
    const end = endOfSecond(evidence);
    if (!end) return NOT_ENDED;
    const answer = end.finals[0];
    if (!answer) return unanswered(evidence, end, 'D2 answered the BYE by nothing');
    if (statusOf(answer) >= 300) return { verdict: 'fail', message: `D2 answered the BYE with ${statusOf(answer)}` };
    const told = stateOfSecond(evidence);
    if (told?.state === undefined)
      return { verdict: 'pass', message: '200 to the BYE', notes: ['the upper tester tells no state'] };
    return told.state === 'LEFT'
      ? { verdict: 'fail', message: 'D2 says LEFT after a BYE that tells of a fault' }
      : { verdict: 'pass', message: `200 to the BYE, and D2 says ${told.state}` };
  },
};

export const notifyOfSecondAnswered: Check = {
  id: 'notify-of-second-answered',
  requirement: 'REQ-RFC-07',
  title: 'The NOTIFY about one endpoint of the user is answered',
  required: 'D2 answers it 200.',
  consequence: 'The subscription ends, and D2 no longer learns who is in the group.',
  judge(evidence) {
    const notify = notifyOf(evidence);
    if (!notify) return { verdict: 'inconc', message: 'no NOTIFY about the departure of D1 was sent' };
    const answer = notify.finals[0];
    if (!answer) return unanswered(evidence, notify, 'the NOTIFY was not answered');
    return {
      verdict: statusOf(answer) < 300 ? 'pass' : 'fail',
      message: `the NOTIFY was answered ${statusOf(answer)} after ${ms(answer.at - notify.request.at)}`,
    };
  },
};

const notifyOf = (evidence: Evidence): ClientTransaction | undefined =>
  transactionsOfSecond(evidence).find(
    (t) => t.by === 'tester' && t.method === 'NOTIFY' && sipOf(t.request).body.includes('departed'),
  );

export const userShownConnected: Check = {
  id: 'user-shown-connected',
  requirement: 'REQ-CL-13',
  title: 'A user with one endpoint left is shown as in the chat',
  required: 'Where one of the user’s endpoints has departed and another is connected, D2 shows the user connected.',
  consequence: 'The user, and those who look at the roster with them, take a member for gone.',
  judge(evidence) {
    const notify = notifyOf(evidence);
    if (!notify) return { verdict: 'inconc', message: 'no NOTIFY about the departure of D1 was sent' };
    const user = /<user[^>]*entity="([^"]*)"/.exec(sipOf(notify.request).body)?.[1] ?? '';
    const told = stateOfSecond(evidence);
    const status = told?.roster?.[user];
    if (status === undefined)
      return {
        verdict: 'pass',
        message: 'the upper tester shows no roster',
        notes: ['not looked at: the upper tester shows no roster'],
      };
    return {
      verdict: status === 'connected' ? 'pass' : 'fail',
      message: `D2 shows the user as ${status}, with one endpoint departed and one connected`,
    };
  },
};
