import type { SipEvent } from '../timeline/event.ts';
import { ifReadable, parseSipMessage } from './message.ts';
import type { SipMessage } from './message.ts';

const parsed = new WeakMap<SipEvent, SipMessage>();

/** Where an event carries the message that its source has read already. */
const MESSAGE = Symbol('message');

/**
 * The message of a timeline event; read once, however many checks ask.
 * @throws SipSyntaxError where the event's text is no SIP message.
 */
export function sipOf(event: SipEvent): SipMessage {
  const known = (event as { [MESSAGE]?: SipMessage })[MESSAGE] ?? parsed.get(event);
  if (known) return known;
  const message = parseSipMessage(event.raw);
  parsed.set(event, message);
  return message;
}

/** An event whose message its source has read already: it is not read again. */
export function asRead(
  { kind, actor, direction, transport, at, seq }: Omit<SipEvent, 'raw'>,
  message: SipMessage,
): SipEvent {
  const event = { kind, actor, direction, transport, at, seq, raw: message.raw, [MESSAGE]: message };
  return event;
}

/** As {@link sipOf}, with `undefined` for what cannot be read. */
export const readableSipOf = (event: SipEvent): SipMessage | undefined => ifReadable(() => sipOf(event));
