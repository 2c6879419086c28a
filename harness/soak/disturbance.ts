import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ownerMark } from '../reaper/reaper.ts';

export interface Disturbance {
  /** Every core of the machine is kept busy. */
  load: boolean;
  /** Somebody of the run, or the run itself, is stopped for up to 300 ms, again and again. */
  stall: boolean;
}

/** @returns what ends it */
export async function disturb({ load, stall }: Disturbance): Promise<() => void> {
  const mark = ownerMark();
  const disturbers: ChildProcess[] = [];
  // Marked as what the run has started, they end with it however it ends; what is stopped must not be they.
  if (load)
    for (let core = 0; core < availableParallelism(); core++)
      disturbers.push(
        spawn('sh', ['-c', 'while :; do :; done'], {
          stdio: 'ignore',
          env: { ...process.env, ...mark, CPM_LEAVE_DISTURBER: '1' },
        }),
      );
  if (stall) {
    const script = fileURLToPath(new URL('stall.ts', import.meta.url));
    const words = [script, mark['CPM_LEAVE_OWNER']!, String(process.pid)];
    const staller = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(staller.stdout, 'data');
    disturbers.push(staller);
  }
  return () => {
    // The staller ends with its input, having let everybody go on.
    for (const disturber of disturbers)
      if (disturber.stdin) disturber.stdin.end();
      else disturber.kill('SIGKILL');
  };
}
