/** What can be done to a client that has registered and is in no group, and what to see of a session that it ends. */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** The client has registered; what follows is for the steps. */
export interface RegisteredClient {
  given: 'registered';
  role: 'client';
  transport?: SipTransport;
}

export const registered = (): RegisteredClient => ({ given: 'registered', role: 'client' });

export type RegisteredStep =
  /** An INVITE of the focus, whose 2xx is never acknowledged; the step ends with the 2xx. */
  | { step: 'call-without-ack'; limit: Duration }
  /** Until the client ends a session with BYE, or the limit has passed. */
  | { step: 'await-bye'; limit: Duration };

export const callWithoutAck = (limit: Duration): RegisteredStep => ({ step: 'call-without-ack', limit });
export const awaitBye = (limit: Duration): RegisteredStep => ({ step: 'await-bye', limit });

export function captionOfRegisteredStep(step: RegisteredStep, ixit: Ixit): string {
  switch (step.step) {
    case 'call-without-ack':
      return `the focus invites the client, and acknowledges no answer; one is due within ${spoken(step.limit, ixit)}`;
    case 'await-bye':
      return `a BYE of the client is awaited, at most ${spoken(step.limit, ixit)}`;
  }
}

const REGISTERED_STEPS = new Set<string>(['call-without-ack', 'await-bye'] satisfies RegisteredStep['step'][]);

export const isRegisteredStep = (step: { step: string }): step is RegisteredStep => REGISTERED_STEPS.has(step.step);
