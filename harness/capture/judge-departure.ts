import { EMPTY_ROSTER } from '../conference-info/roster.ts';
import { IXIT } from '../../catalogue/ixit.ts';
import { requirement } from '../../catalogue/index.ts';
import type { Check } from '../judge/check.ts';
import { noContentAfterBye } from '../judge/client/content.ts';
import { NETWORK } from '../judge/client/facts.ts';
import { mediaReleasedAfter2xx, mediaRetainedAfterFailure, mediaRetainedUntilFinal } from '../judge/client/media.ts';
import { byeReason200, byeToGroupIdentity, oneByeInDialog } from '../judge/client/signalling.ts';
import { incomingSendAcknowledged } from '../judge/client/window.ts';
import { evaluate } from '../judge/evaluate.ts';
import type { CaseVerdict } from '../judge/finding.ts';
import { departedOnce, departureNotBeforeFinal, departureNotified, shownAsDeparted } from '../judge/focus/departure.ts';
import { DEPARTING, tellSubscription } from '../judge/focus/facts.ts';
import { removedMediaReleased } from '../judge/focus/media.ts';
import { leaveByeAnswered, removalByeReason410 } from '../judge/focus/signalling.ts';
import { subscriptionEnded } from '../judge/focus/subscription.ts';
import type { Ixit } from '../sut/descriptor.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { Departure } from './departures.ts';
import { eventsOf, timelineOf } from './leg.ts';
import type { ToldOfDeparture } from './watch.ts';

/** What one side of a departure is found to have done. */
export interface JudgedDeparture {
  role: 'client' | 'focus';
  kind: 'leave' | 'removal';
  group: string;
  participant: string;
  callId: string;
  /** ISO 8601, of the BYE. */
  at: string;
  verdict: CaseVerdict;
  timeline: readonly TimelineEvent[];
}

/** Those that need nothing but what went over the wire. */
const CLIENT_LEAVE: readonly Check[] = [
  oneByeInDialog,
  byeReason200,
  byeToGroupIdentity,
  mediaRetainedUntilFinal,
  mediaReleasedAfter2xx,
  mediaRetainedAfterFailure,
  incomingSendAcknowledged,
  noContentAfterBye,
];
const FOCUS_LEAVE: readonly Check[] = [leaveByeAnswered, departureNotified, shownAsDeparted, departedOnce];
const FOCUS_REMOVAL: readonly Check[] = [
  removalByeReason410,
  removedMediaReleased,
  departureNotBeforeFinal,
  departureNotified,
  shownAsDeparted,
  departedOnce,
  subscriptionEnded,
];

/** Not of a user who stays by another device: such a user has not departed. */
const OF_THE_USER: ReadonlySet<Check> = new Set([
  departureNotBeforeFinal,
  departureNotified,
  shownAsDeparted,
  departedOnce,
  subscriptionEnded,
]);

/** What holds of a device that nobody has described: the defaults of the questionnaire. */
const ASSUMED = Object.fromEntries(
  [...IXIT.values()].flatMap((item) =>
    item.field === undefined || item.default === undefined ? [] : [[item.field, item.default]],
  ),
) as unknown as Ixit;

/** Judges both sides of a departure, by the checks that judge a run. Pure. */
export function judgeDeparture(departure: Departure): JudgedDeparture[] {
  const { by, remains } = departure;
  const checks = by === 'participant' ? FOCUS_LEAVE : FOCUS_REMOVAL;
  const focus = judged(
    departure,
    'focus',
    focusTimeline(departure),
    remains ? checks.filter((check) => !OF_THE_USER.has(check)) : checks,
  );
  if (by === 'focus') return [focus];
  return [judged(departure, 'client', clientTimeline(departure), CLIENT_LEAVE), focus];
}

function judged(
  departure: Departure,
  role: 'client' | 'focus',
  timeline: TimelineEvent[],
  checks: readonly Check[],
): JudgedDeparture {
  const { callId, group, identity, at, by } = departure;
  return {
    role,
    kind: by === 'participant' ? 'leave' : 'removal',
    group,
    participant: identity,
    callId,
    at: new Date(at).toISOString(),
    verdict: evaluate(checks, { timeline, ixit: ASSUMED }, (id) => requirement(id).clause),
    timeline,
  };
}

/** As the network would have recorded it. That the user asked for the leave is taken from the BYE. */
function clientTimeline({ callId, identity, happenings, at, until, epoch }: Departure): TimelineEvent[] {
  const asked: TimelineEvent = {
    kind: 'control',
    target: identity,
    action: 'leave',
    phase: 'request',
    detail: 'taken from the BYE',
    at: at - epoch - 0.001,
    seq: -1,
  };
  const seen = eventsOf(happenings, { actor: NETWORK, judged: 'participant', epoch });
  return timelineOf([asked, ...seen.flatMap((event) => [...goBefore(event, callId), event])], until - epoch);
}

/** A capture knows when a response was sent: no doubt is left by how it was let out. */
function goBefore(event: TimelineEvent, callId: string): TimelineEvent[] {
  if (event.kind !== 'sip' || event.direction !== 'sent' || !event.raw.startsWith('SIP/2.0 ')) return [];
  return [
    { kind: 'go', actor: event.actor, callId, what: 'taken from the capture', at: event.at, seq: event.seq - 0.5 },
  ];
}

/**
 * As the participants would have recorded it: the one that departs under the name that the checks know it by. Of what
 * the subscribers were told it has what concerns the one that departs; the checks are told what that comes to.
 */
function focusTimeline(departure: Departure): TimelineEvent[] {
  const { happenings, until, epoch, own, others } = departure;
  const told = [...own.map(asDeparting), ...others];
  // Of the media a focus is judged by the connection alone.
  const relevant = happenings.filter(({ what }) => what.kind !== 'msrp');
  const events = eventsOf(relevant, { actor: DEPARTING, judged: 'focus', epoch });
  for (const { subscribe, departures } of told) {
    events.push(subscribe);
    for (const { event } of departures) events.push(event);
  }
  const timeline = timelineOf(events, until - epoch);
  for (const { subscription, departures: transitions } of told)
    if (subscription) tellSubscription(timeline, subscription, { roster: EMPTY_ROSTER, transitions, anomalies: [] });
  return timeline;
}

/** What the departing one was told, under the name that the checks know it by. */
function asDeparting({ subscribe, departures, subscription }: ToldOfDeparture): ToldOfDeparture {
  const actor = DEPARTING;
  return {
    actor,
    subscribe: { ...subscribe, actor },
    departures: departures.map((departure) => ({ ...departure, event: { ...departure.event, actor } })),
    ...(subscription && { subscription: { ...subscription, actor } }),
  };
}
