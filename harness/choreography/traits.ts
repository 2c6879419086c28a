import type { ParticipantScenario } from '../sipp/scenario.ts';
import type { Step } from './steps.ts';

/** In what a participant's SIPp process departs from the plain one. */
export type ParticipantTraits = Pick<ParticipantScenario, 'slow' | 'declines'> & { firstCSeq?: number };

/** High enough for a stale one to be below it. */
const FIRST_CSEQ = 11;

/** What a participant has to be able to do beside the turns of its dialog: read off the choreography, as those are. */
export function traitsFor(when: readonly Step[], actor: string): ParticipantTraits {
  const own = when.filter((step) => 'who' in step && step.who === actor);
  return {
    ...(own.some(({ step }) => step === 'withhold-notify-answers') && { slow: true }),
    ...(own.some(({ step }) => step === 'invite-in-vain') && { declines: { code: 603 } }),
    ...(own.some((step) => step.step === 'leave-by' && step.bye?.cseq === 'stale') && { firstCSeq: FIRST_CSEQ }),
  };
}
