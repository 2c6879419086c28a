import { absent, mayHaveSentSince } from '../absence.ts';
import type { Check, Evidence } from '../check.ts';
import type { Judgement } from '../finding.ts';
import { doubt, ms, relativeTo } from '../measure.ts';
import { lagAround, orderTo } from '../order.ts';
import { type Verdict, worst } from '../verdict.ts';
import {
  departureAllowed,
  departureDue,
  departuresFor,
  DEPARTING,
  endOf,
  leaveByeOf,
  nameOf,
  removalByeOf,
  subscriptionOf,
  type Trigger,
  watchersOf,
} from './facts.ts';

/** What was found for one subscriber; the worst of all is the finding. */
export interface PerSubscriber {
  verdict: Verdict;
  message: string;
  deciding?: [number, number];
  distanceMs?: number;
  notes?: string[];
  repeatable?: boolean;
}

function worstOf(all: PerSubscriber[]): Judgement {
  const verdict = worst(all.map((one) => one.verdict));
  const deciding = all.filter((one) => one.verdict === verdict);
  const first = deciding.toSorted((a, b) => (a.distanceMs ?? 0) - (b.distanceMs ?? 0))[0]!;
  return {
    ...first,
    verdict,
    message: deciding.map((one) => one.message).join('; '),
    notes: [...new Set(all.flatMap((one) => one.notes ?? []))],
  };
}

export function eachSubscriber({ timeline }: Evidence, judge: (subscriber: string) => PerSubscriber): Judgement {
  const watchers = watchersOf(timeline);
  if (watchers.length === 0) return { verdict: 'inconc', message: 'nobody who stays has a subscription' };
  return worstOf(
    watchers.map((subscriber) =>
      subscriptionOf(timeline, subscriber)
        ? judge(subscriber)
        : { verdict: 'inconc', message: `${nameOf(subscriber)} was never notified: nothing shows what was told` },
    ),
  );
}

const NO_BYE: Judgement = {
  verdict: 'inconc',
  message: 'the focus sent no BYE to Carol, so there was no final response to wait for',
};

const OVERTAKEN = 'by then Timer F of the BYE may have run out, which ends the removal as well';

export const departureNotBeforeFinal: Check = {
  id: 'departure-not-before-final',
  requirement: 'REQ-CF-11',
  title: 'Nobody is told of the departure before the final response',
  required:
    'While the BYE to the removed participant has no final response, no subscriber is shown the participant as gone.',
  consequence: 'The group is told that somebody has gone whose device may still be in the session.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    const bye = removalByeOf(timeline);
    if (!bye) return NO_BYE;
    const end = departureAllowed(timeline, ixit.t1);
    const byeAt = bye.request.at;
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const departure = departuresFor(timeline, subscriber)[0];
      if (!departure)
        return {
          verdict: 'pass',
          message: `${name} was told of no departure`,
          notes: [`whether ${name} should have been is judged by departure-notified`],
        };
      const { at, seq } = departure.event;
      if (!end && at >= mayHaveSentSince(timeline, DEPARTING))
        return {
          verdict: 'inconc',
          message: `${name} was told ${relativeTo('the BYE', at - byeAt)}, when a final response had been let go that is not on record`,
          repeatable: true,
        };
      if (!end)
        return {
          verdict: 'fail',
          message: `${name} was told ${relativeTo('the BYE', at - byeAt)}, and no final response had been sent at all`,
          deciding: [bye.request.seq, seq],
          distanceMs: at - byeAt,
        };
      const distance = end.at - at;
      const order = orderTo(at, end);
      const deciding: [number, number] = distance > 0 ? [seq, end.seq] : [end.seq, seq];
      if (order === 'after')
        return {
          verdict: 'pass',
          message: `${name} was told ${relativeTo(end.name, -distance)}`,
          deciding,
          distanceMs: -distance,
          notes: distance > 0 && end.overtaken ? [OVERTAKEN] : doubt(distance),
        };
      if (order === 'undecidable')
        return {
          verdict: 'inconc',
          message: `${name} was told ${ms(distance)} before ${end.name} was seen to leave, in the instant in which it was sent: too close to call`,
          deciding,
          distanceMs: -distance,
          repeatable: true,
        };
      const lag = lagAround(timeline, at);
      if (lag > distance)
        return {
          verdict: 'error',
          message: `the test side was ${ms(lag)} late when ${name} was told: the order is not known`,
          deciding,
          distanceMs: -distance,
          repeatable: true,
        };
      return {
        verdict: 'fail',
        message: `${name} was told ${ms(distance)} too early: ${relativeTo('the BYE', at - byeAt)}, before ${end.name}`,
        deciding,
        distanceMs: -distance,
      };
    });
  },
};

