import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Attention } from './attention.ts';

const isRoot = process.getuid?.() === 0;

// When another process wakes up is for root alone to say.
(isRoot ? describe : describe.skip)('as root', () => {
  test('a process is awake while there is something to do, and then sleeps', async () => {
    const child = spawn('sleep', ['60']);
    const slack = (): number => Number(readFileSync(`/proc/${child.pid}/timerslack_ns`, 'latin1'));
    const attention = new Attention(child.pid!);
    expect(slack()).toBe(50_000);
    await delay(400);
    expect(slack()).toBe(20_000_000);
    attention.rouse();
    expect(slack()).toBe(50_000);
    attention.end();
    await delay(400);
    expect(slack()).toBe(50_000);
    child.kill();
    await once(child, 'exit');
  });
});

test('a process that is gone, or of somebody else, is left alone', () => {
  const attention = new Attention(2 ** 22 + 1);
  expect(() => attention.rouse()).not.toThrow();
  attention.end();
});
