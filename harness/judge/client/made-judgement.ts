/** Judgements of the checks of clients, whole and in words. */
import type { NewEvent } from '../../timeline/event.ts';
import type { Check, Evidence } from '../check.ts';
import { inWords } from '../made-judgement.ts';
import type { Profile } from '../verdict.ts';
import { SECOND_DEVICE } from './facts.ts';

/** All that a check has to say, in one line; the same whoever else is about. */
export const said = (check: Check, evidence: Evidence, profile: Profile = 'cr'): string =>
  inWords(check, evidence, profile, bystanders).join('; ');

/** What goes on around a client, or a P-CSCF, before every seventh event. */
export function bystanders(actor: string, index: number): NewEvent[] {
  if (index % 7 !== 0) return [];
  const control = { kind: 'control', target: 'alice' } as const;
  const msrp = {
    kind: 'msrp',
    actor,
    connection: 99,
    transaction: `bystander-${index}`,
    raw: 'message/imdn+xml',
  } as const;
  const tcp = { kind: 'tcp', actor, connection: 99 } as const;
  return [
    { ...control, action: 'dance', phase: 'answer', state: 'LEFT', detail: '"messages":["hi"]', roster: {} },
    { ...control, action: 'dance', phase: 'failure', state: 'present', detail: 'does not dance' },
    { ...control, action: 'dance', phase: 'request', state: 'LEFT' },
    ...['state', 'offline', 'dialog', 'roster'].map((action) => ({ ...control, action, phase: 'request' }) as const),
    { kind: 'mark', mark: 'impaired' },
    { kind: 'step', step: 'other', phase: 'begin', caption: 'somebody does something', preamble: false },
    { kind: 'harness', event: 'sut-log', severity: 'note', message: 'a line', ms: 5000 },
    { ...tcp, event: 'listening', by: 'tester', sessions: ['focus'], detail: 'focus' },
    { ...tcp, event: 'open', by: 'tester', sessions: ['focus'], detail: 'other' },
    // A second device has no other session: whatever it closes is that of the group.
    ...(actor === SECOND_DEVICE
      ? []
      : (['fin', 'rst'] as const).map((event) => ({ ...tcp, event, by: 'sut', sessions: [] as string[] }) as const)),
    { ...tcp, event: 'fin', by: 'tester', sessions: ['bystander'] },
    // Connections that carry SIP, not MSRP.
    ...(['open', 'fin', 'error'] as const).map((event) => ({ kind: 'tls', actor, event, by: 'sut' }) as const),
    { kind: 'tls', actor, event: 'rst', by: 'tester' },
    { ...tcp, actor: 'stranger', event: 'fin', by: 'sut', sessions: [] },
    { ...tcp, actor: 'stranger', event: 'open', by: 'tester', sessions: [] },
    { ...msrp, direction: 'received', method: 'REPORT', size: 5, session: 'focus' },
    { ...msrp, direction: 'received', method: 'SEND', size: 0, session: 'focus' },
    { ...msrp, direction: 'received', status: 481, size: 0, session: 'focus', purpose: 'canary' },
    { ...msrp, direction: 'received', status: 481, size: 0, session: 'bystander', purpose: 'canary' },
    { ...msrp, direction: 'sent', method: 'REPORT', size: 0, session: 'focus' },
    { ...msrp, actor: 'stranger', direction: 'received', status: 481, size: 0, session: 'focus', purpose: 'canary' },
    { ...msrp, actor: 'stranger', direction: 'received', method: 'SEND', size: 7, session: 'focus' },
    {
      kind: 'msrp-silence',
      actor: 'stranger',
      session: 'focus',
      transaction: 'x',
      purpose: 'canary',
      reason: 'closed',
      sentAt: 0,
    },
    ...(['sent', 'received'] as const).flatMap((direction) => [
      ...question(actor, direction, index, ''),
      ...question(actor, direction, index, ';tag=bystander'),
    ]),
  ];
}

/** A request in a call of its own, with all that some check or other looks for in requests of another method. */
function question(actor: string, direction: 'sent' | 'received', index: number, toTag: string): NewEvent[] {
  const name = `bystander-${direction}-${index}${toTag.slice(0, 1)}`;
  const dialog = (tag: string) => [
    `Via: SIP/2.0/UDP 192.0.2.99;branch=z9hG4bK-${name}`,
    'From: <sip:bystander@example.com>;tag=by',
    `To: <sip:someone@example.com>${tag}`,
    `Call-ID: ${name}`,
    'CSeq: 0 OPTIONS',
  ];
  const more = ['Expires: 0', 'Subscription-State: terminated', 'Reason: SIP;cause=408', 'Privacy: id'];
  const sip = { kind: 'sip', actor, transport: 'udp' } as const;
  const raw = (lines: readonly string[]) => [...lines, 'Content-Length: 0', '', ''].join('\r\n');
  const back = direction === 'sent' ? 'received' : 'sent';
  return [
    { ...sip, direction, raw: raw(['OPTIONS sip:gs-1@as SIP/2.0', ...dialog(toTag), ...more]) },
    { ...sip, direction: back, raw: raw(['SIP/2.0 403 Forbidden', ...dialog(';tag=answer'), ...more]) },
  ];
}
