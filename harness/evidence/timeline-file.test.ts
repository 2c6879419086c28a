import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventOf, TimelineEvent } from '../timeline/event.ts';
import { parseTimeline, renderTimeline } from './timeline-file.ts';

const sip = (raw: string, at: number, seq: number): TimelineEvent => ({
  kind: 'sip',
  actor: 'network',
  direction: 'received',
  transport: 'udp',
  raw,
  at,
  seq,
});

test('whatever a system sent comes back as it was, to the last bit of its time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }))),
      (messages) => {
        const timeline = messages.map(([raw, at], seq) => sip(raw, at, seq));
        expect(parseTimeline(renderTimeline(timeline))).toEqual(timeline);
      },
    ),
  );
});

test('what became of a TLS connection is part of it', () => {
  const timeline: TimelineEvent[] = [
    { kind: 'tls', actor: 'network', event: 'open', by: 'sut', connection: 1, detail: 'TLSv1.3', at: 1, seq: 0 },
    { kind: 'tls', actor: 'network', event: 'refused', by: 'tester', at: 2, seq: 1 },
    { ...sip('BYE', 3, 2), transport: 'tls' } as TimelineEvent,
  ];
  expect(parseTimeline(renderTimeline(timeline))).toEqual(timeline);
});

test('what a P-CSCF and the policy function said to each other is part of it', () => {
  const about = { kind: 'n5', actor: 'policy function', session: 'session-1', seq: 0 } as const;
  const timeline: TimelineEvent[] = [
    { ...about, direction: 'received', operation: 'create', method: 'POST', raw: 'POST /', at: 1 },
    { ...about, direction: 'sent', operation: 'create', status: 201, raw: '201', at: 2 },
  ];
  expect(parseTimeline(renderTimeline(timeline))).toEqual(timeline);
  const { operation: _operation, ...bare } = timeline[0] as EventOf<'n5'>;
  expect(() => parseTimeline(JSON.stringify(bare))).toThrow("must have required property 'operation'");
});

test.each([
  ['no JSON at all', 'nonsense', 'timeline.jsonl:1: is not JSON'],
  ['an event of no kind', '{"kind":"dream","at":1,"seq":0}', '/kind must be equal to one of the allowed values'],
  [
    'a message without its text',
    '{"kind":"sip","at":1,"seq":0,"actor":"network","direction":"sent","transport":"udp"}',
    "must have required property 'raw'",
  ],
  ['a time that is none', '{"kind":"mark","mark":"preamble-reached","at":"now","seq":0}', '/at must be number'],
  ['a list', '[]', 'must be object'],
  ['a cut last line', `${renderTimeline([sip('x', 1, 0)])}{"kind":"si`, 'timeline.jsonl:2: is not JSON'],
])('%s is refused, with the line', (_, text, complaint) => {
  expect(() => parseTimeline(text)).toThrow(complaint);
});

test('no line can add to the prototype of what is read', () => {
  const [event] = parseTimeline(
    '{"kind":"mark","mark":"preamble-reached","at":1,"seq":0,"__proto__":{"polluted":true}}\n',
  );
  expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
