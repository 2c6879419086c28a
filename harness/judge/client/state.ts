import { sipOf } from '../../sip/of-event.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { orderTo } from '../order.ts';
import { leaveFacts, stateAnswersIn, transactionsOf } from './facts.ts';

/** What clients with the old behaviour do, by when they let go of their media without an answer. */
export type LeaveClass = 'AT-BYE' | 'LOCAL-TIMER' | 'CR';

/** Below this a release belongs to the sending of the BYE; above, to a timer of the client's own. */
const AT_BYE_MS = 200;

export const notShownAsLeft: Check = {
  id: 'not-shown-as-left',
  requirement: 'REQ-CL-10',
  title: 'A leave that was not confirmed is not shown as a departure',
  required: 'Without a 2XX to its BYE the client is in any state but LEFT.',
  consequence: 'The user believes to have left, and everybody else still sees them: the ghost participant.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return { verdict: 'inconc', message: 'the client sent no BYE' };
    const unconfirmedAt = (at: number): boolean =>
      facts.success ? orderTo(at, facts.success) === 'before' : at <= facts.knownUntil;
    const states = stateAnswersIn(evidence.timeline).filter(
      ({ at, state }) => at > facts.byeAt && unconfirmedAt(at) && state !== undefined,
    );
    if (states.length === 0) return { verdict: 'none', message: 'the upper tester tells no state: not judged' };
    const left = states.find((event) => event.state === 'LEFT');
    const answer = facts.final ? `a ${facts.final.status}` : 'no response at all';
    return left
      ? {
          verdict: 'fail',
          message: `the client says LEFT ${ms(left.at - facts.byeAt)} after its BYE, which got ${answer}`,
        }
      : { verdict: 'pass', message: `the client says ${states.at(-1)!.state} after its BYE got ${answer}` };
  },
};

export const recoveredFromUnknownDialog: Check = {
  id: 'recovered-from-unknown-dialog',
  requirement: 'REQ-RCC-03',
  title: 'After a 481 the client makes sure of its departure, or says that it cannot',
  required: 'A new INVITE to the group, so as to leave by it, or a state that does not claim a departure.',
  consequence: 'The focus may still have the user in another dialog, and nobody looks.',
  judge(evidence, profile) {
    if (profile !== 'harmonised')
      return { verdict: 'none', message: 'the letter of the change request knows no recovery' };
    const facts = leaveFacts(evidence);
    if (!facts) return { verdict: 'inconc', message: 'the client sent no BYE' };
    const { final } = facts;
    if (!final) return { verdict: 'inconc', message: 'the BYE got no final response' };
    const rejoin = transactionsOf(evidence.timeline).find(
      (t) =>
        t.by === 'sut' && t.method === 'INVITE' && t.request.at > final.sentAt && sipOf(t.request).toTag === undefined,
    );
    const state = stateAnswersIn(evidence.timeline).findLast(({ at }) => at > final.sentAt)?.state;
    if (rejoin)
      return {
        verdict: 'pass',
        message: `a new INVITE came ${ms(rejoin.request.at - final.sentAt)} after the ${final.status}`,
        deciding: [final.seq, rejoin.request.seq],
        distanceMs: rejoin.request.at - final.sentAt,
      };
    if (state === undefined)
      return { verdict: 'inconc', message: 'no new INVITE came, and the upper tester tells no state' };
    return {
      verdict: state === 'LEFT' ? 'fail' : 'pass',
      message: `no new INVITE came, and the client says ${state} after the ${final.status}`,
    };
  },
};

export const leaveClassified: Check = {
  id: 'leave-classified',
  requirement: 'REQ-CL-07-OLD',
  title: 'What kind of client this is, when no response comes at all',
  required:
    'Informative: any class passes. AT-BYE releases with the BYE, LOCAL-TIMER on a timer of its own before Timer F, CR waits.',
  consequence: 'Tells which rule a client was built by, before its failures are read.',
  takesNote: 'It names the class of a client; each class is judged by other checks.',
  judge(evidence) {
    const facts = leaveFacts(evidence);
    if (!facts) return { verdict: 'inconc', message: 'the client sent no BYE, so it cannot be classified' };
    const found = classOf(evidence);
    if (!found)
      return { verdict: 'inconc', message: 'a final response was given, or the observation ended before Timer F' };
    const distance = facts.release ? facts.release.at - facts.byeAt : undefined;
    return {
      verdict: 'pass',
      message: `${found}: ${distance === undefined ? `media was kept for the ${ms(facts.observedUntil - facts.byeAt)} observed` : `media was released (${facts.release!.how}) ${relativeTo('the BYE', distance)}`}, no response having been sent`,
      ...(distance === undefined
        ? {}
        : { deciding: [facts.byeSeq, facts.release!.seq] as [number, number], distanceMs: distance }),
    };
  },
};

/** `undefined` where the evidence does not reach to Timer F, or a final response was given. */
export function classOf(evidence: Parameters<Check['judge']>[0]): LeaveClass | undefined {
  const facts = leaveFacts(evidence);
  if (!facts || facts.final) return undefined;
  const timerF = 64 * evidence.ixit.t1;
  const distance = facts.release ? facts.release.at - facts.byeAt : Number.POSITIVE_INFINITY;
  if (distance < AT_BYE_MS) return 'AT-BYE';
  if (distance < timerF * 0.95) return 'LOCAL-TIMER';
  return facts.observedUntil - facts.byeAt >= timerF * 0.95 ? 'CR' : undefined;
}
