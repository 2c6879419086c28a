/** IC5: what can be done around two devices of one user. */
import type { SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken } from './duration.ts';

/** IC5: two instances of one user are in the group. What other steps do concerns the first of them, D1. */
export interface TwoDevices {
  given: 'two-devices';
  role: 'client';
  transport?: SipTransport;
}

export const twoDevices = (): TwoDevices => ({ given: 'two-devices', role: 'client' });

export type DeviceStep =
  /** A BYE of the network in D2's dialog, and its answer, or none within the limit. */
  | { step: 'end-on-second'; cause: number; limit: Duration }
  /** A NOTIFY in D2's subscription: the endpoint of D1 has departed, that of D2 is connected. */
  | { step: 'notify-second'; limit: Duration }
  /** The upper tester is asked for the state of D2. */
  | { step: 'ask-state-of-second' };

export const endOnSecond = (cause: number, limit: Duration): DeviceStep => ({ step: 'end-on-second', cause, limit });
export const notifySecond = (limit: Duration): DeviceStep => ({ step: 'notify-second', limit });
export const askStateOfSecond = (): DeviceStep => ({ step: 'ask-state-of-second' });

export const CAPTION_OF_TWO_DEVICES = 'a user in a group on two devices, D1 and D2';

export function captionOfDeviceStep(step: DeviceStep, ixit: Ixit): string {
  switch (step.step) {
    case 'end-on-second':
      return `a BYE of the network to D2 (cause ${step.cause}), to be answered within ${spoken(step.limit, ixit)}`;
    case 'notify-second':
      return 'a NOTIFY to D2: the user has departed on D1 and is connected on D2';
    case 'ask-state-of-second':
      return 'the upper tester is asked for the state of D2';
  }
}

const DEVICE_STEPS = new Set<string>([
  'end-on-second',
  'notify-second',
  'ask-state-of-second',
] satisfies DeviceStep['step'][]);

export const isDeviceStep = (step: { step: string }): step is DeviceStep => DEVICE_STEPS.has(step.step);