export const departureNotified: Check = {
  id: 'departure-notified',
  requirement: 'REQ-CF-12',
  title: 'Every subscriber is told of the departure',
  required:
    "Within the IXIT's limit every participant who subscribed is shown that the departed one is no longer connected.",
  consequence: 'The departed participant stays in the list as a ghost.',
  judge(evidence) {
    const due = departureDue(evidence.timeline, evidence.ixit.t1);
    return due ? eachSubscriber(evidence, (subscriber) => toldInTime(evidence, subscriber, due)) : NO_BYE;
  },
};

export const notHeldUp: Check = {
  id: 'not-held-up-by-another',
  requirement: 'REQ-CF-12',
  title: 'A subscriber is told whatever another one answers',
  required: "Alice is told within the IXIT's limit although Bob refuses his NOTIFY, or does not answer it.",
  consequence: 'One device that is switched off keeps the whole group from learning who has gone.',
  judge(evidence) {
    const due = departureDue(evidence.timeline, evidence.ixit.t1);
    return due ? toldInTime(evidence, 'alice', due) : NO_BYE;
  },
};

function toldInTime({ timeline, ixit }: Evidence, subscriber: string, due: Trigger): PerSubscriber {
  const name = nameOf(subscriber);
  const departure = departuresFor(timeline, subscriber)[0];
  if (!departure) {
    const what = `${name} was not told within the ${ms(endOf(timeline) - due.at)} observed after ${due.name}; at most ${ms(ixit.notifyMax)} are allowed`;
    return absent(timeline, { what, since: due.at, within: ixit.notifyMax, to: subscriber });
  }
  const distance = departure.event.at - due.at;
  return {
    verdict: distance <= ixit.notifyMax ? 'pass' : 'fail',
    message: `${name} was told ${distance < 0 ? `${ms(-distance)} before` : `${ms(distance)} after`} ${due.name}`,
    deciding: distance < 0 ? [departure.event.seq, due.seq] : [due.seq, departure.event.seq],
    distanceMs: distance,
    notes: distance < 0 ? ['whether that was too early is judged by departure-not-before-final'] : [],
  };
}

/** By that disconnection-method, and by no other one. */
export const isShownAs = (due: string, methods: readonly string[]): boolean =>
  methods.length > 0 && methods.every((method) => method === due);

export const shownAsDeparted: Check = {
  id: 'shown-as-departed',
  requirement: 'REQ-CF-13',
  title: 'The departure is shown as departed',
  required:
    'The disconnection-method of the one that is gone is departed: for a removal too, where RFC 4575 alone would have booted (and has, where the IXIT says that the focus keeps to that).',
  consequence: 'Clients show the group a wrong reason, or none.',
  judge(evidence) {
    const { timeline, ixit } = evidence;
    // Whoever cannot be reached is removed without a BYE.
    const removed = leaveByeOf(timeline) === undefined;
    const due = removed && ixit.rfc4575Pure === 'yes' ? 'booted' : 'departed';
    return eachSubscriber(evidence, (subscriber) => {
      const name = nameOf(subscriber);
      const departure = departuresFor(timeline, subscriber)[0];
      if (!departure)
        return { verdict: 'inconc', message: `${name} was told of no departure, so it was shown in no way` };
      const { methods = [], statuses = [], by = 'absent' } = departure.shown ?? {};
      const shown =
        by === 'status'
          ? `status ${statuses.join(', ') || 'absent'}, disconnection-method ${methods.join(', ') || 'absent'}`
          : by === 'deleted'
            ? 'deleted, without a disconnection-method'
            : 'left out of a full list, without a disconnection-method';
      return {
        verdict: isShownAs(due, methods) ? 'pass' : 'fail',
        message: `to ${name}: ${shown}`,
        deciding: [departure.event.seq, departure.event.seq],
      };
    });
  },
};

export const departedOnce: Check = {
  id: 'departed-once',
  requirement: 'REQ-CF-12',
  title: 'Nobody departs twice',
  required: 'In the state that a subscriber merges, the departed participant stops being connected once and stays so.',
  consequence: 'Members see somebody leave, come back and leave again.',
  judge(evidence) {
    const { timeline } = evidence;
    return eachSubscriber(evidence, (subscriber) => {
      const departures = departuresFor(timeline, subscriber);
      const name = nameOf(subscriber);
      if (departures.length === 1) return { verdict: 'pass', message: `${name} saw one departure` };
      if (departures.length === 0) return { verdict: 'inconc', message: `${name} saw no departure` };
      const [first, second] = departures;
      return {
        verdict: 'fail',
        message: `${name} saw ${departures.length} departures, the second ${ms(second!.event.at - first!.event.at)} after the first`,
        deciding: [first!.event.seq, second!.event.seq],
        distanceMs: second!.event.at - first!.event.at,
      };
    });
  },
};
