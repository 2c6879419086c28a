import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import { watchStalls } from './stalls.ts';

/** Time for a few looks of the watch, however late they are: a timer waits for those that were due before it. */
async function looks(times: number): Promise<void> {
  for (let look = 0; look < times; look++) await delay(35);
}

const tick = 'setInterval(() => {}, 5); console.log("running")';

test('a process that is stopped for a while is told of when it runs again, and how long that was', async () => {
  const child = spawn(process.execPath, ['-e', tick]);
  await once(child.stdout, 'data');
  const recorder = new Recorder();
  const end = watchStalls(child.pid!, 'carol', recorder);
  await looks(3);
  const stopped = recorder.now();
  child.kill('SIGSTOP');
  await looks(6);
  child.kill('SIGCONT');
  const resumed = recorder.now();
  const told = await recorder.waitFor('the stall', 10_000, ({ kind, at }) => kind === 'harness' && at >= resumed);
  end();
  child.kill();
  await once(child, 'exit');
  expect(told).toMatchObject({
    event: 'lag',
    actor: 'carol',
    severity: 'note',
    message: expect.stringMatching(/^SIPp of carol stood still/),
  });
  const { at, ms = 0 } = told as { at: number; ms?: number };
  expect(at - ms).toBeLessThanOrEqual(stopped);
  expect(at).toBeGreaterThanOrEqual(resumed);
});

test('a process that is gone is no stall', async () => {
  const recorder = new Recorder();
  const end = watchStalls(2 ** 22 + 1, 'carol', recorder);
  await delay(100);
  end();
  expect(recorder.events()).toEqual([]);
});
