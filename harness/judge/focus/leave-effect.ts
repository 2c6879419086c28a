/** What leaves out of the ordinary, and what is no leave at all, do to the group. */
import { sameUser, shownUser } from '../../conference-info/user.ts';
import { addressOf } from '../../sip/address.ts';
import { readableSipOf, sipOf } from '../../sip/of-event.ts';
import { type ClientTransaction, firstFinal } from '../../sip/transaction.ts';
import { parseSipUri } from '../../sip/uri.ts';
import type { EventOf, TimelineEvent } from '../../timeline/event.ts';
import { absent, finalResponseDue, SET_OFF_MS } from '../absence.ts';
import type { Check } from '../check.ts';
import { ms } from '../measure.ts';
import { eachSubscriber } from './departure.ts';
import {
  DEPARTING,
  departuresFor,
  endOf,
  historyOf,
  identityOf,
  leaveByeOf,
  nameOf,
  referOf,
  removalByeOf,
  rosterOf,
  sipEventsOf,
  statusOf,
  transactionsOf,
  watchersOf,
} from './facts.ts';
import { isContent } from './media.ts';

/**
 * Nobody is taken for gone by a message that is no leave.
 * @param requirement by which it is none
 */
export const nobodyDeparted = (requirement: string): Check => ({
  id: 'nobody-departed',
  requirement,
  title: 'Who did not leave is not shown as gone',
  required: 'After the message that was refused, nobody is told of a departure, and the media stay.',
  consequence: 'Somebody who is in the session is taken for gone.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const sent = leaveByeOf(timeline) ?? referOf(timeline);
    if (!sent) return { verdict: 'inconc', message: 'nothing was sent that could have been misunderstood' };
    const { at, seq } = sent.request;
    const released = timeline.find(
      (e): e is EventOf<'tcp'> =>
        e.kind === 'tcp' && e.actor === DEPARTING && e.by === 'sut' && /fin|rst/.test(e.event) && e.at >= at,
    );
    if (released)
      return {
        verdict: 'fail',
        message: `Carol's media was released (${released.event.toUpperCase()}) ${ms(released.at - at)} after the message`,
        deciding: [seq, released.seq],
        distanceMs: released.at - at,
      };
    return eachSubscriber(evidence, (subscriber) => {
      const departure = departuresFor(timeline, subscriber)[0];
      const observed = endOf(timeline) - at;
      if (departure)
        return {
          verdict: 'fail',
          message: `${nameOf(subscriber)} was told ${ms(departure.event.at - at)} after the message that Carol is gone`,
          deciding: [seq, departure.event.seq],
          distanceMs: departure.event.at - at,
        };
      return observed < ixit.notifyMax
        ? { verdict: 'inconc', message: `only ${ms(observed)} after the message were observed` }
        : { verdict: 'pass', message: `${nameOf(subscriber)} was told of no departure in ${ms(observed)}` };
    });
  },
});

/** INVITEs by which somebody began a dialog. */
const invitesOf = (timeline: readonly TimelineEvent[], actor: string): ClientTransaction[] =>
  transactionsOf(timeline, actor).filter(
    (t) => t.by === 'tester' && t.method === 'INVITE' && sipOf(t.request).toTag === undefined,
  );

export const sessionEndsWithLast: Check = {
  id: 'session-ends-with-last',
  requirement: 'REQ-CF-28',
  title: 'The session ends with its last participant',
  required: 'Once the last participant has left, an INVITE to the Group Session Identity gets 404.',
  consequence: 'Somebody comes back into a session in which nobody else is.',
  judge({ timeline, ixit }) {
    const again = invitesOf(timeline, DEPARTING)[1];
    const left = leaveByeOf(timeline);
    if (!again || !left) return { verdict: 'inconc', message: 'Carol did not leave and then call the group' };
    const ended = removalByeOf(timeline) !== undefined;
    const leave = firstFinal(left);
    const due = { within: finalResponseDue(ixit.t1), to: DEPARTING };
    if (!ended && !leave) {
      const what = 'the BYE of the last participant was answered not at all';
      return absent(timeline, { what, since: left.request.at, ...due });
    }
    if (!ended && leave && statusOf(leave) >= 300)
      return { verdict: 'fail', message: `the BYE of the last participant was answered ${statusOf(leave)}` };
    const final = firstFinal(again);
    if (!final) {
      const what = 'an INVITE to the group got no final response';
      return absent(timeline, { what, since: again.request.at, ...due });
    }
    return {
      verdict: statusOf(final) === 404 ? 'pass' : 'fail',
      message: `an INVITE to the group, ${ms(again.request.at - left.request.at)} after the last one left, was answered ${statusOf(final)}${statusOf(final) === 404 ? '' : '; 404 is due'}`,
      deciding: [again.request.seq, final.seq],
      distanceMs: final.at - again.request.at,
      notes: ended && ixit.minParticipants <= 1 ? ['the focus had ended the session before the last one left'] : [],
    };
  },
};

