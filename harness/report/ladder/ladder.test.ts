import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseStringPromise } from 'xml2js';
import { MadeTimeline } from '../../judge/made-timeline.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { renderLadder } from './ladder.ts';
import { isFin, isOk, madeUpLeave } from './made-up-leave.ts';
import type { DecidingPair } from './pair.ts';

const timeline = madeUpLeave(20);
const pairIn = (events: readonly TimelineEvent[]): DecidingPair => ({
  check: 'media-retained-until-final',
  verdict: 'fail',
  first: events.find(isFin)!,
  second: events.find(isOk)!,
  distanceMs: 4999.75,
  doubts: ['two observers: ± 1 ms'],
});
const svg = renderLadder(timeline, pairIn(timeline), 'TP-X.1');

/** y of the first row that carries a text. */
const heightOf = (picture: string, label: string): number =>
  Number(new RegExp(`y="([\\d.]+)" class="[^"]*">${label}`).exec(picture)?.[1]);

test('is one well-formed element', async () => {
  const parsed: Record<string, unknown> = await parseStringPromise(svg);
  expect(Object.keys(parsed)).toEqual(['svg']);
});

test('has one lifeline for each that takes part', () => {
  expect([...svg.matchAll(/class="actor">([^<]+)</g)].map(([, name]) => name)).toEqual([
    'upper tester',
    'system under test',
    'network',
  ]);
});

test('keeps the order of what happened, and makes long waits short', () => {
  const heights = ['BYE SIP;cause=200', 'TCP FIN', 'SEND probe', '200 OK \\(BYE\\)'].map((label) =>
    heightOf(svg, label),
  );
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  expect(heights.at(-1)! - heights[0]!).toBeLessThan(400);
  expect(svg).toMatch(/class="time wait">⋮ \d/);
});

test('marks both deciding events and writes the distance with its doubt between them', () => {
  expect(svg.match(/class="row deciding fail"/g)).toHaveLength(2);
  const [fin, distance, ok] = ['TCP FIN', '5 s', '200 OK'].map((label) => heightOf(svg, label));
  expect(distance).toBeGreaterThan(fin!);
  expect(distance).toBeLessThan(ok!);
  expect(svg).toContain('two observers: ± 1 ms');
});

test('shades the interval from the BYE to its response', () => {
  const [, top, height] = /<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" class="held">/.exec(svg)!;
  expect(Math.abs(Number(top) - (heightOf(svg, 'BYE SIP') + 5))).toBeLessThanOrEqual(1);
  expect(Number(top) + Number(height)).toBeLessThan(heightOf(svg, '200 OK') + 6);
  expect(svg).toContain('withheld for 5.003 s');
});

test('every arrow leads to its message', () => {
  const fin = timeline.find(isFin)!;
  expect(svg).toContain(`href="#TP-X.1-${fin.seq}"`);
  expect(svg.match(/<a /g)!.length).toBe(svg.match(/href="#TP-X\.1-\d+" tabindex="-1"/g)!.length);
});

test('the same evidence gives the same picture', () => {
  expect(renderLadder(madeUpLeave(20), pairIn(timeline), 'TP-X.1')).toBe(svg);
});

test.each([
  ['nothing', new MadeTimeline()],
  [
    'a test side that failed at once',
    new MadeTimeline().add(0, { kind: 'harness', event: 'fault', severity: 'error', message: 'x' }),
  ],
  [
    'a step that failed',
    new MadeTimeline().add(0, {
      kind: 'step',
      step: 'joined',
      phase: 'failed',
      caption: 'a',
      preamble: true,
      detail: 'b',
    }),
  ],
])('a timeline of %s can be drawn', (_, made) => {
  expect(renderLadder(made.evidence().timeline, undefined, 'x')).toMatch(/^<svg .*<\/svg>$/);
});

const elementsOf = (picture: string): string[] => picture.match(/<\/?[a-z0-9]+/g)!;

test('whatever a system calls itself, the picture has the same elements', () => {
  const drawn = (hostile: string) =>
    renderLadder(
      new MadeTimeline()
        .sip(1, 'network', 'received', [`${hostile} sip:x SIP/2.0`, `Reason: ${hostile}`])
        .sip(2, 'network', 'received', ['SIP/2.0 200 ' + hostile, 'CSeq: 1 BYE'])
        .add(3, { kind: 'control', target: hostile, action: 'leave', phase: 'failure', detail: hostile })
        .add(4, { kind: 'harness', event: 'fault', severity: 'error', message: hostile })
        .evidence().timeline,
      undefined,
      'x',
    );
  const usual = elementsOf(drawn('BYE'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (hostile) => {
      expect(elementsOf(drawn(hostile))).toEqual(usual);
    }),
  );
  expect(drawn('"><script>alert(1)</script>')).not.toContain('<script');
});

test('a megabyte in a header field does not make the picture larger', () => {
  expect(renderLadder(madeUpLeave(1, 'x'.repeat(1_000_000)), undefined, 'x').length).toBeLessThan(10_000);
});

test('a large group has lines for the first few, and one for the rest', () => {
  const made = new MadeTimeline();
  for (let member = 0; member < 100; member++)
    made.sip(member, `member ${member}`, 'received', ['NOTIFY sip:x SIP/2.0']);
  const picture = renderLadder(made.evidence().timeline, undefined, 'x');
  const names = [...picture.matchAll(/class="actor">([^<]+)</g)].map(([, name]) => name);
  expect(names).toEqual(['system under test', ...[0, 1, 2, 3, 4].map((n) => `member ${n}`), '95 others']);
  expect(picture).not.toContain('NaN');
});

test('the policy function has a line of its own, and what it says and is asked stands there', () => {
  const about = { kind: 'n5', actor: 'policy function', session: 's', raw: '' } as const;
  const picture = renderLadder(
    new MadeTimeline()
      .add(1, { ...about, direction: 'sent', operation: 'notify', method: 'POST' })
      .add(2, { ...about, direction: 'received', operation: 'notify', status: 0 })
      .add(3, { ...about, direction: 'received', operation: 'delete', method: 'POST' })
      .add(4, { ...about, direction: 'sent', operation: 'delete', status: 204 })
      .evidence().timeline,
    undefined,
    'x',
  );
  expect([...picture.matchAll(/class="actor">([^<]+)</g)].map(([, name]) => name)).toContain('policy function');
  const labels = ['POST loss of bearer', 'no answer (loss of bearer)', 'POST session delete', '204 (session delete)'];
  for (const label of labels) expect(picture).toContain(`>${label}<`);
});
