import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ownerLabel } from '../sut/host/owner.ts';

const SCRIPT = fileURLToPath(new URL('reaper.sh', import.meta.url));

let input: Socket | undefined;

/**
 * What a process of ours must have in its environment, so that it does not outlive the harness even where that is killed
 * with no time for anything: a reaper that waits for our end finds it by this.
 */
export function ownerMark(): Record<string, string> {
  startReaper();
  return { CPM_LEAVE_OWNER: ownerLabel() };
}

/** Tells the reaper whether there is anything of ours in the Docker Engine. */
export function tellReaper(has: 'containers' | 'none'): void {
  startReaper().write(`${has}\n`);
}

function startReaper(): Socket {
  if (input) return input;
  // A session of its own: whoever ends our process group leaves the reaper to its work.
  const reaper = spawn(SCRIPT, [ownerLabel()], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  reaper.on('error', () => {});
  reaper.unref();
  input = reaper.stdin as Socket;
  input.on('error', () => {});
  input.unref();
  return input;
}