export const anonymityKept: Check = {
  id: 'anonymity-kept',
  requirement: 'REQ-CF-29',
  title: 'Who is anonymous stays so when leaving',
  required:
    'No document shows the address of a participant who joined with Privacy: id, before, with or after its leave.',
  consequence: 'The group learns who was there, at the very moment that person leaves.',
  judge(evidence) {
    const { timeline } = evidence;
    const bye = leaveByeOf(timeline);
    const invite = invitesOf(timeline, DEPARTING)[0];
    const real = invite && sipOf(invite.request).header('p-asserted-identity');
    if (!bye || real === undefined) return { verdict: 'inconc', message: 'Carol did not join and leave' };
    const address = addressOf(real);
    const user = parseSipUri(address)?.user ?? address.replace(/^tel:/i, '');
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const telling = sipEventsOf(timeline, subscriber).find(
        ({ raw }) => raw.startsWith('NOTIFY ') && names(raw, user),
      );
      if (telling) {
        const distance = telling.at - bye.request.at;
        return {
          verdict: 'fail',
          message: `${name} was shown ${address} ${distance < 0 ? `${ms(-distance)} before` : `${ms(distance)} after`} the BYE`,
          deciding: distance < 0 ? [telling.seq, bye.request.seq] : [bye.request.seq, telling.seq],
          distanceMs: distance,
        };
      }
      const left = historyOf(timeline, subscriber)?.transitions.find(({ change }) => change === 'departure');
      return left
        ? {
            verdict: 'pass',
            message: `${name} was told that ${left.user} has gone`,
            deciding: [bye.request.seq, left.event.seq],
          }
        : { verdict: 'inconc', message: `${name} was told of no departure` };
    });
  },
};

/** Whether the body names a user part, as it is or as it stands in a URI. */
const names = (raw: string, user: string): boolean => {
  const body = raw.slice(raw.indexOf('\r\n\r\n'));
  return body.includes(user) || body.includes(encodeURIComponent(user));
};

export const rejoinFollowsPolicy: Check = {
  id: 'rejoin-follows-policy',
  requirement: 'REQ-RCC-06',
  title: 'Coming back after a leave follows the policy of the group',
  required: 'An open group takes the one that left back, and shows it connected; any other answers 403.',
  consequence: 'Members cannot return, or those return who were not meant to.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const again = invitesOf(timeline, DEPARTING)[1];
    if (!again || !leaveByeOf(timeline)) return { verdict: 'inconc', message: 'Carol did not leave and come back' };
    const final = firstFinal(again);
    if (!final) {
      const what = 'the INVITE of Carol, who had left, got no final response';
      return absent(timeline, { what, since: again.request.at, within: finalResponseDue(ixit.t1), to: DEPARTING });
    }
    const status = statusOf(final);
    const deciding: [number, number] = [again.request.seq, final.seq];
    const policy = ixit.open === 'yes' ? 'an open group' : 'a group that is not open';
    if (ixit.open === 'no')
      return {
        verdict: status === 403 ? 'pass' : 'fail',
        message: `${policy} answered the INVITE of one who had left ${status}${status === 403 ? '' : '; 403 is due'}`,
        deciding,
      };
    if (status >= 300)
      return { verdict: 'fail', message: `${policy} answered the INVITE of one who had left ${status}`, deciding };
    return eachSubscriber(evidence, (subscriber) => {
      const transitions = historyOf(timeline, subscriber)?.transitions ?? [];
      const mine = transitions.filter(({ user }) => sameUser(user, identityOf(timeline, DEPARTING) ?? ''));
      const gone = mine.findIndex(({ change }) => change === 'departure');
      if (gone < 0)
        return { verdict: 'inconc', message: `${nameOf(subscriber)} was not told that Carol was gone in between` };
      const arrival = mine.slice(gone).find(({ change }) => change === 'arrival');
      const waited = (arrival?.event.at ?? endOf(timeline)) - final.at;
      const what = `${nameOf(subscriber)} was not told in ${ms(waited)} that Carol is back`;
      if (arrival)
        return {
          verdict: waited <= ixit.notifyMax ? 'pass' : 'fail',
          message: `${nameOf(subscriber)} was told ${ms(waited)} after the ${status} that Carol is back`,
          deciding: [final.seq, arrival.event.seq],
          distanceMs: waited,
        };
      return absent(timeline, { what, since: final.at, within: ixit.notifyMax, to: subscriber });
    });
  },
};

