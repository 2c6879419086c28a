import { NETWORK } from '../judge/client/facts.ts';
import { isRequest, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { StepFailure } from './stage.ts';

/**
 * The REGISTER that a client sent last: by its flow the client is reached.
 * @throws {StepFailure} where there is none
 */
export function registrationOf(events: readonly TimelineEvent[]): SipRequest {
  const register = events.map(registerOf).findLast((request) => request !== undefined);
  if (!register) throw new StepFailure('the client has not registered, so there is no way to invite it');
  return register;
}

function registerOf(event: TimelineEvent): SipRequest | undefined {
  if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'received') return undefined;
  const message = readableSipOf(event);
  return message && isRequest(message, 'REGISTER') ? message : undefined;
}

/** The group's identity with a host that the client can reach without DNS: what our Contact says. */
export const atOurAddress = (group: string, address: string, transport: string): string =>
  `${group.replace(/@.*$/, '')}@${address}:5060;transport=${transport}`;
