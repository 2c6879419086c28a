import { MadeTimeline } from '../made-timeline.ts';
import { NETWORK } from './facts.ts';

export const BYE_AT = 1000;
export const GROUP = 'sip:gs-1@192.0.2.1:5060';
const CALL_ID = 'call-1';

export interface MadeLeave {
  /** Header lines of the BYE beside Via, From, To, Call-ID, CSeq and Max-Forwards. */
  headers?: string[];
  requestUri?: string;
  cseq?: number;
  toTag?: string;
  /** Responses to the BYE: status and time of the trace's record, the go being 1 ms earlier. */
  responses?: [status: number, at: number][];
  /** Times at which the BYE is sent again. */
  retransmissions?: number[];
  release?: { at: number; how?: 'fin' | 'rst' };
  /** What probes of one second get: 200 by default until the release, then nothing is sent. */
  probes?: (at: number) => number | 'silence' | 'closed' | undefined;
  /** What the SEND to a session that does not exist got. */
  control?: number;
  until?: number;
}

/** A client that joined, was told to leave at 990 ms and sent its BYE at 1 s. */
export function madeLeave(leave: MadeLeave = {}): MadeTimeline {
  const { headers = ['Reason: SIP;cause=200'], requestUri = GROUP, cseq = 2, toTag = 'focus', until = 20_000 } = leave;
  const timeline = new MadeTimeline();
  const dialog = (to: string) => [
    'From: <sip:alice@example.com>;tag=alice',
    `To: <sip:gs-1@as>${to}`,
    `Call-ID: ${CALL_ID}`,
  ];
  timeline
    .sip(100, NETWORK, 'received', [
      'INVITE sip:gs-1@as SIP/2.0',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKi',
      ...dialog(''),
      'CSeq: 1 INVITE',
    ])
    .sip(110, NETWORK, 'sent', [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKi',
      ...dialog(';tag=focus'),
      'CSeq: 1 INVITE',
      `Contact: <${GROUP}>;isfocus`,
    ])
    .sip(120, NETWORK, 'received', [
      `ACK ${GROUP} SIP/2.0`,
      'Via: SIP/2.0/UDP a;branch=z9hG4bKa',
      ...dialog(';tag=focus'),
      'CSeq: 1 ACK',
    ])
    .send(200, NETWORK, 'focus', 'control', leave.control ?? 481)
    .add(990, { kind: 'control', target: 'alice', action: 'leave', phase: 'request' })
    .add(991, { kind: 'mark', mark: 'preamble-reached' });

  const bye = (via: string) => [via, ...dialog(`;tag=${toTag}`), `CSeq: ${cseq} BYE`];
  const via = 'Via: SIP/2.0/UDP a;branch=z9hG4bKb';
  for (const at of [BYE_AT, ...(leave.retransmissions ?? [])])
    timeline.sip(at, NETWORK, 'received', [`BYE ${requestUri} SIP/2.0`, ...bye(via), 'Max-Forwards: 70', ...headers]);
  for (const [status, at] of leave.responses ?? [])
    timeline
      .go(at - 1, NETWORK, CALL_ID, `${status} to BYE`)
      .sip(at, NETWORK, 'sent', [`SIP/2.0 ${status} X`, ...bye(via)]);
  if (leave.release) timeline.fin(leave.release.at, NETWORK, 'focus', leave.release.how);

  const released = leave.release?.at ?? Number.POSITIVE_INFINITY;
  const fateAt = leave.probes ?? ((at: number) => (at < released ? 200 : undefined));
  for (let at = 300; at < until; at += 1000) {
    const fate = fateAt(at);
    if (fate !== undefined) timeline.send(at, NETWORK, 'focus', 'probe', fate);
  }
  return timeline.end(until);
}
