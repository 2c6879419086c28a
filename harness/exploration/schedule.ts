import type { DeviceName } from '../choreography/rig-steps.ts';
import type { Profile } from '../judge/verdict.ts';
import type { Fault } from '../relay/fault.ts';

/** Whoever comes and goes: Bob stays, since somebody has to see who else is there. */
export const TRAVELLERS = ['alice', 'alice-tablet', 'carol'] as const satisfies DeviceName[];
export type Traveller = (typeof TRAVELLERS)[number];

/** Something that users do, or that happens to their network. */
export type Act =
  | { do: 'join'; who: Traveller }
  | { do: 'leave'; who: Traveller }
  | { do: 'say'; who: DeviceName }
  /** The maker of the group has the focus remove this user, with all devices. */
  | { do: 'remove'; who: 'alice' | 'carol' }
  | { do: 'impair'; fault: Fault }
  /** All faults go. */
  | { do: 'lift' }
  /** Nothing is done for so many times T1. */
  | { do: 'wait'; t1: number };

/** What happens to a group of Alice, Bob and Carol, from the moment in which everybody is in it until things are left alone. */
export interface Schedule {
  /** Whether Alice has a tablet beside her phone. */
  tablet: boolean;
  acts: Act[];
}

/** How the systems were set when a schedule led to a violation. */
export interface FoundWith {
  timers: 'rfc3261' | 'scaled';
  behaviour?: Profile;
  /** `role:name`. */
  defect?: string;
}

/** How many faults a schedule has. */
export const faultsIn = ({ acts }: Schedule): number => acts.filter((act) => act.do === 'impair').length;
