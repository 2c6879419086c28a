import type { MadeTimeline } from '../made-timeline.ts';
import { NETWORK } from './facts.ts';
import { GROUP } from './made-leave.ts';

/** One transaction beside the BYE of a made leave, in the dialog of the group where nothing else is said. */
export interface MadeExchange {
  by: 'sut' | 'tester';
  method: string;
  at: number;
  /** Final response and when it came; absent: none. */
  answer?: [status: number, at: number];
  /** When its ACK came. */
  ack?: number;
  cseq?: number;
  callId?: string;
  /** Of the topmost Via; by default one that no other exchange has. */
  branch?: string;
  /** To tag of the request; null for none. */
  toTag?: string | null;
  uri?: string;
  /** Header lines of the request, and of the response. */
  headers?: string[];
  answerHeaders?: string[];
}

/** Adds a transaction to a timeline: the request, its response and, for an INVITE, its ACK. */
export function withExchange(timeline: MadeTimeline, exchange: MadeExchange): MadeTimeline {
  const { by, method, at, answer, ack, cseq = 7, callId = 'call-1', uri = GROUP } = exchange;
  const { headers = [], answerHeaders = [], branch = `z9hG4bK-${method}-${at}` } = exchange;
  const [mine, theirs] = by === 'sut' ? ['alice', 'focus'] : ['focus', 'alice'];
  const toTag = exchange.toTag === null ? '' : `;tag=${exchange.toTag ?? theirs}`;
  const [outward, back] = by === 'sut' ? (['received', 'sent'] as const) : (['sent', 'received'] as const);
  const fields = (name: string, suffix = '') => [
    `Via: SIP/2.0/UDP 192.0.2.9:5060;branch=${branch}${suffix}`,
    `From: <sip:someone@example.com>;tag=${mine}`,
    `To: <sip:gs-1@as>${toTag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${name}`,
  ];
  timeline.sip(at, NETWORK, outward, [`${method} ${uri} SIP/2.0`, ...fields(method), ...headers]);
  if (answer) timeline.sip(answer[1], NETWORK, back, [`SIP/2.0 ${answer[0]} X`, ...fields(method), ...answerHeaders]);
  if (ack !== undefined) timeline.sip(ack, NETWORK, outward, [`ACK ${uri} SIP/2.0`, ...fields('ACK', '-ack')]);
  return timeline;
}

/** An action of the upper tester, asked and answered. */
export function withAction(timeline: MadeTimeline, at: number, action: string): MadeTimeline {
  const control = { kind: 'control', target: 'alice', action } as const;
  return timeline.add(at, { ...control, phase: 'request' }).add(at + 1, { ...control, phase: 'answer' });
}
