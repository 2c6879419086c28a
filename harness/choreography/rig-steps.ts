/** What can be done in the rig: real clients, a real focus, and a network between them that can be made to fail. */
import { describeFault, type Fault } from '../relay/fault.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, spoken, timerF } from './duration.ts';

/** Everybody is in one group: Alice by the client under test, Bob and Carol by reference clients. */
export interface Rig {
  given: 'rig';
  role: 'rig';
  /** Over UDP, since the relays on the way lose single messages. */
  transport: 'udp';
  /** Whether Alice has a tablet beside her phone. */
  tablet?: boolean;
  /** Whether there must, or must not, be a P-CSCF on the way; absent: there is where the run has one. */
  pcscf?: boolean;
}

/** Alice's phone, her tablet, and the clients of Bob and Carol. */
export const DEVICE_NAMES = ['alice', 'alice-tablet', 'bob', 'carol'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

/** What a user wants of a client that may not be able to. */
export type Wish = 'join' | 'leave' | 'say';

export type RigStep =
  /** From now on the network does this. */
  | { step: 'impair'; fault: Fault }
  /** The network has no fault any more. */
  | { step: 'heal' }
  /** A user tells a client to leave. */
  | { step: 'user-leaves'; who: DeviceName }
  /** A user tells a client something that it may refuse; nothing is awaited. */
  | { step: 'user-tries'; who: DeviceName; wish: Wish }
  /** Whoever made the group has the focus remove a user, with all devices. */
  | { step: 'maker-removes'; who: DeviceName }
  /** A network element dies without a word and runs again, knowing nothing of the group. */
  | { step: 'system-restarts'; which: 'focus' | 'pcscf' }
  /** Until the client has made up its mind about its leave, or the limit has passed. */
  | { step: 'await-outcome'; who: DeviceName; limit: Duration }
  /** A user posts a message; the step ends when all others have it, or at the limit. */
  | { step: 'say'; who: DeviceName; text: string; limit: Duration }
  /** Until Bob and Carol have been told that this user has gone, or the limit has passed. */
  | { step: 'await-gone'; who: DeviceName }
  /** Until every transaction is over and nobody has sent anything for a while; with `told`, for as long as a notifier may take. */
  | { step: 'await-quiet'; told: boolean; duration: Duration }
  /** Everybody who believes to be in the group posts a message; the step ends when all others have it, or at the limit. */
  | { step: 'roll-call'; limit: Duration }
  /** Whoever does not know whether a leave of theirs has succeeded, or knows that it has not, leaves again. */
  | { step: 'resolve' }
  /** Every client is asked for its state and its messages. */
  | { step: 'survey' };

export const rig = (options: Omit<Rig, 'given' | 'role' | 'transport'> = {}): Rig => ({
  given: 'rig',
  role: 'rig',
  transport: 'udp',
  ...options,
});

export const impair = (fault: Fault): RigStep => ({ step: 'impair', fault });
export const heal = (): RigStep => ({ step: 'heal' });
export const userLeaves = (who: DeviceName): RigStep => ({ step: 'user-leaves', who });
export const userTries = (who: DeviceName, wish: Wish): RigStep => ({ step: 'user-tries', who, wish });
export const makerRemoves = (who: DeviceName): RigStep => ({ step: 'maker-removes', who });
export const systemRestarts = (which: 'focus' | 'pcscf'): RigStep => ({ step: 'system-restarts', which });
export const awaitOutcome = (who: DeviceName, limit: Duration): RigStep => ({ step: 'await-outcome', who, limit });
export const say = (who: DeviceName, text: string, limit: Duration): RigStep => ({ step: 'say', who, text, limit });
export const awaitGone = (who: DeviceName): RigStep => ({ step: 'await-gone', who });
export const awaitQuiet = (told: boolean): RigStep => ({ step: 'await-quiet', told, duration: timerF });
export const rollCall = (limit: Duration): RigStep => ({ step: 'roll-call', limit });
export const resolve = (): RigStep => ({ step: 'resolve' });
export const survey = (): RigStep => ({ step: 'survey' });

export const captionOfRig = ({ tablet, pcscf }: Rig): string =>
  `Alice${tablet ? ' with phone and tablet' : ''}, Bob and Carol in a group, all by clients of their own${pcscf === undefined ? '' : pcscf ? ', through a P-CSCF' : ', without a P-CSCF'}`;

export function captionOfRigStep(step: RigStep, ixit: Ixit): string {
  switch (step.step) {
    case 'impair':
      return `the network ${describeFault(step.fault)}`;
    case 'heal':
      return 'the network heals';
    case 'user-leaves':
      return `${spokenDevice(step.who)} leaves`;
    case 'user-tries':
      return `${spokenDevice(step.who)} is told to ${WISHES[step.wish]}`;
    case 'maker-removes':
      return `Bob, who made the group, has ${spokenPerson(step.who)} removed`;
    case 'system-restarts':
      return `the ${step.which === 'focus' ? 'focus' : 'P-CSCF'} dies and runs again`;
    case 'await-outcome':
      return `what ${spokenDevice(step.who)} makes of its leave is awaited, at most ${spoken(step.limit, ixit)}`;
    case 'say':
      return `${spokenDevice(step.who)} posts a message`;
    case 'await-gone':
      return `notifications to Bob and Carol are awaited, at most ${spoken({ ixit: 'notifyMax' }, ixit)}`;
    case 'await-quiet':
      return `all transactions are over, and ${step.told ? 'everybody has been told' : 'nobody says anything'}`;
    case 'roll-call':
      return 'everybody who is in the group posts a message';
    case 'resolve':
      return 'whoever is not sure to have left leaves again';
    case 'survey':
      return 'every client is asked for its state and its messages';
  }
}

const WISHES: Record<Wish, string> = { join: 'join the group', leave: 'leave', say: 'post a message' };

const RIG_STEPS = new Set<string>([
  'impair',
  'heal',
  'user-leaves',
  'user-tries',
  'maker-removes',
  'system-restarts',
  'await-outcome',
  'say',
  'await-gone',
  'await-quiet',
  'roll-call',
  'resolve',
  'survey',
] satisfies RigStep['step'][]);

export const isRigStep = (step: { step: string }): step is RigStep => RIG_STEPS.has(step.step);

/** A device as people speak of it. */
export const spokenDevice = (device: DeviceName): string =>
  ({ alice: "Alice's phone", 'alice-tablet': "Alice's tablet", bob: 'Bob', carol: 'Carol' })[device];

const spokenPerson = (device: DeviceName): string =>
  ({ alice: 'Alice', 'alice-tablet': 'Alice', bob: 'Bob', carol: 'Carol' })[device];
