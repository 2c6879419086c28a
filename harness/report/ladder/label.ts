import { readableSipOf } from '../../sip/of-event.ts';
import type { EventOf, TimelineEvent } from '../../timeline/event.ts';

/** Which plane an event belongs to: its colour, and how its arrow is drawn. */
export type Plane = 'sip' | 'msrp' | 'tcp' | 'control';

/** What an arrow of a ladder says, in a few words; not yet made safe to show. */
export function labelOf(event: TimelineEvent): string {
  switch (event.kind) {
    case 'sip':
      return sipLabel(event);
    case 'msrp':
      return msrpLabel(event);
    case 'msrp-silence':
      return `${event.purpose}: ${SILENCES[event.reason]}`;
    case 'tcp':
      return TCP_LABELS[event.event];
    case 'tls':
      return TLS_LABELS[event.event];
    case 'control':
      return controlLabel(event);
    case 'step':
      return event.detail === undefined ? event.caption : `${event.caption}: ${event.detail}`;
    case 'mark':
      return `${MARKS[event.mark] ?? event.mark.replaceAll('-', ' ')}${event.detail === undefined ? '' : ` (${event.detail})`}`;
    case 'go':
      return `go: ${event.what}`;
    case 'harness':
      return event.message;
    case 'notice':
      return noticeLabel(event);
    case 'n5':
      return n5Label(event);
  }
}

export function planeOf(event: TimelineEvent): Plane | undefined {
  if (event.kind === 'msrp-silence') return 'msrp';
  if (event.kind === 'notice') return 'sip';
  if (event.kind === 'tls') return 'tcp';
  if (event.kind === 'n5') return 'control';
  return event.kind === 'sip' || event.kind === 'msrp' || event.kind === 'tcp' || event.kind === 'control'
    ? event.kind
    : undefined;
}

function sipLabel(event: EventOf<'sip'>): string {
  const message = readableSipOf(event);
  if (!message) return 'no readable SIP';
  if (message.kind === 'response') return `${message.status} ${message.reason} (${message.cseq?.method ?? 'no CSeq'})`;
  const told = TELLING.get(message.method);
  const detail = told === undefined ? undefined : message.header(told)?.split(/;(?!cause)/)[0];
  const name = message.method === 'INVITE' && message.toTag !== undefined ? 're-INVITE' : message.method;
  return detail === undefined ? name : `${name} ${detail}`;
}

/** The header field that tells one request of a method from another. */
const TELLING: ReadonlyMap<string, string> = new Map([
  ['BYE', 'reason'],
  ['NOTIFY', 'subscription-state'],
]);

function noticeLabel({ state, departures = [] }: EventOf<'notice'>): string {
  return departures.length === 0 ? `NOTIFY ${state}` : `NOTIFY ${state}: ${departures.length} gone`;
}

function msrpLabel({ method, status, purpose, raw }: EventOf<'msrp'>): string {
  const what = purpose === undefined ? '' : ` ${purpose}`;
  if (status !== undefined && method === undefined) return `${status}${what === '' ? '' : ` to${what}`}`;
  if (method === 'REPORT') return `REPORT${/^Status: *\S+ +(\d{3})/im.exec(raw)?.[1]?.padStart(4) ?? ''}`;
  return `${method ?? 'MSRP'}${what}`;
}

function controlLabel({ action, phase, state, detail }: EventOf<'control'>): string {
  if (phase === 'request') return action;
  if (phase === 'failure') return `${action} failed${detail === undefined ? '' : `: ${detail}`}`;
  return `${action}: ${state ?? 'done'}`;
}

function n5Label({ operation, method, status }: EventOf<'n5'>): string {
  const what = N5_LABELS[operation];
  if (method !== undefined) return `${method} ${what}`;
  return `${status === undefined || status === 0 ? 'no answer' : status} (${what})`;
}

const N5_LABELS: Record<EventOf<'n5'>['operation'], string> = {
  create: 'session',
  update: 'session update',
  delete: 'session delete',
  notify: 'loss of bearer',
  other: 'something else',
};

const SILENCES: Record<EventOf<'msrp-silence'>['reason'], string> = {
  timeout: 'no answer in time',
  closed: 'connection closed',
  'no-connection': 'no connection',
};

const TCP_LABELS: Record<EventOf<'tcp'>['event'], string> = {
  listening: 'TCP listening',
  connecting: 'TCP connect',
  open: 'TCP open',
  bound: 'MSRP session bound',
  refused: 'TCP refused',
  fin: 'TCP FIN',
  rst: 'TCP RST',
  error: 'TCP error',
};

const TLS_LABELS: Record<EventOf<'tls'>['event'], string> = {
  open: 'TLS open',
  refused: 'TLS refused',
  fin: 'TLS closed',
  rst: 'TLS reset',
  error: 'TLS error',
};

const MARKS: Partial<Record<EventOf<'mark'>['mark'], string>> = {
  'answer-lost': 'an answer is lost on its way',
  'answer-passed-on': 'the last octet of the answer goes out',
};
