import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { showProgress } from './progress.ts';

class FakeTerminal extends Writable {
  written = '';
  readonly columns = 100;
  readonly rows = 24;
  readonly isTTY: boolean;
  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
}

const display = (terminal: FakeTerminal) => showProgress(terminal as unknown as NodeJS.WriteStream);

const begin = { type: 'begin', id: 'TP-CL-LV-10', caption: 'the user leaves', plannedMs: 5000 } as const;
const end = { type: 'end', id: 'TP-CL-LV-10', verdict: 'fail', message: 'released 3 ms after the BYE' } as const;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a log gets one line at the begin and one at the end of a case', () => {
  const terminal = new FakeTerminal(false);
  const progress = display(terminal);
  progress.show({ type: 'planned', cases: 1, plannedMs: 6000 });
  progress.show(begin);
  progress.show({ type: 'waiting', id: 'TP-CL-LV-10', caption: 'a hold', untilMs: 5000 });
  progress.show(end);
  progress.show({ type: 'finished' });
  expect(terminal.written.trimEnd().split('\n')).toEqual([
    '1 cases, about 6 s',
    'begin    TP-CL-LV-10  the user leaves (5.0 s planned)',
    '✗ FAIL   TP-CL-LV-10  released 3 ms after the BYE',
  ]);
});

test('a log is told every ten seconds that the run is alive, and no more once it has finished', () => {
  const terminal = new FakeTerminal(false);
  const progress = display(terminal);
  progress.show(begin);
  jest.advanceTimersByTime(20_000);
  expect(terminal.written.match(/1 running/g)).toHaveLength(2);
  progress.show({ type: 'finished' });
  jest.advanceTimersByTime(60_000);
  expect(terminal.written.match(/1 running/g)).toHaveLength(2);
  expect(jest.getTimerCount()).toBe(0);
});

test('a terminal is redrawn in place; what did not pass stays on the screen', () => {
  const terminal = new FakeTerminal(true);
  const progress = display(terminal);
  progress.show(begin);
  jest.advanceTimersByTime(500);
  expect(terminal.written).toContain('the user leaves');
  progress.show(end);
  expect(terminal.written).toContain('released 3 ms after the BYE');
  progress.show({ type: 'finished' });
  expect(jest.getTimerCount()).toBe(0);
});

test('closing twice does no harm', () => {
  const progress = display(new FakeTerminal(true));
  progress.show({ type: 'finished' });
  expect(() => progress.close()).not.toThrow();
});
