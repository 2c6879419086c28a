/**
 * The vocabulary of choreography: what can be given, and what can be done. All of it is data, so that a purpose can be
 * explained, planned and drawn from the same declaration that is performed.
 */
import type { Ixit } from '../sut/descriptor.ts';
import { captionOfClient, captionOfClientStep, type ClientGiven, type ClientStep } from './client-steps.ts';
import { captionOfCrowd, captionOfCrowdStep, type Crowd, type CrowdStep, isCrowdStep } from './crowd-steps.ts';
import { type Duration, spoken } from './duration.ts';
import { captionOfFocusStep, captionOfGroup, type FocusStep, type GatheredGroup, isFocusStep } from './focus-steps.ts';
import { captionOfDialog, captionOfPcscfStep, type DialogBetween, isPcscfStep, type PcscfStep } from './pcscf-steps.ts';
import { captionOfRig, captionOfRigStep, isRigStep, type Rig, type RigStep } from './rig-steps.ts';

export type Given = ClientGiven | GatheredGroup | DialogBetween | Rig | Crowd;

/** What can be done whoever is under test. */
export type CommonStep =
  /** Nothing is done before the outcome; probes go on. */
  | { step: 'hold'; duration: Duration }
  /** The BYE is answered: 1xx at once; to a client, a final response right after an answered probe. */
  | ({ step: 'answer'; code: number } & AnswerOptions)
  /** Nothing is done after the outcome; probes go on. */
  | { step: 'observe'; duration: Duration };

export interface AnswerOptions {
  /** Header field lines beside those that any response has. */
  headers?: string[];
  /** Whether our session description is repeated as body. */
  sdp?: boolean;
  /** What a further BYE gets, such as the retry after a challenge; by default the same answer. */
  retryGets?: number;
}

export type Step = CommonStep | ClientStep | FocusStep | PcscfStep | RigStep | CrowdStep;

export const hold = (duration: Duration): CommonStep => ({ step: 'hold', duration });
export const answer = (code: number, options: AnswerOptions = {}): CommonStep => ({ step: 'answer', code, ...options });
export const observe = (duration: Duration): CommonStep => ({ step: 'observe', duration });

/** What a reader is told that this step does. */
export function captionOf(step: Step, ixit: Ixit): string {
  switch (step.step) {
    case 'hold':
      return `the response is withheld for ${spoken(step.duration, ixit)}`;
    case 'answer':
      return `the BYE is answered ${step.code}`;
    case 'observe':
      return `what follows is observed for ${spoken(step.duration, ixit)}`;
    default:
      if (isCrowdStep(step)) return captionOfCrowdStep(step, ixit);
      if (isRigStep(step)) return captionOfRigStep(step, ixit);
      if (isPcscfStep(step)) return captionOfPcscfStep(step, ixit);
      return isFocusStep(step) ? captionOfFocusStep(step, ixit) : captionOfClientStep(step, ixit);
  }
}

export function captionOfGiven(given: Given): string {
  if (given.given === 'crowd') return captionOfCrowd(given);
  if (given.role === 'rig') return captionOfRig(given);
  if (given.role === 'pcscf') return captionOfDialog(given);
  return given.role === 'client' ? captionOfClient(given) : captionOfGroup(given);
}