export const declinedIsGone: Check = {
  id: 'declined-is-gone',
  requirement: 'REQ-RCC-05',
  title: 'Who declines to come back with 603 has left',
  required:
    'After the 603 the focus shows that participant as not connected, and does not invite it again in this session.',
  consequence: 'A user who said no is rung again and again, and listed as if taking part.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const invitations = transactionsOf(timeline, DEPARTING).filter((t) => t.by === 'sut' && t.method === 'INVITE');
    const [first, second] = invitations;
    if (!first) {
      const refer = referOf(timeline);
      const answer = refer && firstFinal(refer);
      return refer
        ? {
            verdict: 'pass',
            message: 'the focus did not invite Carol again, so there was nothing to decline',
            notes: [`the request to invite her was answered ${answer ? statusOf(answer) : 'not at all'}`],
          }
        : { verdict: 'inconc', message: 'nobody asked the focus to invite Carol' };
    }
    const declined = first.finals.find((final) => statusOf(final) === 603);
    if (!declined) return { verdict: 'inconc', message: 'Carol did not decline with 603' };
    if (second)
      return {
        verdict: 'fail',
        message: `Carol was invited again ${ms(second.request.at - declined.at)} after her 603`,
        deciding: [declined.seq, second.request.seq],
        distanceMs: second.request.at - declined.at,
      };
    const carol = identityOf(timeline, DEPARTING) ?? '';
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const observed = endOf(timeline) - declined.at;
      if (observed < ixit.notifyMax)
        return { verdict: 'inconc', message: `only ${ms(observed)} after the 603 were observed` };
      const shown = shownUser(rosterOf(timeline, subscriber), carol);
      if (shown?.connected) {
        const what = `${name} is still shown Carol as connected ${ms(observed)} after the 603`;
        return absent(timeline, { what, since: declined.at, within: ixit.notifyMax, to: subscriber });
      }
      const methods = [...(shown?.endpoints.values() ?? [])].flatMap((endpoint) => endpoint.disconnectionMethod ?? []);
      return {
        verdict: 'pass',
        message: `${name} is shown Carol as not connected`,
        deciding: [first.request.seq, declined.seq],
        notes: methods.some((method) => method !== ixit.declinedMethod)
          ? [`disconnection-method ${methods.join(', ')}, and the IXIT says ${ixit.declinedMethod}`]
          : [],
      };
    });
  },
};

export const instanceLeft: Check = {
  id: 'instance-left',
  requirement: 'REQ-CF-22',
  title: 'One device leaves, the user stays',
  required:
    'With an endpoint for each device, the one that left is shown gone, its user connected, and the other device served; with one anchored leg, the other device is let go as well.',
  consequence: 'Leaving on the tablet throws the phone out of the chat.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const bye = leaveByeOf(timeline);
    const carol = identityOf(timeline, DEPARTING);
    if (!bye || carol === undefined) return { verdict: 'inconc', message: 'Carol sent no BYE' };
    const released = removalByeOf(timeline, 'carol2');
    if (ixit.devices === 'PF_ANCHORED')
      return released
        ? {
            verdict: 'pass',
            message: `the other leg was ended by a BYE ${ms(released.request.at - bye.request.at)} after hers`,
            deciding: [bye.request.seq, released.request.seq],
            distanceMs: released.request.at - bye.request.at,
          }
        : absent(timeline, {
            what: "the other leg of Carol's was not ended",
            since: bye.request.at,
            within: SET_OFF_MS,
            to: 'carol2',
          });
    if (released && ixit.devices === undefined)
      return { verdict: 'pass', message: 'the other leg was ended as well', notes: ['as with one anchored leg'] };
    const from = firstFinal(bye)?.at ?? bye.request.at;
    const relayed = (actor: string) => timeline.find((e) => isContent(e, actor) && e.at > from);
    const witnessed = relayed('alice');
    if (!witnessed) return { verdict: 'inconc', message: 'no message reached Alice after the leave' };
    if (!relayed('carol2')) {
      const what = "a message that was posted after the leave did not reach Carol's other device";
      return absent(timeline, { what, since: witnessed.at, within: SET_OFF_MS });
    }
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      if (subscriber === 'carol2') return { verdict: 'pass', message: 'the other device got what was posted' };
      const departure = departuresFor(timeline, subscriber)[0];
      if (departure)
        return {
          verdict: 'fail',
          message: `${name} was told that Carol is gone, while her other device is in the session`,
          deciding: [bye.request.seq, departure.event.seq],
        };
      const shown = shownUser(rosterOf(timeline, subscriber), carol);
      const connected = [...(shown?.endpoints.values() ?? [])].filter(({ status }) => status === 'connected');
      if (connected.length === 1)
        return { verdict: 'pass', message: `${name} is shown Carol with the device that stayed` };
      const what = `${name} is shown ${connected.length} devices of Carol's connected; one is`;
      return absent(timeline, { what, since: bye.request.at, within: ixit.notifyMax, to: subscriber });
    });
  },
};

