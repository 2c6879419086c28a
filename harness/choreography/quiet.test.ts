import { expect, test } from '@jest/globals';
import { MadeTimeline } from '../judge/made-timeline.ts';
import { quietFrom } from './quiet.ts';

const timers = { t1: 100, t2: 800 };
const PAUSE = 1000;

const leaving = (): MadeTimeline =>
  new MadeTimeline().sip(500, 'alice-client', 'received', [
    'BYE sip:gs-1@focus.test SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bKa',
    'Call-ID: a',
    'CSeq: 2 BYE',
  ]);
const answered = (made: MadeTimeline, at: number, actor = 'alice-client'): MadeTimeline =>
  made.sip(at, actor, 'sent', [
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bKa',
    'Call-ID: a',
    'CSeq: 2 BYE',
  ]);
const quiet = (made: MadeTimeline, pauseMs = 0): number => quietFrom(made.evidence().timeline, timers, pauseMs);

test('where nothing was said at all, a pause is enough', () => {
  expect(quiet(new MadeTimeline())).toBe(PAUSE);
});

test('an unanswered request keeps things open until Timer F', () => {
  expect(quiet(leaving())).toBe(500 + 66 * 100);
});

test('an answer ends that', () => {
  expect(quiet(answered(leaving(), 700))).toBe(700 + PAUSE);
});

test('an answer that did not get through does not', () => {
  expect(quiet(answered(leaving(), 700, 'alice'))).toBe(500 + 66 * 100);
});

test('whoever may take his time is given it', () => {
  expect(quiet(answered(leaving(), 700), 2000)).toBe(2700);
});
