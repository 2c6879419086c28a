import { EXIT } from './exit-code.ts';

/** Ctrl-C, or a request to end, as a run sees it. */
export interface Interruption {
  /** Aborted by the first signal: the run finishes what it has begun to write. */
  signal: AbortSignal;
  /** Signals have their usual effect again. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for signals. The second one ends the process at once, and whatever is open is left to the system. */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Error('interrupted'));
    onFirst();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