export const resetIsNoLeave: Check = {
  id: 'reset-is-no-leave',
  requirement: 'REQ-CF-21',
  title: 'A lost MSRP connection is no leave',
  required: 'While the SIP dialog of a participant stands, the loss of its media alone does not show it as departed.',
  consequence: 'A tunnel on the way, and the group is told that somebody has left who wants to stay.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const reset = timeline.find(
      (e) => e.kind === 'tcp' && e.actor === DEPARTING && e.event === 'rst' && e.by === 'tester',
    );
    if (!reset) return { verdict: 'inconc', message: "Carol's MSRP connection was not reset" };
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const departure = departuresFor(timeline, subscriber)[0];
      if (departure) {
        const { methods = [], by = 'absent' } = departure.shown ?? {};
        const distance = departure.event.at - reset.at;
        const shown = methods.length > 0 ? methods.join(', ') : by;
        return {
          verdict: methods.includes('departed') ? 'fail' : 'pass',
          message: `${name} was told ${ms(distance)} after the reset that Carol is gone, as ${shown}`,
          deciding: [reset.seq, departure.event.seq],
          distanceMs: distance,
          notes: methods.includes('departed')
            ? []
            : ['the policy of the focus is to take lost media for a lost participant'],
        };
      }
      const observed = endOf(timeline) - reset.at;
      return observed < ixit.observe * 0.99
        ? { verdict: 'inconc', message: `only ${ms(observed)} after the reset were observed` }
        : { verdict: 'pass', message: `${name} was told of no departure in ${ms(observed)}` };
    });
  },
};

const REFUSED = [400, 403, 501];

export const malformedReferRefused: Check = {
  id: 'malformed-refer-refused',
  requirement: 'REQ-CF-01',
  title: 'A REFER that cannot be understood removes nobody',
  required: '400, 403 or 501; or 202 and then a report of a 4xx or 501; and no BYE to anybody.',
  consequence: 'A broken request throws somebody out.',
  judge({ timeline, ixit }) {
    const refer = referOf(timeline);
    if (!refer) return { verdict: 'inconc', message: 'Alice sent no REFER' };
    const bye = ['alice', ...watchersOf(timeline), DEPARTING]
      .flatMap((actor) => transactionsOf(timeline, actor))
      .find((t) => t.by === 'sut' && t.method === 'BYE' && t.request.at >= refer.request.at);
    if (bye)
      return {
        verdict: 'fail',
        message: `${nameOf(bye.actor)} was sent a BYE ${ms(bye.request.at - refer.request.at)} after it`,
        deciding: [refer.request.seq, bye.request.seq],
        distanceMs: bye.request.at - refer.request.at,
      };
    const final = firstFinal(refer);
    if (!final) {
      const what = 'the REFER got no final response';
      return absent(timeline, { what, since: refer.request.at, within: finalResponseDue(ixit.t1), to: 'alice' });
    }
    const status = statusOf(final);
    const deciding: [number, number] = [refer.request.seq, final.seq];
    if (status >= 300)
      return {
        verdict: REFUSED.includes(status) ? 'pass' : 'fail',
        message: `the REFER was answered ${status}${REFUSED.includes(status) ? ', and nobody was sent a BYE' : '; 400, 403 or 501 is due'}`,
        deciding,
      };
    const reports = sipEventsOf(timeline, 'alice').flatMap((event) => {
      const message = event.direction === 'received' ? readableSipOf(event) : undefined;
      const code = message?.callId === refer.callId ? /^SIP\/2\.0 (\d{3})/.exec(message?.body ?? '')?.[1] : undefined;
      return code === undefined || Number(code) < 200 ? [] : [{ event, code: Number(code) }];
    });
    const outcome = reports[0];
    if (!outcome) {
      const what = `the REFER was answered ${status}, and no outcome was reported in ${ms(endOf(timeline) - final.at)}`;
      return absent(timeline, { what, since: final.at, within: ixit.notifyMax, to: 'alice' });
    }
    const right = (outcome.code >= 400 && outcome.code < 500) || outcome.code === 501;
    return {
      verdict: right ? 'pass' : 'fail',
      message: `the REFER was answered ${status}, and ${outcome.code} was reported`,
      deciding: [final.seq, outcome.event.seq],
    };
  },
};
