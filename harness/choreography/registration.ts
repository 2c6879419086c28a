import { NETWORK } from '../judge/client/facts.ts';
import { isRequest, type SipRequest } from '../sip/message.ts';
import { readableSipOf } from '../sip/of-event.ts';
import { hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { type StageContext, StepFailure, tolerateTimeout } from './stage.ts';

/** A client may say that it has registered before SIPp has put the REGISTER on record. In milliseconds. */
const ON_RECORD_LIMIT_MS = 5_000;

/**
 * The REGISTER that a client sent last, once it is on record: by its flow the client is reached.
 * @param number of the registration, where the client holds several (RFC 5626 reg-id)
 * @throws {StepFailure} where none comes within the limit
 */
export async function registrationOnRecord(
  { recorder, signal }: Pick<StageContext, 'recorder' | 'signal'>,
  number?: number,
  limitMs = ON_RECORD_LIMIT_MS,
): Promise<SipRequest> {
  const isIt = (event: TimelineEvent): boolean => {
    const request = registerOf(event);
    return request !== undefined && isNumbered(request, number);
  };
  await recorder.waitFor('the REGISTER', limitMs, isIt, signal).catch(tolerateTimeout);
  return registrationOf(recorder.events(), number);
}

/**
 * The REGISTER that a client sent last.
 * @throws {StepFailure} where there is none
 */
function registrationOf(events: readonly TimelineEvent[], number?: number): SipRequest {
  const registers = events.map(registerOf).filter((request) => request !== undefined);
  const register = registers.findLast((request) => isNumbered(request, number));
  if (!register)
    throw new StepFailure(
      registers.length === 0
        ? 'the client has not registered, so there is no way to invite it'
        : `the client holds no registration with reg-id ${number}`,
    );
  return register;
}

const isNumbered = (register: SipRequest, number: number | undefined): boolean =>
  number === undefined || new RegExp(`;\\s*reg-id\\s*=\\s*${number}\\b`, 'i').test(register.header('contact') ?? '');

function registerOf(event: TimelineEvent): SipRequest | undefined {
  if (event.kind !== 'sip' || event.actor !== NETWORK || event.direction !== 'received') return undefined;
  const message = readableSipOf(event);
  return message && isRequest(message, 'REGISTER') ? message : undefined;
}

/** The group's identity with a host that the client can reach without DNS: what our Contact says. */
export const atOurPlace = (group: string, place: SipPlace, transport: SipTransport): string =>
  `${group.replace(/@.*$/, '')}@${hostPort(place)};transport=${transport}`;
