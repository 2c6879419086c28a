import type { MadeTimeline } from '../made-timeline.ts';
import { madeGroup } from './made-removal.ts';

export const LEFT_AT = 1000;

export interface MadeRequest {
  method?: 'BYE' | 'INVITE' | 'REFER';
  actor?: string;
  callId?: string;
  toTag?: string | null;
  cseq?: number;
  cseqMethod?: string;
  /** What tells the transaction from others. */
  branch?: string;
  direction?: 'sent' | 'received';
  headers?: string[];
}

/** A request in, or for, Carol's dialog with the focus, and the final responses to it. */
export function request(
  timeline: MadeTimeline,
  at: number,
  made: MadeRequest = {},
  responses: readonly [status: number, at: number, toTag?: string][] = [],
): MadeTimeline {
  const {
    method = 'BYE',
    actor = 'carol',
    callId = `i-${actor}`,
    toTag = 'f-carol',
    cseq = 2,
    branch = `b${at}`,
  } = made;
  const { direction = 'sent', cseqMethod = method, headers = [] } = made;
  const lines = (tag: string | null) => [
    `Via: SIP/2.0/UDP x;branch=z9hG4bK${branch}`,
    `From: <sip:${actor}@${actor[0]}>;tag=${actor}`,
    `To: <sip:gs-1@f>${tag === null ? '' : `;tag=${tag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${cseqMethod}`,
  ];
  timeline.sip(at, actor, direction, [`${method} sip:gs-1@f SIP/2.0`, ...lines(toTag), ...headers]);
  const back = direction === 'sent' ? 'received' : 'sent';
  for (const [status, then, tag] of responses)
    timeline.sip(then, actor, back, [`SIP/2.0 ${status} X`, ...lines(tag ?? toTag ?? 'none')]);
  return timeline;
}

/** A group of three, one of whom sends a BYE. */
export const madeLeave = (
  made: MadeRequest = {},
  responses: readonly [status: number, at: number, toTag?: string][] = [[200, LEFT_AT + 5]],
): MadeTimeline => request(madeGroup(), LEFT_AT, made, responses);
