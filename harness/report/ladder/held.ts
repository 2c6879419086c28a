import { isFinal, isRequest } from '../../sip/message.ts';
import { readableSipOf } from '../../sip/of-event.ts';
import type { EventOf, TimelineEvent } from '../../timeline/event.ts';

/** A stretch of time in which the system under test waited for the final response to a request of its own. */
export interface Held {
  from: TimelineEvent;
  /** The final response; where there was none, the end of the last step that withheld it. */
  to: TimelineEvent;
  ms: number;
}

/** An answer that comes sooner than this was not withheld, in milliseconds. */
const PROMPT_MS = 50;

/** From each BYE of the system under test to its final response, and from each step that withholds anything else to its end. */
export function heldIn(timeline: readonly TimelineEvent[]): Held[] {
  const steps = stepsThatHold(timeline);
  const byes = byesIn(timeline).flatMap(({ bye, final }) => {
    const to = final ?? steps.findLast(({ to: end }) => end.at > bye.at)?.to;
    return to ? [{ from: bye, to, ms: to.at - bye.at }] : [];
  });
  const others = steps.filter(({ from }) => !byes.some((held) => held.from.at <= from.at && from.at <= held.to.at));
  return [...byes, ...others].filter(({ ms }) => ms >= PROMPT_MS).toSorted((a, b) => a.from.at - b.from.at);
}

/** Each BYE that came from the system under test, when it first came, with its final response. */
function byesIn(timeline: readonly TimelineEvent[]): { bye: TimelineEvent; final?: TimelineEvent }[] {
  const byes = new Map<string, { bye: TimelineEvent; final?: TimelineEvent }>();
  for (const event of timeline) {
    if (event.kind !== 'sip') continue;
    const message = readableSipOf(event);
    if (message?.cseq?.method !== 'BYE') continue;
    const transaction = `${event.actor} ${message.callId} ${message.cseq.number} ${message.branch}`;
    const known = byes.get(transaction);
    if (isRequest(message) && event.direction === 'received') byes.set(transaction, known ?? { bye: event });
    else if (known && isFinal(message) && event.direction === 'sent') known.final ??= event;
  }
  return [...byes.values()];
}

function stepsThatHold(timeline: readonly TimelineEvent[]): Held[] {
  const holds = timeline.filter((event): event is EventOf<'step'> => event.kind === 'step' && event.step === 'hold');
  return holds.flatMap((from) => {
    if (from.phase !== 'begin') return [];
    const to = holds.find(({ phase, seq }) => phase !== 'begin' && seq > from.seq);
    return to ? [{ from, to, ms: to.at - from.at }] : [];
  });
}
