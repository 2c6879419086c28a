/** What can be done to a client that is no ordinary answer: malformed, misdirected, repeated or in pieces. */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';
import { oddAnswers, type Oddity } from './odd-answers.ts';

export type RawStep =
  /** A 200 to the BYE that departs from the right one. */
  | { step: 'answer-oddly'; oddity: Oddity }
  /** A right 200 from an address and port that the BYE was not sent to. */
  | { step: 'answer-from-elsewhere' }
  /** The 200 in one-byte segments, or in one segment with a NOTIFY behind it. */
  | { step: 'answer-in-segments'; segments: 'one-byte' | 'with-notify' }
  /** The 200 that was given is given again, a number of times over a time. */
  | { step: 'answer-repeatedly'; times: number; over: Duration }
  /** The network stops, and starts again without knowing of any dialog; the step ends with its 481. */
  | { step: 'restart-network'; limit: Duration }
  /** SENDs at a rate. */
  | { step: 'flood'; perSecond: number; over: Duration };

export const answerOddly = (oddity: Oddity): RawStep => ({ step: 'answer-oddly', oddity });
export const answerFromElsewhere = (): RawStep => ({ step: 'answer-from-elsewhere' });
export const answerInSegments = (segments: 'one-byte' | 'with-notify'): RawStep => ({
  step: 'answer-in-segments',
  segments,
});
export const answerRepeatedly = (times: number, over: Duration): RawStep => ({
  step: 'answer-repeatedly',
  times,
  over,
});
export const restartNetwork = (limit: Duration): RawStep => ({ step: 'restart-network', limit });
export const flood = (perSecond: number, over: Duration): RawStep => ({ step: 'flood', perSecond, over });

export function captionOfRawStep(step: RawStep, ixit: Ixit): string {
  switch (step.step) {
    case 'answer-oddly':
      return `a 200 ${oddAnswers[step.oddity].spoken}`;
    case 'answer-from-elsewhere':
      return 'a 200 from an address that the BYE was not sent to';
    case 'answer-in-segments':
      return step.segments === 'one-byte'
        ? 'the BYE is answered 200 in one-byte segments'
        : 'the BYE is answered 200, with a NOTIFY in the same segment';
    case 'answer-repeatedly':
      return `the 200 comes ${step.times} times more, over ${spoken(step.over, ixit)}`;
    case 'restart-network':
      return 'the network stops, and starts again without knowing of the dialog';
    case 'flood':
      return `${step.perSecond} SENDs a second arrive, for ${spoken(step.over, ixit)}`;
  }
}

const RAW_STEPS = new Set<string>([
  'answer-oddly',
  'answer-from-elsewhere',
  'answer-in-segments',
  'answer-repeatedly',
  'restart-network',
  'flood',
] satisfies RawStep['step'][]);

export const isRawStep = (step: { step: string }): step is RawStep => RAW_STEPS.has(step.step);
