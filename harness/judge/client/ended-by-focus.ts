import { isRequest } from '../../sip/message.ts';
import { sipOf } from '../../sip/of-event.ts';
import type { ClientTransaction } from '../../sip/transaction.ts';
import type { EventOf } from '../../timeline/event.ts';
import { absent, silenceAfter } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { ms } from '../measure.ts';
import { mayHaveComeSince } from '../order.ts';
import { isClosedByClient, NETWORK, statusOf, transactionsOf } from './facts.ts';

/** The BYE by which the focus ended the session, the last one where it ended several. */
const endOf = ({ timeline }: Evidence): ClientTransaction | undefined =>
  transactionsOf(timeline).findLast((t) => t.by === 'tester' && t.method === 'BYE');

const NOT_ENDED: Judgement = { verdict: 'inconc', message: 'the focus did not end the session' };

export const noRejoinAfterRemoval: Check = {
  id: 'no-rejoin-after-removal',
  requirement: 'REQ-RCC-07',
  title: 'One that was removed does not come back by itself',
  required: 'The BYE is answered 200, and no INVITE to the group follows.',
  consequence: 'Removing somebody from a group has no effect: their client is back at once.',
  judge(evidence) {
    const end = endOf(evidence);
    if (!end) return NOT_ENDED;
    const answer = end.finals[0];
    if (!answer) {
      const what = 'the BYE of the focus was answered by nothing';
      const { timeline, ixit } = evidence;
      return absent(timeline, { what, since: end.request.at, within: silenceAfter(ixit.t1), to: NETWORK });
    }
    if (statusOf(answer) >= 300)
      return { verdict: 'fail', message: `the BYE of the focus was answered ${statusOf(answer)}` };
    const rejoin = inviteAfter(evidence, end);
    if (rejoin) {
      const distance = rejoin.request.at - end.request.at;
      return {
        verdict: 'fail',
        message: `an INVITE to the group came ${ms(distance)} after the BYE of the focus`,
        deciding: [end.request.seq, rejoin.request.seq],
        distanceMs: distance,
      };
    }
    return {
      verdict: 'pass',
      message: `200 after ${ms(answer.at - end.request.at)}, and no INVITE in the ${ms(evidence.timeline.at(-1)!.at - end.request.at)} observed`,
    };
  },
};

function inviteAfter({ timeline }: Evidence, end: ClientTransaction): ClientTransaction | undefined {
  return transactionsOf(timeline).find((t) => {
    const request = sipOf(t.request);
    return (
      t.by === 'sut' && isRequest(request, 'INVITE') && request.toTag === undefined && t.request.at > end.request.at
    );
  });
}

export const releasedAfterRemoval: Check = {
  id: 'released-after-removal',
  requirement: 'REQ-RCC-07',
  title: 'The media of a session that the focus has ended is released',
  required: "FIN, RST or 481 within the IXIT's limit of the BYE of the focus.",
  consequence: 'Resources stay in use for a session that is over.',
  judge(evidence) {
    const end = endOf(evidence);
    if (!end) return NOT_ENDED;
    const limit = evidence.ixit.relMax;
    const since = mayHaveComeSince(evidence.timeline, end);
    const fin = evidence.timeline.find(
      (event): event is EventOf<'tcp'> => isClosedByClient(event) && event.sessions.length > 0 && event.at >= since,
    );
    const refused = evidence.timeline.find(
      (event) => event.kind === 'msrp' && event.purpose === 'probe' && event.status === 481 && event.at >= since,
    );
    const release = fin ?? refused;
    if (!release) {
      const what = `media was not released in the ${ms(evidence.timeline.at(-1)!.at - end.request.at)} observed after the BYE of the focus`;
      return absent(evidence.timeline, { what, since: end.request.at, within: limit });
    }
    const distance = release.at - end.request.at;
    return {
      verdict: distance <= limit ? 'pass' : 'fail',
      message: `media was released ${ms(Math.max(distance, 0))} after the BYE of the focus; at most ${ms(limit)} is allowed`,
      deciding: [end.request.seq, release.seq],
      distanceMs: distance,
    };
  },
};
