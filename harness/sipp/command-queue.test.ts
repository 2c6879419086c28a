import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CommandQueue } from './command-queue.ts';

let queue: CommandQueue;
let written: string[];
let settled: boolean;

beforeEach(() => {
  jest.useFakeTimers();
  queue = new CommandQueue();
  written = [];
  settled = false;
});
afterEach(() => {
  queue.close();
  jest.useRealTimers();
});

const add = (callId: string, what: string, silent = false): void =>
  queue.add(callId, () => written.push(`${callId} ${what}`), silent);

async function isSettled(): Promise<boolean> {
  void queue.settled().then(() => (settled = true));
  await Promise.resolve();
  return settled;
}

test('a second command of a call waits for the message of the first', () => {
  add('a', 'NOTIFY');
  add('a', 'BYE');
  expect(written).toEqual(['a NOTIFY']);
  queue.sent('a');
  expect(written).toEqual(['a NOTIFY', 'a BYE']);
});

test('commands of one call keep their order, those of another do not wait', () => {
  add('a', '1');
  add('a', '2');
  add('a', '3');
  add('b', '1');
  queue.sent('a');
  queue.sent('a');
  expect(written).toEqual(['a 1', 'b 1', 'a 2', 'a 3']);
});

test('a message that nothing was waiting for changes nothing', () => {
  queue.sent('a');
  add('a', '1');
  expect(written).toEqual(['a 1']);
});

test('a message that does not come is waited for half a second', () => {
  add('a', '1');
  add('a', '2');
  jest.advanceTimersByTime(499);
  expect(written).toEqual(['a 1']);
  jest.advanceTimersByTime(1);
  expect(written).toEqual(['a 1', 'a 2']);
});

test('what follows a command that lets nothing out waits a tenth of a second', () => {
  add('a', 'answer no more', true);
  add('a', 'answer again');
  jest.advanceTimersByTime(99);
  expect(written).toEqual(['a answer no more']);
  jest.advanceTimersByTime(1);
  expect(written).toEqual(['a answer no more', 'a answer again']);
});

test('it is settled when what was commanded is sent', async () => {
  expect(await isSettled()).toBe(true);
  settled = false;
  add('a', '1');
  expect(await isSettled()).toBe(false);
  queue.sent('a');
  expect(await isSettled()).toBe(true);
});

test('a command that lets nothing out leaves nothing to settle, but what waits behind it does', async () => {
  add('a', 'answer no more', true);
  expect(await isSettled()).toBe(true);
  settled = false;
  add('a', 'SUBSCRIBE');
  expect(await isSettled()).toBe(false);
});

test('closed, it writes nothing more, and keeps nobody waiting', async () => {
  add('a', '1');
  add('a', '2');
  queue.close();
  jest.advanceTimersByTime(1000);
  expect(written).toEqual(['a 1']);
  expect(await isSettled()).toBe(true);
});
