/** What can be done about a leave where the group session has ended before (RCC.07 §3.2.4.11). */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** How an INVITE by which the client restarts its session is answered. */
export interface RestartAnswer {
  code: number;
  /** 180 at once, and the answer after this time. */
  rings?: Duration;
}

/** IC4: the client was in a group, and the focus has ended the session without removing it. */
export interface IdleClient {
  given: 'idle';
  role: 'client';
  transport?: SipTransport;
  /** What its further INVITEs get, in order, the last answer for all that follow. */
  restarts: RestartAnswer[];
}

export const idle = (...restarts: RestartAnswer[]): IdleClient => ({ given: 'idle', role: 'client', restarts });

export type RestartStep =
  /** The upper tester is told to leave; nothing is awaited. `onRestart`: when somebody restarts the session. */
  | { step: 'ask-to-leave'; onRestart?: true }
  /** An INVITE of the focus with the identifiers of the session that was, and its answer, or none within the limit. */
  | { step: 'call-again'; limit: Duration };

export const askToLeave = (options: { onRestart?: true } = {}): RestartStep => ({ step: 'ask-to-leave', ...options });
export const callAgain = (limit: Duration): RestartStep => ({ step: 'call-again', limit });

export const captionOfIdle = ({ restarts }: IdleClient): string =>
  `a client whose session in the group has ended${restarts.length > 0 ? `; INVITEs of it get ${restarts.map(({ code, rings }) => `${rings ? '180, then ' : ''}${code}`).join(', then ')}` : ''}`;

export function captionOfRestartStep(step: RestartStep, ixit: Ixit): string {
  switch (step.step) {
    case 'ask-to-leave':
      return step.onRestart ? 'the user wants to leave when the session is restarted' : 'the user leaves';
    case 'call-again':
      return `the focus restarts the session with an INVITE, to be answered within ${spoken(step.limit, ixit)}`;
  }
}

const RESTART_STEPS = new Set<string>(['ask-to-leave', 'call-again'] satisfies RestartStep['step'][]);

export const isRestartStep = (step: { step: string }): step is RestartStep => RESTART_STEPS.has(step.step);
