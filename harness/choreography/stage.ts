import type { RunningSut } from '../sut/host/host.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { WaitTimeout } from '../timeline/recorder.ts';
import type { PurposeDeclaration } from './purpose.ts';
import type { Step } from './steps.ts';

/** Where a case is performed: the test side of one role, built for one case. */
export interface Stage {
  /** Establishes the initial condition. Rejects with what did not come about. */
  prepare(): Promise<void>;
  /** Rejects where a step could not be done; what the system under test did or did not do is for the judge. */
  perform(step: Step): Promise<void>;
  /** After the last step: waits for what the system under test still owes an answer to, as long as it may take. */
  settle?(): Promise<void>;
  /** Ends the test side; the evidence is complete afterwards. Never rejects, may be called at any time, and again. */
  close(): Promise<void>;
}

export interface StageContext {
  declaration: PurposeDeclaration;
  sut: RunningSut;
  /** The other systems of a rig: `client`, `company` (the clients of everybody else), `pcscf`. */
  beside?: ReadonlyMap<string, RunningSut>;
  recorder: Recorder;
  /** For scenarios and traces. */
  folder: string;
  runId: string;
  /** A number that no other case of the run has. */
  number: number;
  /** How many people a large group has, where the run says so. */
  scale?: number;
  signal: AbortSignal;
}

/** SIPp gives up by itself after this many milliseconds, should the harness be gone. */
export const SIPP_LIMIT_MS = 300_000;

/** A step met something that it cannot go on from; the message is for the report. */
export class StepFailure extends Error {
  override name = 'StepFailure';
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const done = () => {
      signal.removeEventListener('abort', aborted);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}

/** For waits whose end by time is an observation too: the evidence shows that nothing came. */
export function tolerateTimeout(error: unknown): void {
  if (!(error instanceof WaitTimeout)) throw error;
}

/** Waits for something, but no longer than so many milliseconds; leaves no timer behind that would keep the process. */
export async function atMost(ms: number, act: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([act, pause(ms, AbortSignal.any([signal, over.signal]))]);
  } finally {
    over.abort(new Error('nobody waits any more'));
  }
}
