import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import { watchStalls } from './stalls.ts';

const tick = 'setInterval(() => {}, 5); console.log("running")';

test('a process that is stopped for a while is told of when it runs again, and how long that was', async () => {
  const child = spawn(process.execPath, ['-e', tick]);
  await once(child.stdout, 'data');
  const recorder = new Recorder();
  const end = watchStalls(child.pid!, 'carol', recorder);
  await delay(100);
  const stopped = recorder.now();
  child.kill('SIGSTOP');
  await delay(200);
  child.kill('SIGCONT');
  const resumed = recorder.now();
  const told = await recorder.waitFor('the stall', 2000, ({ kind }) => kind === 'harness');
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
