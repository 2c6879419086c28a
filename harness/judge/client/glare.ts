import type { ClientTransaction } from '../../sip/transaction.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { absent, silenceAfter } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms, TOO_CLOSE_MS } from '../measure.ts';
import { goBefore } from '../order.ts';
import { leaveFacts, NETWORK, statusOf, transactionsOf } from './facts.ts';
import { NO_BYE } from './no-bye.ts';

/** The BYE of the focus. */
const peersBye = (timeline: readonly TimelineEvent[]): ClientTransaction | undefined =>
  transactionsOf(timeline).find((t) => t.by === 'tester' && t.method === 'BYE');

export const peersByeAnswered: Check = {
  id: 'peers-bye-answered',
  requirement: 'REQ-RFC-12',
  title: "The focus's BYE is answered although the client's own is outstanding",
  required: "A BYE that crosses the client's own is answered 200, or 481 (RFC 5407 §3.3).",
  consequence: 'The focus retransmits its BYE for half a minute and cannot finish the removal.',
  judge({ timeline, ...rest }) {
    const facts = leaveFacts({ timeline, ...rest });
    if (!facts) return NO_BYE;
    const bye = peersBye(timeline);
    if (!bye) return { verdict: 'inconc', message: 'the focus sent no BYE' };
    const [final] = bye.finals;
    if (!final) {
      const what = `the BYE of the focus was not answered, ${bye.retransmissions.length + 1} copies sent`;
      return absent(timeline, { what, since: bye.request.at, within: silenceAfter(rest.ixit.t1), to: NETWORK });
    }
    const status = statusOf(final);
    const measured = {
      deciding: [bye.request.seq, final.seq] as [number, number],
      distanceMs: final.at - bye.request.at,
    };
    const message = `the BYE of the focus was answered ${status} after ${ms(final.at - bye.request.at)}`;
    if (status < 300) return { verdict: 'pass', message, ...measured };
    if (status === 481) return { verdict: 'pass', message, notes: ['RFC 5407 has it answered 200'], ...measured };
    return { verdict: 'fail', message, ...measured };
  },
};

/**
 * By how much SIPp may be late to read an answer while we see a FIN at once, in milliseconds. Seen on a crowded machine,
 * of a client that writes its answer first: 5.
 */
const LATE_READER_MS = 50;

export const mediaKeptUntilPeersByeAnswered: Check = {
  id: 'media-kept-until-peers-bye-answered',
  requirement: 'REQ-CL-09',
  title: "Media is kept until the client has answered the focus's BYE",
  required: 'The BYE of the focus ends the session by the answer to it; its own BYE alone releases nothing.',
  consequence: 'A client that releases with its own BYE does so in a glare as well.',
  judge({ timeline, ...rest }, profile) {
    const facts = leaveFacts({ timeline, ...rest });
    if (!facts) return NO_BYE;
    const bye = peersBye(timeline);
    const answered = bye?.finals[0];
    const { release } = facts;
    if (profile === 'pre-cr') return { verdict: 'none', message: 'the old text releases with the BYE' };
    if (!release)
      return { verdict: 'pass', message: 'media was not released before the answer to the BYE of the focus' };
    if (!answered) return { verdict: 'inconc', message: 'the BYE of the focus was not answered' };
    const distance = release.at - answered.at;
    const tooEarly = distance < -TOO_CLOSE_MS;
    const { actor, at } = bye.request;
    const letGo = goBefore(timeline, { actor, callId: bye.callId, at }) ?? at;
    if (tooEarly && release.at > letGo && distance > -LATE_READER_MS)
      return {
        verdict: 'inconc',
        message: `media was released (${release.how}) and the BYE of the focus answered within ${ms(-distance)}: which came first is not known`,
        repeatable: true,
      };
    return {
      verdict: tooEarly ? 'fail' : 'pass',
      message: `media was released (${release.how}) ${ms(Math.abs(distance))} ${distance < 0 ? 'before' : 'after'} the answer to the BYE of the focus`,
      deciding: tooEarly ? [release.seq, answered.seq] : [answered.seq, release.seq],
      distanceMs: distance,
      notes: !tooEarly && distance < 0 ? ['within the millisecond by which a FIN may overtake the answer'] : [],
    };
  },
};

export const mediaReleasedAfterGlare: Check = {
  id: 'media-released-after-glare',
  requirement: 'REQ-RFC-02',
  title: 'The session that both sides have ended is released',
  required:
    "At the latest once the client has answered the focus's BYE and had the final response to its own, whatever that is.",
  consequence: 'A session that is over for everybody keeps its connection.',
  judge({ timeline, ixit }) {
    const facts = leaveFacts({ timeline, ixit });
    if (!facts) return NO_BYE;
    const answered = peersBye(timeline)?.finals[0];
    if (!answered || !facts.final) return { verdict: 'inconc', message: 'one of the two BYEs got no final response' };
    const due = Math.max(answered.at, facts.final.sentAt);
    const dueSeq = due === answered.at ? answered.seq : facts.final.seq;
    const { release } = facts;
    const limit = ixit.relMax;
    if (!release) {
      const observed = facts.observedUntil - due;
      if (observed < limit)
        return {
          verdict: 'inconc',
          message: `only ${ms(observed)} were observed after both BYEs were answered, of ${ms(limit)}`,
        };
      return {
        verdict: 'fail',
        message: `media was not released in the ${ms(observed)} after both BYEs were answered`,
      };
    }
    const distance = release.at - due;
    return {
      verdict: distance <= limit ? 'pass' : 'fail',
      message: `media was released (${release.how}) ${ms(Math.abs(distance))} ${distance < 0 ? 'before' : 'after'} the later of both answers; at most ${ms(limit)} after it is allowed`,
      deciding: distance < 0 ? [release.seq, dueSeq] : [dueSeq, release.seq],
      distanceMs: distance,
    };
  },
};
