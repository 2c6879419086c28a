/**
 * What is not on record: whether it did not happen, or was only not seen. An observation ends, and a SIPp that is ended has
 * not always written down what it had sent and received: what is missing then breaches nothing.
 */
import type { ActorName, EventOf, SipEvent, TimelineEvent } from '../timeline/event.ts';
import type { Judgement } from './finding.ts';
import { ms } from './measure.ts';
import { remembered } from './remembered.ts';

/** End of the observation, in milliseconds since the test began. */
export const endOf = (timeline: readonly TimelineEvent[]): number => timeline.at(-1)?.at ?? 0;

/** Whether the observation was ended, once all was done that was to be done, or was broken off before. */
export const cameToItsEnd = (timeline: readonly TimelineEvent[]): boolean =>
  timeline.some((event) => event.kind === 'mark' && event.mark === 'observation-ended');

/**
 * By when a final response is due, in milliseconds after the request (64·T1, RFC 3261 §17.1.2.2 and §17.1.1.2): less a
 * fiftieth, since whoever waits so long begins with the go, and the request is on record a little later.
 */
export const finalResponseDue = (t1: number): number => 64 * t1 * 0.98;

/** Silence is the absence of an answer for as long as a lost packet and three repetitions of it take: 8·T1, in milliseconds. */
export const silenceAfter = (t1: number): number => 8 * t1;

/**
 * By when a request has to come that a response, an accepted request or a word of the user gives rise to, in milliseconds.
 * No rule bounds it; every choreography waits longer.
 */
export const SET_OFF_MS = 2500;

/** What was let go and is not on record. */
interface LostTrace {
  /** Since then something may have been sent that nobody knows of. */
  sentSince: number;
  /** Nothing is known of what the actor received later: its last record. */
  receivedUntil: number;
}

/** Of a SIPp that has anything on record so much later than a go the trace is whole: that go was in vain. */
const GO_IN_VAIN_MS = 500;

/** A record may seem to be older than its go by so much: their clocks are compared once for a test. */
const CLOCKS_APART_MS = 1;

/** Where the trace of an actor breaks off: before a message of its own that had been let go. */
export const lostTrace = (timeline: readonly TimelineEvent[], actor: ActorName): LostTrace | undefined =>
  remembered(timeline, `lost trace of ${actor}`, () => {
    const records = timeline.filter((event): event is SipEvent => event.kind === 'sip' && event.actor === actor);
    const last = records.at(-1)?.at ?? 0;
    const lost = timeline.find(
      (event): event is EventOf<'go'> =>
        event.kind === 'go' &&
        event.actor === actor &&
        letsOutMessage(event) &&
        last < event.at + GO_IN_VAIN_MS &&
        !records.some((record) => isOf(record, event)),
    );
    return lost && { sentSince: lost.at, receivedUntil: Math.min(last, lost.at) };
  });

/** Some goes change only what becomes of later messages: those say so in words. */
const letsOutMessage = ({ what }: EventOf<'go'>): boolean => /^(\d{3}|(re-)?[A-Z]+)\b/.test(what);

const isOf = (record: SipEvent, { at, callId, what }: EventOf<'go'>): boolean =>
  record.direction === 'sent' &&
  record.at >= at - CLOCKS_APART_MS &&
  record.raw.startsWith('SIP/2.0 ') === /^\d/.test(what) &&
  record.raw.includes(callId);

/** Until when an actor is known to have received nothing but what is on record. */
export const receivedUntil = (timeline: readonly TimelineEvent[], actor: ActorName): number =>
  lostTrace(timeline, actor)?.receivedUntil ?? endOf(timeline);

/** Since when an actor may have sent what is not on record: never, where its trace is whole. */
export const mayHaveSentSince = (timeline: readonly TimelineEvent[], actor: ActorName): number =>
  lostTrace(timeline, actor)?.sentSince ?? Infinity;

/** Something that did not come to an actor of the test side. */
export interface Absence {
  /** In words, as the message of the breach. */
  what: string;
  /** What made it due, in milliseconds since the test began. */
  since: number;
  /** How many milliseconds after that it is due. */
  within: number;
  /** To whom it was to come: its trace has to be whole; absent where it does not come by SIP. */
  to?: ActorName;
}

/** FAIL where it had to be there by the end of the observation, INCONC where there was not the time, or not the record. */
export function absent(
  timeline: readonly TimelineEvent[],
  { what, since, within, to }: Absence,
  rest: Omit<Judgement, 'verdict' | 'message'> = {},
): Judgement {
  const lost = to === undefined ? undefined : lostTrace(timeline, to);
  if (lost && lost.receivedUntil - since < within)
    return {
      verdict: 'inconc',
      message: `${what}; but the trace of ${to} ends ahead of a message that was let go, and what came later is not known`,
      repeatable: true,
    };
  const watched = Math.max(0, endOf(timeline) - since);
  if (watched < within)
    return {
      verdict: 'inconc',
      message: `${what}; only ${ms(watched)} of the observation were left, too close to its end to tell`,
      repeatable: true,
    };
  return { verdict: 'fail', message: what, ...rest };
}
