import { seconds, timesT1 } from '../choreography/duration.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import {
  awaitQuiet,
  heal,
  impair,
  makerRemoves,
  resolve,
  rig,
  type RigStep,
  rollCall,
  survey,
  userTries,
} from '../choreography/rig-steps.ts';
import { observe, type Step } from '../choreography/steps.ts';
import { noGhostParticipant } from '../judge/end-to-end/ghost.ts';
import { nothingUnconfirmed } from '../judge/end-to-end/claim.ts';
import type { Act, Schedule } from './schedule.ts';

/** The purpose that every schedule is a case of. */
export const EXPLORATION_PURPOSE = 'LOCAL-EE-EX-01';

/** What is judged after every schedule. */
const checks = [noGhostParticipant, nothingUnconfirmed];

/** A moment long enough for messages over MSRP, which no fault touches. */
const ROLL_CALL_LIMIT = seconds(3);

/** Everybody who is in the group says so, and is asked. */
const look = [rollCall(ROLL_CALL_LIMIT), survey()];

/**
 * A schedule as a case. The faults last until everything has come to an end under them; then they are lifted, and once
 * all is quiet the clients are asked. Whoever is not sure to have left by then leaves again, and all are asked once more.
 */
export const declarationOf = ({ tablet, acts }: Schedule, variant: string): PurposeDeclaration => ({
  id: EXPLORATION_PURPOSE,
  variant,
  given: rig({ tablet }),
  when: [
    ...acts.map(stepOf),
    awaitQuiet(false),
    heal(),
    awaitQuiet(true),
    ...look,
    resolve(),
    awaitQuiet(true),
    ...look,
  ],
  checks,
});

/** What judges the evidence of a schedule that is not at hand any more. */
export const declarationOfLost = (variant: string | undefined): PurposeDeclaration =>
  declarationOf({ tablet: false, acts: [] }, variant ?? 'unknown');

function stepOf(act: Act): Step | RigStep {
  switch (act.do) {
    case 'impair':
      return impair(act.fault);
    case 'lift':
      return heal();
    case 'remove':
      return makerRemoves(act.who);
    case 'wait':
      return observe(timesT1(act.t1));
    default:
      return userTries(act.who, act.do);
  }
}
