import { captionOf, captionOfGiven } from '../choreography/steps.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { type Stage, StepFailure } from '../choreography/stage.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { UpperTesterError } from '../sut/upper-tester/upper-tester.ts';
import { MsrpConnectError } from '../msrp/endpoint.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { WaitTimeout } from '../timeline/recorder.ts';

/**
 * Performs a case: its initial condition, then its steps, each with its begin and end on the record. Ends early where a
 * step could not be done, and where the case is ended from outside, whatever is still waited for; what was recorded until
 * then is the evidence. Never rejects.
 * @param onStep told the caption of what goes on
 */
export async function perform(
  { given, when }: PurposeDeclaration,
  stage: Stage,
  recorder: Recorder,
  ixit: Ixit,
  signal: AbortSignal,
  onStep: (caption: string, index: number) => void,
): Promise<void> {
  const acts = [
    { step: given.given, caption: captionOfGiven(given), preamble: true, act: () => stage.prepare() },
    ...when.map((step) => ({
      step: step.step,
      caption: captionOf(step, ixit),
      preamble: false,
      act: () => stage.perform(step),
    })),
  ];
  const tellFault = (where: string, error: unknown): void => {
    const message = `${where}: ${error instanceof Error ? error.message : String(error)}`;
    if (!isObservation(error)) recorder.record({ kind: 'harness', event: 'fault', severity: 'error', message });
  };
  for (const [index, { step, caption, preamble, act }] of acts.entries()) {
    recorder.record({ kind: 'step', step, phase: 'begin', caption, preamble });
    onStep(caption, index);
    try {
      await unlessEnded(act(), signal);
      recorder.record({ kind: 'step', step, phase: 'end', caption, preamble });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      recorder.record({ kind: 'step', step, phase: 'failed', caption, preamble, detail });
      tellFault(caption, error);
      return;
    }
  }
  if (stage.settle) await unlessEnded(stage.settle(), signal).catch((error) => tellFault('after the last step', error));
}

/** Rejects with the signal's reason as soon as there is one. */
export function unlessEnded<T>(act: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(signal.reason as Error);
    if (signal.aborted) ended();
    signal.addEventListener('abort', ended, { once: true });
    void act.then(resolve, reject).finally(() => signal.removeEventListener('abort', ended));
  });
}

/** What the system under test did not do is for the judge; anything else that breaks a step is the test side's own fault. */
const isObservation = (error: unknown): boolean =>
  error instanceof WaitTimeout ||
  error instanceof StepFailure ||
  error instanceof UpperTesterError ||
  error instanceof MsrpConnectError ||
  error instanceof CaseEnded;

/** The case was ended from outside: its time was up, its system died, or the run was interrupted. */
export class CaseEnded extends Error {
  override name = 'CaseEnded';
}
