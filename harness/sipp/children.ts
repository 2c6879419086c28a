import { Launcher, type Program, type ProgramOptions } from './launcher.ts';

interface Child {
  readonly pid?: number | undefined;
  kill(signal: NodeJS.Signals): boolean;
}

const running = new Set<Child>();
let guarded = false;
let launcher: Launcher | undefined;

/** Starts a program at little cost; see {@link Launcher}. */
export function startProgram(words: readonly string[], options: ProgramOptions): Promise<Program> {
  if (!launcher || launcher.closed) launcher = new Launcher();
  return launcher.start(words, options);
}

/** Keeps hold of a SIPp process until it ends, so that none outlives the harness. */
export function register(child: Child, ended: Promise<unknown>): void {
  if (!guarded) {
    guarded = true;
    process.once('exit', killAll);
  }
  running.add(child);
  void ended.finally(() => running.delete(child));
}

/** Ends every SIPp process of this harness at once; for the ways out that cannot wait. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Process ids of the SIPp processes that run. */
export const runningSipps = (): number[] => [...running].flatMap((child) => child.pid ?? []);
