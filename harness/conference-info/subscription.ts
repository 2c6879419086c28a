import type { ActorName, EventOf } from '../timeline/event.ts';
import { bodyOfType } from '../sip/body.ts';
import { parseParameterised } from '../sip/header-value.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { SipRequest } from '../sip/message.ts';
import { CONFERENCE_INFO_TYPE, ConferenceInfoError, parseConferenceInfo } from './document.ts';
import type { ConferenceInfo } from './document.ts';
import { followRoster } from './roster.ts';
import type { RosterHistory } from './roster.ts';

type SipEvent = EventOf<'sip'>;

/** One NOTIFY of the conference package (RFC 6665, RFC 4575), as first received. */
export interface Notification {
  event: SipEvent;
  /** Of Subscription-State, in lower case: `active`, `pending`, `terminated`. */
  state: string;
  /** Why it was terminated, in lower case. */
  reason?: string;
  /** Absent where the NOTIFY has no body, or one that cannot be read. */
  document?: ConferenceInfo;
  /** Why the body cannot be read. */
  unreadable?: string;
}

/** The notifications of one subscription: one dialog of one actor. */
export interface Subscription {
  actor: ActorName;
  callId: string;
  /** In the order of arrival, without retransmissions. */
  notifications: Notification[];
}

/** A NOTIFY of the conference package, read: its dialog, and what only its retransmissions share with it. */
interface ReadNotify {
  callId: string;
  dialog: string;
  request: string;
  notification: Notification;
}

/** Read once, however often somebody asks; `undefined` for what is no such NOTIFY. */
const read = new WeakMap<SipEvent, { notify: ReadNotify | undefined }>();

/**
 * The conference subscriptions that the test side's actors hold, in the order of their first NOTIFY.
 * @param events in the order of time, of one or several actors
 */
export function conferenceSubscriptions(events: readonly SipEvent[]): Subscription[] {
  const subscriptions = new Map<string, Subscription>();
  const seen = new Set<string>();
  for (const event of events) {
    const notify = notifyOf(event);
    if (!notify || seen.has(notify.request)) continue;
    seen.add(notify.request);
    const { callId, dialog, notification } = notify;
    const subscription = subscriptions.get(dialog) ?? { actor: event.actor, callId, notifications: [] };
    subscriptions.set(dialog, subscription);
    subscription.notifications.push(notification);
  }
  return [...subscriptions.values()];
}

/** Whether a NOTIFY belongs to the conference package. */
export const isConferenceNotify = (message: SipRequest): boolean =>
  message.method === 'NOTIFY' && parseParameterised(message.header('event') ?? '').value.toLowerCase() === 'conference';

function notifyOf(event: SipEvent): ReadNotify | undefined {
  const known = read.get(event);
  if (known) return known.notify;
  const notify = readNotify(event);
  read.set(event, { notify });
  return notify;
}

function readNotify(event: SipEvent): ReadNotify | undefined {
  if (event.direction !== 'received') return undefined;
  const message = readableSipOf(event);
  if (message?.kind !== 'request' || !isConferenceNotify(message)) return undefined;
  const callId = message.callId ?? '';
  const dialog = [event.actor, callId, message.toTag, message.fromTag].join('\n');
  // A retransmission has the CSeq of its original (RFC 3261 §12.2.2).
  const request = `${dialog}\n${message.cseq?.number ?? event.seq}`;
  return { callId, dialog, request, notification: notificationOf(event, message) };
}

function notificationOf(event: SipEvent, message: SipRequest): Notification {
  const { value, parameters } = parseParameterised(message.header('subscription-state') ?? '');
  const reason = parameters.get('reason')?.toLowerCase();
  return {
    event,
    state: value.toLowerCase(),
    ...(reason === undefined ? {} : { reason }),
    ...documentOf(message),
  };
}

function documentOf(message: SipRequest): Pick<Notification, 'document' | 'unreadable'> {
  const xml = bodyOfType(message, CONFERENCE_INFO_TYPE);
  if (xml === undefined) return {};
  try {
    return { document: parseConferenceInfo(xml) };
  } catch (error) {
    if (error instanceof ConferenceInfoError) return { unreadable: error.message };
    throw error;
  }
}

/** A transition or anomaly with the NOTIFY that brought it. */
export type Notified<T extends { index: number }> = T & { event: SipEvent };

/** What a subscription's documents come to, with the events that brought each change. */
export interface SubscriptionHistory {
  roster: RosterHistory['roster'];
  transitions: Notified<RosterHistory['transitions'][number]>[];
  anomalies: Notified<RosterHistory['anomalies'][number]>[];
}

/** Follows the roster of one subscription; see {@link followRoster}. */
export function rosterHistory({ notifications }: Subscription): SubscriptionHistory {
  const told = notifications.filter((notification) => notification.document !== undefined);
  const { roster, transitions, anomalies } = followRoster(told.map(({ document }) => document!));
  const withEvent = <T extends { index: number }>(entry: T): Notified<T> => ({
    ...entry,
    event: told[entry.index]!.event,
  });
  return { roster, transitions: transitions.map(withEvent), anomalies: anomalies.map(withEvent) };
}
