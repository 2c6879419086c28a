/** Sessions that the focus ends. */
import { sipOf } from '../../sip/of-event.ts';
import { hasProtocol, reasonsOf } from '../../sip/reason.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { DEPARTING, endOf, removalByeOf, transactionsOf } from './facts.ts';

export const lastOnesRemoved: Check = {
  id: 'too-few-are-removed',
  requirement: 'REQ-CF-28',
  title: 'A session with too few participants is ended',
  required: 'Where fewer are left than the IXIT says a session needs, each of them gets a BYE with SIP;cause=410.',
  consequence: 'Somebody sits alone in a session that everybody else takes to be over.',
  judge({ timeline, ixit }) {
    const left = transactionsOf(timeline, DEPARTING).find((t) => t.by === 'tester' && t.method === 'BYE');
    if (!left) return { verdict: 'inconc', message: 'Carol did not leave' };
    const bye = removalByeOf(timeline, 'alice');
    const threshold = `PX_MIN_PART is ${ixit.minParticipants}`;
    const observed = endOf(timeline) - left.request.at;
    if (!bye) {
      if (ixit.minParticipants <= 1)
        return { verdict: 'pass', message: `Alice, alone, stays in the session: ${threshold}`, notes: [threshold] };
      return observed < ixit.notifyMax
        ? { verdict: 'inconc', message: `only ${ms(observed)} after the leave were observed` }
        : { verdict: 'fail', message: `Alice, alone, got no BYE in ${ms(observed)}: ${threshold}` };
    }
    const reason = reasonsOf(sipOf(bye.request)).find((value) => hasProtocol(value, 'SIP'));
    return {
      verdict: reason?.cause === 410 ? 'pass' : 'fail',
      message: `Alice, alone, got a BYE with ${reason ? `SIP;cause=${reason.cause}` : 'no Reason'} ${ms(bye.request.at - left.request.at)} after the leave`,
      deciding: [left.request.seq, bye.request.seq],
      distanceMs: bye.request.at - left.request.at,
      notes: ixit.minParticipants <= 1 ? [`${threshold}, but the focus ends a session with one`] : [],
    };
  },
};
