import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { ownerIsGone, ownerLabel } from './owner.ts';

test('a process that runs is not gone', () => {
  expect(ownerIsGone(ownerLabel())).toBe(false);
});

test('a process that has ended is gone', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  const [boot, namespace] = ownerLabel().split('/');
  expect(ownerIsGone([boot, namespace, child.pid, 1].join('/'))).toBe(true);
});

test('another process with the same number is not the owner', () => {
  const [boot, namespace, pid, startTime] = ownerLabel().split('/');
  expect(ownerIsGone([boot, namespace, pid, Number(startTime) - 1].join('/'))).toBe(true);
});

test('nobody outlives the boot', () => {
  const [, ...rest] = ownerLabel().split('/');
  expect(ownerIsGone(['00000000-0000-0000-0000-000000000000', ...rest].join('/'))).toBe(true);
});

test('who cannot be seen from here may be alive', () => {
  const [boot] = ownerLabel().split('/');
  expect(ownerIsGone(`${boot}/1/999999999/1`)).toBe(false);
});
