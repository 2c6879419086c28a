/** Judgements of made timelines, whole and in words, for the tests of checks. */
import { expect } from '@jest/globals';
import type { NewEvent, TimelineEvent } from '../timeline/event.ts';
import type { Check, Evidence } from './check.ts';
import type { Profile } from './verdict.ts';

/** What an actor does that is beside the point, before the event of that index. */
export type OtherTraffic = (actor: string, index: number) => NewEvent[];

/**
 * All that a check has to say: verdict and message; the events that decided, in the order in which they are named, with
 * their distance; whether to repeat; notes. It has to say the same amid traffic of the same actors that is beside the point.
 */
export function inWords(
  check: Check,
  evidence: Evidence,
  profile: Profile = 'cr',
  other: OtherTraffic = otherTraffic,
): string[] {
  const judgement = check.judge(evidence, profile);
  const amid = { ...evidence, timeline: amidOtherTraffic(evidence.timeline, other) };
  expect(check.judge(amid, profile)).toEqual(judgement);
  const { verdict, message, deciding = [], distanceMs, repeatable = false, notes = [] } = judgement;
  const events = deciding.map((seq) => nameOf(evidence.timeline.find((event) => event.seq === seq)!));
  const distance = distanceMs === undefined ? '' : `: ${distanceMs} ms`;
  return [
    `${verdict}: ${message}`,
    ...(events.length > 0 ? [`by ${[...new Set(events)].join(', ')}${distance}`] : []),
    ...(repeatable ? ['to be repeated'] : []),
    ...notes.map((note) => `note: ${note}`),
  ];
}

/** E.g. `carol sent BYE at 1000`. */
function nameOf(event: TimelineEvent): string {
  const what = () => {
    if (event.kind === 'sip') return `${event.actor} ${event.direction} ${/^(?:SIP\S+ )?\S+/.exec(event.raw)![0]}`;
    if (event.kind === 'msrp') return `${event.actor} ${event.direction} ${event.method ?? event.status}`;
    if (event.kind === 'tcp') return `${event.event} of ${event.actor}`;
    if (event.kind === 'control') return `${event.action} of ${event.target}`;
    return event.kind === 'notice' ? `notice to ${event.subscriber}` : event.kind;
  };
  return `${what()} at ${event.at}`;
}

/**
 * Before everything that an actor does, the same actor does much that no check asks for. Not before a go: a trace that
 * breaks off with it would go on.
 */
function amidOtherTraffic(timeline: readonly TimelineEvent[], about: OtherTraffic): TimelineEvent[] {
  const other = timeline.flatMap((event, index) =>
    'actor' in event && event.kind !== 'go'
      ? about(event.actor, index).map((one) => ({ ...one, at: event.at - 0.01 }))
      : [],
  );
  const numbered = other.map((one, index) => ({ ...one, seq: 100_000 + index }));
  return [...timeline, ...numbered].toSorted((a, b) => a.at - b.at || a.seq - b.seq);
}

function otherTraffic(actor: string, index: number): NewEvent[] {
  const msrp = { kind: 'msrp', actor, connection: 9, transaction: 'other', session: 'other', raw: '' } as const;
  const tcp = { kind: 'tcp', actor, connection: 9, sessions: [] as string[] } as const;
  return [
    ...exchange(actor, index, 'sent', 'OPTIONS'),
    ...exchange(actor, index, 'received', 'OPTIONS'),
    ...exchange(actor, index, 'received', 'SUBSCRIBE'),
    ...exchange(actor, index, 'received', 'REFER'),
    ...exchange(actor, index, 'received', 'NOTIFY', ['Event: message-summary', 'Subscription-State: active']),
    exchange(actor, index, 'received', 'INFO')[0],
    { ...msrp, direction: 'received', method: 'REPORT', size: 9 },
    { ...msrp, direction: 'received', method: 'SEND', size: 0 },
    { ...msrp, direction: 'received', purpose: 'probe', status: 200, size: 0 },
    { ...msrp, direction: 'received', purpose: 'message', status: 413, size: 0 },
    { ...msrp, direction: 'sent', status: 481, size: 0 },
    { ...msrp, direction: 'sent', method: 'SEND', purpose: 'probe', size: 9 },
    { ...tcp, event: 'open', by: 'sut' },
    { ...tcp, event: 'fin', by: 'tester' },
    { kind: 'tls', actor, event: 'fin', by: 'sut' },
    { kind: 'tls', actor, event: 'rst', by: 'tester' },
    { kind: 'n5', actor, direction: 'received', operation: 'other', status: 481, raw: '' },
    { kind: 'go', actor, callId: `other-${index}`, what: 'OPTIONS' },
    { kind: 'control', target: 'focus', action: 'other', phase: 'request' },
    { kind: 'step', step: 'other', phase: 'begin', caption: '', preamble: false },
    { kind: 'step', step: 'other', phase: 'end', caption: '', preamble: false },
    { kind: 'mark', mark: 'answer-passed-on', detail: actor },
    { kind: 'harness', event: 'sut-log', severity: 'note', ms: 90_000, message: '' },
  ];
}

/** A request in a dialog of its own, and its answer. */
function exchange(
  actor: string,
  index: number,
  direction: 'sent' | 'received',
  method: string,
  headers: string[] = [],
): [NewEvent, NewEvent] {
  const lines = [
    `Via: SIP/2.0/UDP x;branch=z9hG4bKother-${method}-${direction}-${index}`,
    'From: <sip:other@o>;tag=o',
    'To: <sip:other@p>;tag=p',
    `Call-ID: other-${index}`,
    `CSeq: ${index + 1} ${method}`,
  ];
  const sip = { kind: 'sip', actor, transport: 'udp' } as const;
  const text = (...all: string[]) => [...all, 'Content-Length: 0', '', ''].join('\r\n');
  return [
    { ...sip, direction, raw: text(`${method} sip:other@p SIP/2.0`, ...lines, ...headers) },
    { ...sip, direction: direction === 'sent' ? 'received' : 'sent', raw: text('SIP/2.0 200 OK', ...lines) },
  ];
}
