import { MadeTimeline } from '../../judge/made-timeline.ts';
import type { TimelineEvent } from '../../timeline/event.ts';

const dialog = [
  'Call-ID: c1',
  'From: <sip:a@x>;tag=1',
  'To: <sip:g@x>;tag=2',
  'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKb',
];
const step = (name: string, phase: 'begin' | 'end', caption: string, preamble = false) =>
  ({ kind: 'step', step: name, phase, caption, preamble }) as const;

/** A leave that never was, for tests: the media is released 3.25 ms after the BYE, the response is withheld for 5 s. */
export function madeUpLeave(probes = 5, hostile = ''): readonly TimelineEvent[] {
  const made = new MadeTimeline()
    .add(0, step('joined', 'begin', 'a client in a group', true))
    .sip(10, 'network', 'received', ['INVITE sip:g@x SIP/2.0', ...dialog, 'CSeq: 1 INVITE'])
    .add(20, { kind: 'tcp', actor: 'network', event: 'open', by: 'sut', connection: 1, sessions: [] })
    .add(100, step('joined', 'end', 'a client in a group', true))
    .add(101, step('leave', 'begin', 'the user leaves'))
    .add(102, { kind: 'control', target: 'a', action: 'leave', phase: 'request' })
    .sip(110, 'network', 'received', [
      'BYE sip:g@x SIP/2.0',
      ...dialog,
      'CSeq: 2 BYE',
      'Reason: SIP;cause=200;text="bye"',
      `X-Name: ${hostile}`,
    ])
    .add(111, { kind: 'mark', mark: 'preamble-reached' })
    .add(112, step('hold', 'begin', 'the response is withheld for 5 s'))
    .fin(113.25, 'network', 'focus');
  for (let probe = 0; probe < probes; probe++) made.send(200 + probe * 200, 'network', 'focus', 'probe', 200);
  return made
    .add(5112, step('hold', 'end', 'the response is withheld for 5 s'))
    .sip(5113, 'network', 'sent', ['SIP/2.0 200 OK', ...dialog, 'CSeq: 2 BYE'])
    .add(6000, { kind: 'mark', mark: 'observation-ended' })
    .add(6001, { kind: 'control', target: 'a', action: 'stop', phase: 'request' })
    .evidence().timeline;
}

/** `seq` of the first event that a test means. */
export const seqOf = (timeline: readonly TimelineEvent[], matches: (event: TimelineEvent) => boolean): number =>
  timeline.find(matches)!.seq;

export const isFin = (event: TimelineEvent): boolean => event.kind === 'tcp' && event.event === 'fin';
export const isBye = (event: TimelineEvent): boolean => event.kind === 'sip' && event.raw.startsWith('BYE');
export const isOk = (event: TimelineEvent): boolean => event.kind === 'sip' && event.raw.startsWith('SIP/2.0 200');
