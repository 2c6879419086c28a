import type { TimelineEvent } from '../timeline/event.ts';

/** The Call-ID of a BYE of the focus; `undefined` for any other event. */
export function callOfBye(event: TimelineEvent): string | undefined {
  if (event.kind !== 'sip' || event.direction !== 'received' || !event.raw.startsWith('BYE ')) return undefined;
  return /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im.exec(event.raw)?.[1];
}
