import { isRequest } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import { absent } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { leaveFacts, NETWORK, statusOf, transactionsOf } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** Whether the client had ended a subscription itself before a moment: then 481 to a NOTIFY is right (RFC 6665 §4.1.2). */
const endedByClient = (transactions: readonly ClientTransaction[], callId: string | undefined, at: number): boolean =>
  transactions.some(
    (t) =>
      t.by === 'sut' &&
      t.method === 'SUBSCRIBE' &&
      t.callId === callId &&
      t.request.at < at &&
      sipOf(t.request).header('expires')?.trim() === '0',
  );

/** Times T1 that a client on a busy machine may take for an answer: Timer F (64·T1) is for those who have gone. */
const PROMPT = 5;

export const notifyAnswered: Check = {
  id: 'notify-answered',
  requirement: 'REQ-RFC-07',
  title: 'A NOTIFY is answered although the user is leaving',
  required: 'As long as the subscription lives, every NOTIFY is answered 200, whatever becomes of the BYE.',
  consequence: 'The notifier takes the subscription for dead, and the client no longer learns who is in the group.',
  judge({ timeline, ...rest }) {
    const facts = leaveFacts({ timeline, ...rest });
    if (!facts) return NO_BYE;
    const all = transactionsOf(timeline);
    const notifies = all.filter((t) => t.by === 'tester' && t.method === 'NOTIFY' && t.request.at > facts.byeAt);
    if (notifies.length === 0) return { verdict: 'inconc', message: 'no NOTIFY was sent after the BYE' };
    for (const notify of notifies) {
      const [final] = notify.finals;
      const since = `the NOTIFY ${ms(notify.request.at - facts.byeAt)} after the BYE`;
      if (!final)
        return absent(
          timeline,
          {
            what: `${since} was not answered`,
            since: notify.request.at,
            within: PROMPT * rest.ixit.t1,
            to: NETWORK,
          },
          { deciding: [facts.byeSeq, notify.request.seq], distanceMs: notify.request.at - facts.byeAt },
        );
      const status = statusOf(final);
      const pair = {
        deciding: [notify.request.seq, final.seq] as [number, number],
        distanceMs: final.at - notify.request.at,
      };
      if (status === 481 && endedByClient(all, notify.callId, notify.request.at))
        return {
          verdict: 'pass',
          message: `${since} was answered 481`,
          notes: ['the client had unsubscribed'],
          ...pair,
        };
      if (status >= 300) return { verdict: 'fail', message: `${since} was answered ${status}`, ...pair };
    }
    return {
      verdict: 'pass',
      message: `${notifies.length === 1 ? 'the NOTIFY' : `${notifies.length} NOTIFYs`} after the BYE got 200`,
    };
  },
};

export const notSubscribedAgain: Check = {
  id: 'not-subscribed-again',
  requirement: 'REQ-RFC-07',
  title: 'A subscription that the notifier has ended stays ended',
  required:
    'After NOTIFY terminated;reason=noresource the client begins no new subscription to the group that it has left.',
  consequence: 'One who has left goes on being told who is in the group.',
  judge({ timeline, ixit }) {
    const all = transactionsOf(timeline);
    const last = all.find(
      (t) =>
        t.by === 'tester' &&
        t.method === 'NOTIFY' &&
        /^\s*terminated/i.test(sipOf(t.request).header('subscription-state') ?? ''),
    );
    if (!last) return { verdict: 'inconc', message: 'no NOTIFY that ends the subscription was sent' };
    const again = all.find((t) => t.by === 'sut' && t.request.at > last.request.at && beginsSubscription(t));
    if (again)
      return {
        verdict: 'fail',
        message: `a new SUBSCRIBE came ${ms(again.request.at - last.request.at)} after the NOTIFY that ended the subscription`,
        deciding: [last.request.seq, again.request.seq],
        distanceMs: again.request.at - last.request.at,
      };
    const observed = timeline.at(-1)!.at - last.request.at;
    if (observed < ixit.observe * 0.99)
      return {
        verdict: 'inconc',
        message: `only ${ms(observed)} after the NOTIFY were observed, of ${ms(ixit.observe)}`,
      };
    return {
      verdict: 'pass',
      message: `no SUBSCRIBE in the ${ms(observed)} after the NOTIFY that ended the subscription`,
    };
  },
};

function beginsSubscription({ request }: ClientTransaction): boolean {
  const message = sipOf(request);
  return isRequest(message, 'SUBSCRIBE') && message.toTag === undefined && message.header('expires')?.trim() !== '0';
}
