import type { DialogProgram, Turn } from '../sipp/dialog-program.ts';
import type { Step } from './steps.ts';

/**
 * What one actor's SIPp process has to be able to do in its INVITE dialog, in order: read off the choreography before
 * anything runs, so that every go lets out exactly one message that is already there.
 * @param actor the test side's only actor for a client; the participant in question for a focus
 */
export function turnsFor(when: readonly Step[], actor: string): DialogProgram {
  const turns: Turn[] = [];
  let removed: string | undefined;
  for (const step of when) {
    if (step.step === 'remove') removed = step.who;
    if (step.step === 'answer' && (removed === undefined || removed === actor))
      turns.push({ turn: 'respond', to: 'BYE', code: step.code });
    if (step.step === 're-invite') turns.push({ turn: 'request', method: 'INVITE', sdp: true });
    if (step.step === 'leave-by' && step.who === actor)
      turns.push({ turn: 'request', method: 'BYE', headers: ['Reason: SIP;cause=200;text="Call completed"'] });
  }
  return { turns };
}
