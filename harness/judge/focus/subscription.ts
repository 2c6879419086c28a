import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms, relativeTo } from '../measure.ts';
import { orderTo } from '../order.ts';
import { departureDue, DEPARTING, endOf, subscriptionOf } from './facts.ts';

export const subscriptionEnded: Check = {
  id: 'subscription-ended',
  requirement: 'REQ-CF-15',
  title: "The departed participant's subscription is ended",
  required:
    "Within the IXIT's limit after the departure the one that is gone gets a NOTIFY with Subscription-State terminated, and none after it.",
  consequence: 'Somebody who is no longer a member goes on being told who is in the group.',
  judge({ timeline, ixit }) {
    const due = departureDue(timeline, ixit.t1);
    if (!due) return { verdict: 'inconc', message: 'there was no departure' };
    const subscription = subscriptionOf(timeline, DEPARTING);
    if (!subscription) return { verdict: 'inconc', message: 'Carol had no subscription' };
    const { notifications } = subscription;
    const ending = notifications.findIndex((notification) => notification.state === 'terminated');
    if (ending < 0) {
      const what = `Carol's subscription had not been ended ${ms(endOf(timeline) - due.at)} after ${due.name}; at most ${ms(ixit.notifyMax)} are allowed`;
      return absent(timeline, { what, since: due.at, within: ixit.notifyMax, to: DEPARTING });
    }
    const { event, reason } = notifications[ending]!;
    const distance = event.at - due.at;
    const deciding: [number, number] = distance < 0 ? [event.seq, due.seq] : [due.seq, event.seq];
    const late = notifications.slice(ending + 1);
    if (late.length > 0)
      return {
        verdict: 'fail',
        message: `${late.length} more NOTIFYs came to Carol after the one that ended the subscription`,
        deciding: [event.seq, late[0]!.event.seq],
      };
    const order = orderTo(event.at, due);
    if (order === 'before')
      return {
        verdict: 'fail',
        message: `Carol's subscription was ended ${ms(-distance)} before ${due.name}`,
        deciding,
        distanceMs: distance,
      };
    if (distance > ixit.notifyMax)
      return {
        verdict: 'fail',
        message: `Carol's subscription was ended ${ms(distance)} after ${due.name}; at most ${ms(ixit.notifyMax)} are allowed`,
        deciding,
        distanceMs: distance,
      };
    return {
      verdict: order === 'undecidable' ? 'inconc' : 'pass',
      message:
        order === 'undecidable'
          ? `Carol's subscription was ended in the instant in which ${due.name} was sent: too close to call`
          : `Carol's subscription was ended ${relativeTo(due.name, distance)}${reason === undefined ? '' : `, reason ${reason}`}`,
      deciding,
      distanceMs: distance,
      ...(order === 'undecidable' ? { repeatable: true } : {}),
      notes:
        reason === 'deactivated' || reason === 'probation'
          ? [`reason ${reason} invites Carol to subscribe again: TP-CF-SU-03 judges that`]
          : [],
    };
  },
};
