import type { EventOf } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { leaveFacts } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** Timer F may be a twentieth late, as every timer; a copy after that belongs to a transaction that never ends. */
const LATE = 1.05;

export const byeEndsAtTimerF: Check = {
  id: 'bye-ends-at-timer-f',
  requirement: 'REQ-RFC-03',
  title: 'Provisional responses do not keep the BYE going beyond Timer F',
  required:
    'A 1xx slows the retransmissions of the BYE and leaves Timer F as it was: no copy after 64·T1 (RFC 3261 §17.1.2.2).',
  consequence: 'A client that waits for ever neither leaves nor tells its user that it could not.',
  judge({ timeline, ixit }) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    if (facts.final) return { verdict: 'inconc', message: 'a final response was sent' };
    if (facts.provisionals.length === 0) return { verdict: 'inconc', message: 'no provisional response was sent' };
    const timerF = 64 * ixit.t1;
    const observed = facts.observedUntil - facts.byeAt;
    if (observed < timerF + 2 * ixit.t2)
      return { verdict: 'inconc', message: `only ${ms(observed)} were observed, of ${ms(timerF + 2 * ixit.t2)}` };
    const last = facts.byes[0]!.retransmissions.at(-1);
    const at = last ? last.at - facts.byeAt : 0;
    const told = `${facts.provisionals.length} provisional responses, the last copy of the BYE after ${ms(at)}; Timer F is ${ms(timerF)}`;
    if (last && at > timerF * LATE)
      return { verdict: 'fail', message: told, deciding: [facts.byeSeq, last.seq], distanceMs: at };
    return { verdict: 'pass', message: told };
  },
};

export const lateResponseIgnored: Check = {
  id: 'late-response-ignored',
  requirement: 'REQ-RFC-11',
  title: 'A 2XX after Timer F has no second effect',
  required:
    'The transaction is over: the response is dropped, no BYE is begun because of it, and the client goes on working.',
  consequence: 'A response to a transaction that is gone upsets a client that had settled.',
  judge({ timeline, ixit }) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    const late = facts.final;
    const timerF = 64 * ixit.t1;
    if (!late || late.sentAt - facts.byeAt < timerF)
      return { verdict: 'inconc', message: 'no response was sent after Timer F' };
    const caused = facts.byes
      .slice(1)
      .find((bye) => bye.request.at > late.sentAt && bye.request.at < late.sentAt + ixit.relMax);
    if (caused)
      return {
        verdict: 'fail',
        message: `a new BYE came ${ms(caused.request.at - late.sentAt)} after the late ${late.status}`,
        deciding: [late.seq, caused.request.seq],
        distanceMs: caused.request.at - late.sentAt,
      };
    const asked = timeline.filter(
      (event): event is EventOf<'control'> =>
        event.kind === 'control' && event.action === 'state' && event.at > late.sentAt,
    );
    const mute = asked.find((event) => event.phase === 'failure');
    if (mute)
      return {
        verdict: 'fail',
        message: `the client does not work any more after the late ${late.status}: ${mute.detail}`,
      };
    const retried = facts.byes.length - 1;
    const state = asked.findLast((event) => event.state !== undefined)?.state;
    return {
      verdict: 'pass',
      message: `nothing came of the ${late.status} sent ${ms(late.sentAt - facts.byeAt)} after the BYE${state === undefined ? '' : `; the client says ${state}`}`,
      notes:
        retried > 0 ? [`${retried} retries of its own after Timer F, which is no matter of the late response`] : [],
    };
  },
};
