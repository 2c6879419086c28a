import { MadeTimeline } from '../made-timeline.ts';
import { NETWORK } from './facts.ts';

/** One request of either side and what became of it, in a call of its own. */
export interface MadeCall {
  by: 'sut' | 'tester';
  method: string;
  at: number;
  /** Whose SIPp saw it; by default the network's. */
  actor?: string;
  callId?: string;
  cseq?: number;
  uri?: string;
  /** To tag of the request, where it is in a dialog. */
  toTag?: string;
  headers?: string[];
  body?: string;
  /** Responses in order: status and time; those above 100 give the tag `theirs`, or that of the request. */
  answers?: [status: number, at: number][];
  /** To tag of the responses; null for none. */
  answerTag?: string | null;
  answerHeaders?: string[];
  /** When its ACK came. */
  ack?: number;
}

/** Adds such requests to a timeline, or begins one with them. */
export function withCalls(calls: readonly MadeCall[], timeline = new MadeTimeline()): MadeTimeline {
  for (const call of calls) addCall(timeline, call);
  return timeline;
}

function addCall(timeline: MadeTimeline, call: MadeCall): void {
  const { by, method, at, actor = NETWORK, callId = 'call-1', cseq = 1, uri = 'sip:gs-1@as' } = call;
  const [outward, back] = by === 'sut' ? (['received', 'sent'] as const) : (['sent', 'received'] as const);
  const fields = (name: string, tag: string | null | undefined, branch = `z9hG4bK-${method}-${at}`) => [
    `Via: SIP/2.0/UDP 192.0.2.9:5060;branch=${branch}`,
    'From: <sip:someone@example.com>;tag=mine',
    `To: <sip:gs-1@as>${tag == null ? '' : `;tag=${tag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${name}`,
  ];
  const { headers = [], body = '', answers = [], answerHeaders = [], ack } = call;
  timeline.sip(at, actor, outward, [`${method} ${uri} SIP/2.0`, ...fields(method, call.toTag), ...headers], body);
  const answerTag = call.answerTag === undefined ? (call.toTag ?? 'theirs') : call.answerTag;
  for (const [status, when] of answers)
    timeline.sip(when, actor, back, [`SIP/2.0 ${status} X`, ...fields(method, answerTag), ...answerHeaders]);
  if (ack !== undefined)
    timeline.sip(ack, actor, outward, [`ACK ${uri} SIP/2.0`, ...fields('ACK', answerTag, `z9hG4bK-ACK-${at}`)]);
}

/** The upper tester is told to leave. */
export const toldToLeave = (timeline: MadeTimeline, at: number): MadeTimeline =>
  timeline
    .add(at, { kind: 'control', target: 'alice', action: 'leave', phase: 'request' })
    .add(at + 1, { kind: 'mark', mark: 'preamble-reached' });
