/** What can be done around a P-CSCF under test, with a UE on its one side and the core on the other. */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** IP1: one dialog between a UE and the core of the test side, through the P-CSCF. */
export interface DialogBetween {
  given: 'between';
  role: 'pcscf';
  /** Absent: the IXIT's transport, on both sides. */
  transport?: SipTransport;
  /** The P-CSCF has a session at the policy function for it. */
  authorized?: boolean;
}

export type SideName = 'ue' | 'core';

export type PcscfStep =
  /** The UE leaves: its BYE has Reason and Privacy. Ends when the core has it, or the UE an answer. */
  | { step: 'bye-by-ue' }
  /** One side answers the BYE that it has. Ends when the other side has seen the answer, if it ever does. */
  | { step: 'answer-by'; who: SideName; code: number }
  /** One side sends a request in the dialog; the step ends with the final response, or at the limit. */
  | { step: 'probe-by'; who: SideName; method: 'INFO' | 'INVITE'; limit: Duration }
  /** The P-CSCF is told to end the session of its own accord. Ends when both sides have a BYE, if they ever do. */
  | { step: 'release' }
  /** The policy function tells the P-CSCF that the bearer is lost. Ends as `release` does. */
  | { step: 'lose-bearer' }
  /** The core is gone, with its connections. */
  | { step: 'core-down' }
  /** The P-CSCF is asked whether it has the dialog; where nobody can ask it, that is on the record. */
  | { step: 'ask-dialog' };

export const between = (options: Omit<DialogBetween, 'given' | 'role'> = {}): DialogBetween => ({
  given: 'between',
  role: 'pcscf',
  ...options,
});

export const byeByUe = (): PcscfStep => ({ step: 'bye-by-ue' });
export const answerBy = (who: SideName, code: number): PcscfStep => ({ step: 'answer-by', who, code });
export const probeBy = (who: SideName, method: 'INFO' | 'INVITE', limit: Duration): PcscfStep => ({
  step: 'probe-by',
  who,
  method,
  limit,
});
export const release = (): PcscfStep => ({ step: 'release' });
export const loseBearer = (): PcscfStep => ({ step: 'lose-bearer' });
export const coreDown = (): PcscfStep => ({ step: 'core-down' });
export const askDialog = (): PcscfStep => ({ step: 'ask-dialog' });

export const captionOfDialog = ({ transport, authorized }: DialogBetween): string =>
  `a dialog between a UE and the core${transport ? `, over ${transport.toUpperCase()}` : ''}${authorized ? ', its media authorised by the policy function' : ''}`;

export function captionOfPcscfStep(step: PcscfStep, ixit: Ixit): string {
  switch (step.step) {
    case 'bye-by-ue':
      return 'the UE leaves';
    case 'answer-by':
      return `${spokenSide(step.who)} answers the BYE ${step.code}`;
    case 'probe-by':
      return `${spokenSide(step.who)} sends ${step.method === 'INVITE' ? 'a re-INVITE' : step.method}, to be answered within ${spoken(step.limit, ixit)}`;
    case 'release':
      return 'the network ends the session';
    case 'lose-bearer':
      return 'the policy function tells that the bearer is lost';
    case 'core-down':
      return 'the core goes down';
    case 'ask-dialog':
      return 'the P-CSCF is asked for the dialog';
  }
}

const PCSCF_STEPS = new Set<string>([
  'bye-by-ue',
  'answer-by',
  'probe-by',
  'release',
  'lose-bearer',
  'core-down',
  'ask-dialog',
] satisfies PcscfStep['step'][]);

export const isPcscfStep = (step: { step: string }): step is PcscfStep => PCSCF_STEPS.has(step.step);

const spokenSide = (who: SideName): string => (who === 'ue' ? 'the UE' : 'the core');
