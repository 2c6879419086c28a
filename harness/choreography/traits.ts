import type { ParticipantScenario } from '../sipp/scenario.ts';
import type { ParticipantName } from './focus-steps.ts';
import type { Step } from './steps.ts';
import { NOTIFY_REFUSAL } from './watch-steps.ts';

/** In what a participant's SIPp process departs from the plain one. */
export type ParticipantTraits = Pick<ParticipantScenario, 'slow' | 'declines' | 'refusesNotify' | 'referrer'> & {
  firstCSeq?: number;
};

/** High enough for a stale one to be below it. */
const FIRST_CSEQ = 11;

/** What a participant has to be able to do beside the turns of its dialog: read off the choreography, as those are. */
export function traitsFor(
  when: readonly Step[],
  actor: string,
): Omit<ParticipantTraits, 'referrer'> & { claims?: ParticipantName } {
  const own = when.filter((step) => 'who' in step && step.who === actor);
  const claims = when.find((step) => 'claiming' in step && sender(step) === actor);
  return {
    ...(claims && 'claiming' in claims && claims.claiming && { claims: claims.claiming }),
    ...(own.some(({ step }) => step === 'refuse-notifies') && { refusesNotify: NOTIFY_REFUSAL }),
    ...(own.some(({ step }) => step === 'withhold-notify-answers') && { slow: true }),
    ...(own.some(({ step }) => step === 'invite-in-vain') && { declines: { code: 603 } }),
    ...(own.some((step) => step.step === 'leave-by' && step.bye?.cseq === 'stale') && { firstCSeq: FIRST_CSEQ }),
  };
}

/** Who sends a request for a removal. */
const sender = (step: Step): string => (step.step === 'ask-removal' ? step.by : 'alice');
