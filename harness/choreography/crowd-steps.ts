/** What can be done with a large group of a focus under test. */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** A share of a large group, and what its devices answer to a BYE of the focus; `late` is 200 when the step for that comes. */
export interface CrowdAnswer {
  /** Of the whole, from 0 to 1. */
  share: number;
  answer: number | 'silence' | 'late';
}

/** A large group over TCP: everybody joined, subscribed, and connected in everybody's roster. */
export interface Crowd {
  given: 'crowd';
  role: 'focus';
  transport: 'tcp';
  /** How many; absent: as many as the run is for. */
  size?: number;
  /** What they answer to a BYE; by default 200. The shares add up to 1. */
  answers: CrowdAnswer[];
  /** How many of them, at most half, answer nothing any more once the group is there. */
  dead: number;
}

export type CrowdStep =
  /** The first has the last removed. */
  | { step: 'remove-one' }
  /** Whoever answers late does so now. */
  | { step: 'answer-late' }
  /** The last ones, so many per hundred, leave within a time. */
  | { step: 'leave-together'; share: number; within: Duration }
  /** The first has the focus end the session. */
  | { step: 'end-large-session' }
  /** The first has the last ones removed, by one REFER with a list. */
  | { step: 'remove-listed'; count: number }
  /** One joins or leaves, in turn, so often. */
  | { step: 'churn'; perSecond: number; duration: Duration }
  /** Until every subscriber has been told what it is to be told, or the limit has passed since the last cause. */
  | { step: 'await-told'; limit: Duration };

export const crowd = (options: Partial<Omit<Crowd, 'given' | 'role' | 'transport'>> = {}): Crowd => ({
  given: 'crowd',
  role: 'focus',
  transport: 'tcp',
  answers: [{ share: 1, answer: 200 }],
  dead: 0,
  ...options,
});

export const removeOne = (): CrowdStep => ({ step: 'remove-one' });
export const answerLate = (): CrowdStep => ({ step: 'answer-late' });
export const leaveTogether = (share: number, within: Duration): CrowdStep => ({
  step: 'leave-together',
  share,
  within,
});
export const endLargeSession = (): CrowdStep => ({ step: 'end-large-session' });
export const removeListed = (count: number): CrowdStep => ({ step: 'remove-listed', count });
export const churn = (perSecond: number, duration: Duration): CrowdStep => ({ step: 'churn', perSecond, duration });
export const awaitTold = (limit: Duration): CrowdStep => ({ step: 'await-told', limit });

export function captionOfCrowd({ size, answers, dead }: Crowd): string {
  const mixed = answers.map(({ share, answer }) => `${Math.round(share * 100)} % ${answer}`).join(', ');
  return [
    `a group of ${size ?? 'as many as the run is for'}, over TCP`,
    ...(answers.length > 1 ? [`whose answers to a BYE are ${mixed}`] : []),
    ...(dead > 0 ? [`of whom ${dead} do not answer any more`] : []),
  ].join(', ');
}

export function captionOfCrowdStep(step: CrowdStep, ixit: Ixit): string {
  switch (step.step) {
    case 'remove-one':
      return 'the first has the last removed';
    case 'answer-late':
      return 'the BYE is answered 200';
    case 'leave-together':
      return `${Math.round(step.share * 100)} of 100 leave within ${spoken(step.within, ixit)}`;
    case 'end-large-session':
      return 'the first has the session ended';
    case 'remove-listed':
      return `the first has ${step.count} removed by a list`;
    case 'churn':
      return `${step.perSecond} join or leave a second, for ${spoken(step.duration, ixit)}`;
    case 'await-told':
      return `notifications are awaited, at most ${spoken(step.limit, ixit)}`;
  }
}

const CROWD_STEPS = new Set<string>([
  'remove-one',
  'answer-late',
  'leave-together',
  'end-large-session',
  'remove-listed',
  'churn',
  'await-told',
] satisfies CrowdStep['step'][]);

export const isCrowdStep = (step: { step: string }): step is CrowdStep => CROWD_STEPS.has(step.step);
