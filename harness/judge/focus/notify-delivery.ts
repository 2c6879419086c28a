import { sipOf } from '../../sip/of-event.ts';
import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { onTime } from '../retransmission.ts';
import { departuresFor, endOf, nameOf, transactionsOf } from './facts.ts';

export const unansweredNotifyRepeated: Check = {
  id: 'unanswered-notify-repeated',
  requirement: 'REQ-RFC-03',
  title: 'A NOTIFY that is not answered is sent again, as it was',
  required:
    'Over UDP the NOTIFY is repeated after T1 with the same CSeq and the same document, whose version has not changed.',
  consequence: 'One lost packet, and a subscriber never learns of the departure.',
  judge({ timeline, ixit }) {
    const departure = departuresFor(timeline, 'bob')[0];
    if (!departure) return { verdict: 'inconc', message: 'Bob was told of no departure' };
    const transaction = transactionsOf(timeline, 'bob').find(
      (t) => t.request === departure.event || t.retransmissions.includes(departure.event),
    );
    if (!transaction) return { verdict: 'inconc', message: 'the NOTIFY of the departure belongs to no transaction' };
    const { request, retransmissions, finals } = transaction;
    const until = finals[0]?.at ?? endOf(timeline);
    const within = 2 * ixit.t1;
    const [repeated] = retransmissions;
    if (!repeated && until - request.at < within)
      return {
        verdict: 'inconc',
        message: `${nameOf('bob')} left the NOTIFY unanswered for ${ms(until - request.at)} only`,
      };
    if (!repeated) {
      const what = `the NOTIFY was not sent again in the ${ms(until - request.at)} in which Bob did not answer it`;
      return absent(timeline, { what, since: request.at, within, to: 'bob' });
    }
    const deciding: [number, number] = [request.seq, repeated.seq];
    const distanceMs = repeated.at - request.at;
    if (sipOf(repeated).body !== sipOf(request).body)
      return { verdict: 'fail', message: 'the NOTIFY that was sent again has another document', deciding, distanceMs };
    return {
      verdict: 'pass',
      message: `the NOTIFY was sent again, ${retransmissions.length} times, first after ${ms(distanceMs)}`,
      deciding,
      distanceMs,
      notes: onTime(distanceMs, ixit.t1) ? [] : [`T1 is ${ms(ixit.t1)}`],
    };
  },
};
