import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of those who have this in their environment, as far as this user may look. Linux only; elsewhere none. */
export function markedProcesses(name: string, value: string): number[] {
  const mark = `${name}=${value}`;
  return processes().filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark));
}

/** Ends everybody who has this in their environment, whatever session they have made themselves. */
export function killMarked(name: string, value: string): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = markedProcesses(name, value);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

/** Who is killed while it forks leaves a child behind. */
const MOST_ROUNDS = 5;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
