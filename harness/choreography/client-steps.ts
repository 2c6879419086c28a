/** What can be done around a client under test. */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import {
  CAPTION_OF_TWO_DEVICES,
  captionOfDeviceStep,
  type DeviceStep,
  isDeviceStep,
  type TwoDevices,
} from './device-steps.ts';
import { type Duration, spoken } from './duration.ts';
import { captionOfJoined, type JoinedClient } from './joined-client.ts';
import { captionOfRawStep, isRawStep, type RawStep } from './raw-steps.ts';
import {
  captionOfRegisteredStep,
  isRegisteredStep,
  type RegisteredClient,
  type RegisteredStep,
} from './registered-steps.ts';
import {
  captionOfIdle,
  captionOfRestartStep,
  type IdleClient,
  isRestartStep,
  type RestartStep,
} from './restart-steps.ts';
import { captionOfWindowStep, isWindowStep, type WindowStep } from './window-steps.ts';

/** IC1b: the focus has invited the client, and it has accepted. */
export interface InvitedClient {
  given: 'invited';
  role: 'client';
  transport?: SipTransport;
  /** The 200 to the REGISTER has Feature-Caps with +sip.607; that to a second registration has not. */
  grants607?: true;
  /** Two registrations side by side, the INVITE comes over the second. */
  registrations?: 2;
}

export { joined } from './joined-client.ts';

export type ClientGiven = JoinedClient | InvitedClient | IdleClient | RegisteredClient | TwoDevices;

export type ClientStep =
  | WindowStep
  | RestartStep
  | RegisteredStep
  | RawStep
  | DeviceStep
  /** The upper tester is told to leave; the step ends with the BYE on the wire. */
  | { step: 'leave'; unwanted?: true }
  /** As if a final response had been sent and lost: nothing goes out. */
  | { step: 'lose-answer'; code: number }
  /** Until the BYE has been retransmitted. */
  | { step: 'await-retransmission' }
  /** A re-INVITE in the dialog, and its final response, or none within the limit. */
  | { step: 're-invite'; limit: Duration }
  /** Until the media is released, or the limit for that has passed. */
  | { step: 'await-release' }
  /** The upper tester is asked for the state of the system. */
  | { step: 'ask-state' }
  /** A chat message from the group to the client. */
  | { step: 'deliver'; text: string }
  /** The upper tester is told to send a chat message. */
  | { step: 'send-text'; text: string; limit: Duration };

export const invited = (options: Omit<InvitedClient, 'given' | 'role'> = {}): InvitedClient => ({
  given: 'invited',
  role: 'client',
  ...options,
});

export const leave = (options: { unwanted?: true } = {}): ClientStep => ({ step: 'leave', ...options });
export const loseAnswer = (code: number): ClientStep => ({ step: 'lose-answer', code });
export const awaitRetransmission = (): ClientStep => ({ step: 'await-retransmission' });
export const reInvite = (limit: Duration): ClientStep => ({ step: 're-invite', limit });
export const awaitRelease = (): ClientStep => ({ step: 'await-release' });
export const askState = (): ClientStep => ({ step: 'ask-state' });
export const deliver = (text: string): ClientStep => ({ step: 'deliver', text });
export const sendText = (text: string, limit: Duration): ClientStep => ({ step: 'send-text', text, limit });

export const captionOfClient = (given: ClientGiven): string =>
  `${spokenGiven(given)}${given.transport ? `, over ${given.transport.toUpperCase()}` : ''}`;

function spokenGiven(given: ClientGiven): string {
  if (given.given === 'idle') return captionOfIdle(given);
  if (given.given === 'registered') return 'a client that has registered';
  if (given.given === 'two-devices') return CAPTION_OF_TWO_DEVICES;
  if (given.given === 'joined') return captionOfJoined(given);
  const granted = given.grants607
    ? `, ${given.registrations ? 'one of its registrations' : 'its registration'} granted +sip.607`
    : '';
  return `a client that the focus invited to a group${given.registrations ? ' over its second registration' : ''}${granted}`;
}

export function captionOfClientStep(step: ClientStep, ixit: Ixit): string {
  if (isWindowStep(step)) return captionOfWindowStep(step, ixit);
  if (isRestartStep(step)) return captionOfRestartStep(step, ixit);
  if (isRegisteredStep(step)) return captionOfRegisteredStep(step, ixit);
  if (isRawStep(step)) return captionOfRawStep(step, ixit);
  if (isDeviceStep(step)) return captionOfDeviceStep(step, ixit);
  switch (step.step) {
    case 'leave':
      return step.unwanted ? 'the user leaves, who never wanted the session' : 'the user leaves';
    case 'lose-answer':
      return `a ${step.code} is lost on its way`;
    case 'await-retransmission':
      return 'the BYE is retransmitted';
    case 're-invite':
      return `a re-INVITE, to be answered within ${spoken(step.limit, ixit)}`;
    case 'await-release':
      return `media release is awaited, at most ${spoken({ ixit: 'relMax' }, ixit)}`;
    case 'ask-state':
      return 'the upper tester is asked for the state';
    case 'deliver':
      return 'a message arrives from the group';
    case 'send-text':
      return 'the user sends a message';
  }
}
