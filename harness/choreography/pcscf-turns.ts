import type { DialogProgram, Turn } from '../sipp/dialog-program.ts';
import type { SideName } from './pcscf-steps.ts';
import type { Step } from './steps.ts';

/** A leave as wire form 07 has it, with the request for privacy that the purposes about header fields look for. */
const LEAVING = [
  'Reason: SIP;cause=200;text="Call completed"',
  'Reason: RELEASE_CAUSE;cause=1;text="User ends call"',
  'Privacy: id',
];

/**
 * What one side's SIPp process has to be able to do in the dialog, in order. The first turn of either side is an INFO: it
 * belongs to the initial condition, for what is not forwarded later means something only where it was forwarded before.
 */
export function pcscfTurns(when: readonly Step[], side: SideName): DialogProgram {
  const turns: Turn[] = [{ turn: 'request', method: 'INFO' }];
  for (const step of when) {
    if (step.step === 'bye-by-ue' && side === 'ue') turns.push({ turn: 'request', method: 'BYE', headers: LEAVING });
    if (step.step === 'answer-by' && step.who === side) turns.push({ turn: 'respond', to: 'BYE', code: step.code });
    if (step.step === 'probe-by' && step.who === side)
      turns.push({ turn: 'request', method: step.method, ...(step.method === 'INVITE' && { sdp: true }) });
  }
  return { turns };
}
