import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ProcessCost } from './process-cost.ts';

const busy = 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done';

test('what a process does and what it starts are told apart', async () => {
  const child = spawn('/bin/sh', ['-c', `(sh -c '${busy}'; sleep 1) & ${busy}; wait; sleep 1`]);
  const meter = new ProcessCost(child.pid!);
  await once(child, 'exit');
  const { harness, sut, sipp } = meter.end();
  expect(harness.cpuS).toBeGreaterThan(0.05);
  expect(sut.cpuS).toBeGreaterThan(0.05);
  expect(sipp.cpuS).toBe(0);
  expect(harness.peakMb).toBeGreaterThan(0.1);
});

test('a SIPp that has ended, and that nobody has waited for yet, stays what it was', async () => {
  const child = spawn('/bin/sh', ['-c', `sh -c '${busy}; kill -STOP $PPID' launcher.sh; :`]);
  const meter = new ProcessCost(child.pid!);
  try {
    while (!isStopped(child.pid!)) await delay(20);
    await delay(500);
    const { sipp, sut } = meter.end();
    expect(sipp.cpuS).toBeGreaterThan(0.05);
    expect(sut.cpuS).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});

const isStopped = (pid: number): boolean => / T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

test('a process that is gone costs nothing', async () => {
  const child = spawn('/bin/true');
  await once(child, 'exit');
  const meter = new ProcessCost(child.pid!);
  await delay(300);
  expect(meter.end().harness).toEqual({ cpuS: 0, peakMb: 0 });
});
