import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a busy machine to act on a signal that has been sent, in milliseconds. */
const LIMIT_MS = 10_000;

/** Whether a process runs. One that has ended, and that nobody has asked about yet, does not. Linux only. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Those of some processes, which have been sent a signal, that do not act upon it, however long they are given. That one
 * of a group was reaped says nothing of the others: each does so when it is its turn on the machine.
 */
export async function remaining(...pids: number[]): Promise<number[]> {
  const latest = performance.now() + LIMIT_MS;
  while (pids.some(isRunning) && performance.now() < latest) await delay(5);
  return pids.filter(isRunning);
}
