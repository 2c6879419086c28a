import { expect, test } from '@jest/globals';
import { painter } from './paint.ts';
import type { RunProgress } from './progress-events.ts';
import { countsLine, longestWait, progressFrame } from './progress-frame.ts';
import { advance, type ProgressState, progressAt, remainingMs } from './progress-state.ts';

const chalk = painter(false);
const room = { width: 100, height: 20 };

const after = (...events: [number, RunProgress][]): ProgressState => {
  const state = progressAt(0);
  for (const [at, event] of events) advance(state, event, at);
  return state;
};

const planned: [number, RunProgress] = [0, { type: 'planned', cases: 31, plannedMs: 34_000 }];
const begin = (id: string, plannedMs = 5000): RunProgress => ({ type: 'begin', id, caption: 'joining', plannedMs });

test('a case shows what it waits for and how long the protocol makes it wait', () => {
  const state = after(
    planned,
    [0, begin('TP-CL-TO-01', 32_000)],
    [1000, { type: 'waiting', id: 'TP-CL-TO-01', caption: 'Timer F of the client', untilMs: 32_000 }],
  );
  expect(progressFrame(state, 17_000, room, chalk).split('\n')).toEqual([
    expect.stringMatching(/0\/31 done · 1 running · 0:17 elapsed · about 0:17 to go$/),
    '  TP-CL-TO-01  ━━━━━╌╌╌╌╌   16.0 s of 32.0 s  Timer F of the client',
  ]);
});

test('verdicts are counted as cases end', () => {
  const state = after(
    planned,
    [0, begin('TP-CL-LV-09')],
    [0, { ...begin('TP-CL-LV-10'), variant: 'late' } as RunProgress],
    [5000, { type: 'end', id: 'TP-CL-LV-09', verdict: 'pass', message: '' }],
    [5000, { type: 'end', id: 'TP-CL-LV-10', variant: 'late', verdict: 'fail', message: '' }],
  );
  expect(countsLine(state, 5000, chalk)).toBe('2/31 done · 1 ✓ PASS · 1 ✗ FAIL · 0:05 elapsed · about 0:29 to go');
});

test('the estimate is never shorter than what a running case still has before it', () => {
  const state = after(planned, [30_000, begin('TP-CL-TO-01', 32_000)]);
  expect(remainingMs(state, 31_000)).toBe(31_000);
  expect(remainingMs(state, 90_000)).toBe(0);
  expect(remainingMs(after(), 0)).toBeUndefined();
});

test('a stage is shown until the first case begins', () => {
  const building: [number, RunProgress] = [0, { type: 'stage', caption: 'building images' }];
  expect(progressFrame(after(building), 0, room, chalk)).toContain('building images');
  expect(progressFrame(after(building, planned, [1, begin('TP-CL-LV-09')]), 1, room, chalk)).not.toContain('building');
});

test('a frame never outgrows the terminal', () => {
  const caption = 'x'.repeat(300);
  const many = Array.from({ length: 40 }, (_, i): [number, RunProgress] => [
    0,
    { type: 'begin', id: `TP-CL-LV-${i}`, caption, plannedMs: 1 },
  ]);
  const lines = progressFrame(after(planned, ...many), 1, { width: 70, height: 12 }, chalk).split('\n');
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(70);
  expect(lines.at(-1)).toBe('  and 31 more');
});

test('a log is told of the wait that will last longest', () => {
  const state = after(
    [0, begin('TP-CL-LV-10')],
    [0, begin('TP-CL-TO-01')],
    [0, { type: 'waiting', id: 'TP-CL-LV-10', caption: 'a hold', untilMs: 5000 }],
    [0, { type: 'waiting', id: 'TP-CL-TO-01', caption: 'Timer F', untilMs: 32_000 }],
  );
  expect(longestWait(state, 2000)).toBe('TP-CL-TO-01: Timer F, 2.0 s of 32.0 s');
  expect(longestWait(after(), 0)).toBe('');
});

test('captions cannot steer the terminal', () => {
  const state = after([0, { type: 'begin', id: 'TP-CL-LV-10', caption: '\u001b[2J\n', plannedMs: 1 }]);
  expect(progressFrame(state, 0, room, chalk)).not.toContain('\u001b');
});
