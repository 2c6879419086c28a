import { isRequest } from '../../sip/message.ts';
import { readableSipOf } from '../../sip/of-event.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import { sipEventsOf } from './facts.ts';

/** A NOTIFY about a REFER of Alice's (RFC 3515 §2.4.5). */
export interface ReferNotification {
  event: SipEvent;
  /** Status of the sipfrag in its body; absent where there is none. */
  status?: number;
}

/** What Alice was told of her REFERs, in the order of arrival. */
export function referNotifications(timeline: readonly TimelineEvent[]): ReferNotification[] {
  return sipEventsOf(timeline, 'alice').flatMap((event) => {
    const message = event.direction === 'received' ? readableSipOf(event) : undefined;
    if (!message || !isRequest(message, 'NOTIFY') || !/^refer\b/i.test(message.header('event') ?? '')) return [];
    const status = /^SIP\/2\.0 (\d{3})/.exec(message.body.trim())?.[1];
    return [{ event, ...(status !== undefined && { status: Number(status) }) }];
  });
}

/** The status that Alice was told last. */
export const referOutcome = (timeline: readonly TimelineEvent[]): number | undefined =>
  referNotifications(timeline).at(-1)?.status;
