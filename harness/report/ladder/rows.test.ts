import { expect, test } from '@jest/globals';
import { MadeTimeline } from '../../judge/made-timeline.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { labelOf } from './label.ts';
import { isFin, madeUpLeave, seqOf } from './made-up-leave.ts';
import { type Row, rowsOf } from './rows.ts';

const told = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === 'fold' ? `[${row.caption}]` : labelOf(row.event)));
const rowsFor = (timeline: readonly TimelineEvent[], ...always: number[]) => rowsOf(timeline, new Set(always));

test('the preparation and the clearing up are one line each, what lies between is shown in order', () => {
  expect(told(rowsFor(madeUpLeave(1)))).toEqual([
    '[a client in a group: 1 SIP message, 1 TCP event]',
    'the user leaves',
    'leave',
    'BYE SIP;cause=200',
    'the response is withheld for 5 s',
    'TCP FIN',
    'SEND probe',
    '200 to probe',
    '200 OK (BYE)',
    '[after the observation: 1 upper-tester event]',
  ]);
});

test('of many probes the first and the last stay in sight', () => {
  const rows = rowsFor(madeUpLeave(20));
  expect(told(rows).filter((line) => line.includes('probe'))).toEqual([
    'SEND probe',
    '200 to probe',
    'SEND probe',
    '200 to probe',
  ]);
  const fold = rows.find((row) => row.kind === 'fold' && row.caption.startsWith('the same again'));
  expect(fold).toMatchObject({ caption: 'the same again: 36 MSRP messages' });
});

test('an event that decided is never folded away', () => {
  const timeline = madeUpLeave(20);
  const probe = timeline.filter((event) => event.kind === 'msrp')[17]!;
  const invite = timeline.find((event) => event.kind === 'sip')!;
  const shown = rowsFor(timeline, probe.seq, invite.seq).flatMap((row) => (row.kind === 'fold' ? [] : [row.event]));
  expect(shown).toEqual(expect.arrayContaining([probe, invite]));
});

test('no event is lost: each is in one row, or is none that a reader is shown', () => {
  const timeline = madeUpLeave(20);
  const seqs = rowsFor(timeline)
    .flatMap((row) => (row.kind === 'fold' ? row.events : [row.event]))
    .map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(seqs.length);
  const messages = timeline.filter(({ kind }) => kind === 'sip' || kind === 'msrp').map(({ seq }) => seq);
  expect(seqs).toEqual(expect.arrayContaining(messages));
  expect(seqs).toContain(seqOf(timeline, isFin));
});

test('a probe that meets another fate than those before it begins a run of its own', () => {
  const made = new MadeTimeline();
  for (let probe = 0; probe < 10; probe++)
    made.send(probe * 1000, 'network', 'focus', 'probe', probe === 5 ? 481 : 200);
  expect(told(rowsFor(made.evidence().timeline)).join(' ')).toContain('481 to probe');
});

test('a load is folded with the probes in it, as long as all are answered alike', () => {
  const made = new MadeTimeline();
  for (let count = 0; count < 80; count++)
    made.send(count, 'network', 'focus', count % 10 === 0 ? 'probe' : 'message', count < 50 ? 200 : 481);
  const shown = told(rowsFor(made.evidence().timeline));
  expect(shown.length).toBeLessThan(20);
  expect(shown).toContain('[the same again: 96 MSRP messages]');
  expect(shown).toContain('481 to message');
});

test('a question that gets the same answer again, and a mark that stood there before, say nothing new', () => {
  const made = new MadeTimeline();
  for (let poll = 0; poll < 12; poll++)
    made
      .add(poll * 3, { kind: 'control', target: 'a', action: 'state', phase: 'request' })
      .add(poll * 3 + 1, { kind: 'mark', mark: 'impaired', detail: 'drops every BYE' })
      .add(poll * 3 + 2, {
        kind: 'control',
        target: 'a',
        action: 'state',
        phase: 'answer',
        state: poll < 11 ? 'LEAVING' : 'LEFT',
      });
  expect(told(rowsFor(made.evidence().timeline))).toEqual(
    [
      'state',
      'drops every BYE',
      'state: LEAVING',
      'state',
      'drops every BYE',
      '[the same again: 18 upper-tester events, 8 other events]',
      'drops every BYE',
      'state: LEAVING',
      'state',
      'drops every BYE',
      'state: LEFT',
    ].map((line) => (line === 'drops every BYE' ? 'impaired (drops every BYE)' : line)),
  );
});

test('of very many rows the middle is folded, but not what decided there, nor a step', () => {
  const made = new MadeTimeline();
  for (let count = 0; count < 5000; count++) {
    made.sip(count, 'network', 'received', [`MESSAGE sip:${count}@x SIP/2.0`]);
    if (count === 2500)
      made.add(count, { kind: 'step', step: 'answer', phase: 'begin', caption: 'an answer', preamble: false });
  }
  const { timeline } = made.evidence();
  const decided = timeline.find(({ at }) => at === 3000)!;
  const rows = rowsFor(timeline, decided.seq);
  expect(rows.length).toBeLessThan(200);
  expect(rows.flatMap((row) => (row.kind === 'fold' ? row.events : [row.event]))).toEqual(timeline);
  expect(told(rows).filter((line) => !line.startsWith('MESSAGE'))).toEqual([
    '[and so on: 2401 SIP messages]',
    'an answer',
    '[and so on: 499 SIP messages]',
    '[and so on: 1939 SIP messages]',
  ]);
  expect(rows.some((row) => row.kind === 'event' && row.event === decided)).toBe(true);
});

test('notifications that a large group read by itself are folded like probes', () => {
  const made = new MadeTimeline();
  for (let count = 0; count < 50; count++)
    made.add(count, { kind: 'notice', actor: 'watchers', subscriber: `${count}`, cseq: 2, state: 'active', size: 9 });
  expect(told(rowsFor(made.evidence().timeline))).toContain('[the same again: 46 SIP messages]');
});

test('trouble of the test side is shown wherever it happened, its notes are not', () => {
  const timeline = new MadeTimeline()
    .lag(1, 30)
    .add(2, { kind: 'harness', event: 'fault', severity: 'error', message: 'SIPp died' })
    .evidence().timeline;
  expect(told(rowsFor(timeline))).toEqual(['SIPp died']);
});
