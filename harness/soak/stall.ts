/**
 * Stops a process of a run for up to 300 ms, again and again: SIPp, a system under test, or the harness itself. A program
 * of its own, since who is stopped cannot let itself go on. Arguments: the harness as an owner label, and its process id.
 * Ends when its input does.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { markedProcesses } from '../reaper/marked.ts';

const [owner = '', harness = ''] = process.argv.slice(2);
const LONGEST_MS = 300;
const PAUSE_MS = 400;

const ending = new AbortController();
process.stdin.on('end', () => ending.abort()).resume();
process.stdout.write('ready\n');

const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
};

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in between.
  }
}

while (!ending.signal.aborted) {
  const others = markedProcesses('CPM_LEAVE_OWNER', owner).map((pid) => ({ pid, command: commandOf(pid) }));
  const kinds = [
    [{ pid: Number(harness) }],
    others.filter(({ command }) => command.startsWith('sipp\0') || command.includes('/sipp\0')),
    others.filter(({ command }) => command.includes('/main.ts')),
  ].filter((kind) => kind.length > 0);
  const victim = oneOf(oneOf(kinds)!)!;
  signal(victim.pid, 'SIGSTOP');
  await delay(Math.random() * LONGEST_MS);
  signal(victim.pid, 'SIGCONT');
  await delay(Math.random() * PAUSE_MS);
}
