/** Requests for removals other than the plain one, and what goes with them. */
import type { ParticipantName } from './focus-steps.ts';

/** In what a REFER for a removal departs from the plain one. */
export interface ReferForm {
  /** Whom From and Referred-By name in place of who sends it; the asserted identity stays the sender's. */
  claiming?: ParticipantName;
  /** The sender wants to know what becomes of it: no `Refer-Sub: false`. */
  watched?: boolean;
}

export type RemovalStep =
  /** Somebody asks for a removal that may well be refused; the step ends with the response. */
  | ({ step: 'ask-removal'; who: ParticipantName; by: ParticipantName } & ReferForm)
  /** Alice asks for the removal of several by one REFER; the step ends with the BYEs, or with a refusal. */
  | { step: 'remove-several'; whom: ParticipantName[] }
  /** One of several answers its BYE. */
  | { step: 'answer-as'; who: ParticipantName; code: number }
  /** The focus is told, through its upper tester, to end the session of its own accord. */
  | { step: 'end-session' }
  /** Until Alice has been told what came of her REFER, or the limit has passed. */
  | { step: 'await-refer-outcome' }
  /** A participant's MSRP endpoint reads nothing more, and later reads on. */
  | { step: 'stall-reading'; who: ParticipantName }
  | { step: 'resume-reading'; who: ParticipantName }
  /** Bob posts far more than the buffers of a connection hold. */
  | { step: 'flood' }
  /** Until the focus has sent a BYE to everybody named, or the limit has passed. */
  | { step: 'await-byes'; whom: ParticipantName[] };

export const askRemoval = (who: ParticipantName, by: ParticipantName, form: ReferForm = {}): RemovalStep => ({
  step: 'ask-removal',
  who,
  by,
  ...form,
});
export const removeSeveral = (...whom: ParticipantName[]): RemovalStep => ({ step: 'remove-several', whom });
export const answerAs = (who: ParticipantName, code: number): RemovalStep => ({ step: 'answer-as', who, code });
export const stallReading = (who: ParticipantName): RemovalStep => ({ step: 'stall-reading', who });
export const resumeReading = (who: ParticipantName): RemovalStep => ({ step: 'resume-reading', who });
export const flood = (): RemovalStep => ({ step: 'flood' });
export const endSession = (): RemovalStep => ({ step: 'end-session' });
export const awaitOutcome = (): RemovalStep => ({ step: 'await-refer-outcome' });
export const awaitByes = (...whom: ParticipantName[]): RemovalStep => ({ step: 'await-byes', whom });

/** How a request for a removal is spoken of, after what is asked. */
export const spokenForm = ({ claiming, watched }: ReferForm): string =>
  `${claiming ? `, claiming to be ${named(claiming)}` : ''}${watched ? ', and wants to know what comes of it' : ''}`;

export function captionOfRemovalStep(step: RemovalStep): string {
  switch (step.step) {
    case 'ask-removal':
      return `${named(step.by)} asks for the removal of ${step.by === step.who ? 'the same' : named(step.who)}${spokenForm(step)}`;
    case 'remove-several':
      return `Alice has ${step.whom.map(named).join(' and ')} removed by one REFER`;
    case 'answer-as':
      return `${named(step.who)} answers the BYE ${step.code}`;
    case 'stall-reading':
      return `${named(step.who)} reads no more MSRP`;
    case 'resume-reading':
      return `${named(step.who)} reads on`;
    case 'flood':
      return 'Bob posts far more than the buffers of a connection hold';
    case 'end-session':
      return 'the focus is told to end the session';
    case 'await-refer-outcome':
      return 'the outcome of the REFER is awaited';
    case 'await-byes':
      return `a BYE to ${step.whom.map(named).join(' and ')} is awaited`;
  }
}

const REMOVAL_STEPS = new Set<string>([
  'ask-removal',
  'remove-several',
  'answer-as',
  'stall-reading',
  'resume-reading',
  'flood',
  'end-session',
  'await-refer-outcome',
  'await-byes',
] satisfies RemovalStep['step'][]);

export const isRemovalStep = (step: { step: string }): step is RemovalStep => REMOVAL_STEPS.has(step.step);

const named = (who: ParticipantName): string => who[0]!.toUpperCase() + who.slice(1);
