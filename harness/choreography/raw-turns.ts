import type { RespondTurn } from '../sipp/dialog-program.ts';
import { oddAnswers } from './odd-answers.ts';
import type { RawStep } from './raw-steps.ts';

const right: RespondTurn = { turn: 'respond', to: 'BYE', code: 200 };

/** The turns of SIPp that a step out of the ordinary needs. */
export function rawTurns(step: RawStep): RespondTurn[] {
  switch (step.step) {
    case 'answer-oddly': {
      const { answers, length } = oddAnswers[step.oddity];
      return [{ ...right, misses: !answers, ...(length !== undefined && { length }) }];
    }
    case 'answer-in-segments':
      return [right];
    case 'answer-repeatedly':
      return Array.from({ length: step.times }, () => right);
    default:
      return [];
  }
}
