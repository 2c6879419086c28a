import { NETWORK } from '../judge/client/facts.ts';
import type { NetworkScenario } from '../sipp/scenario.ts';
import type { ClientGiven } from './client-steps.ts';
import { restartPrograms } from './restart-desk.ts';
import type { Step } from './steps.ts';
import { turnsFor } from './turns.ts';

/** What SIPp has to be able to do towards a client, read off its purpose before anything runs. */
export function clientPrograms(given: ClientGiven, when: readonly Step[]): Omit<NetworkScenario, 'transport'> {
  const dialog = turnsFor(when, NETWORK);
  const invitation = when.some((step) => step.step === 'call-again') && { dialog: { turns: [], afterwards: 200 } };
  if (given.given === 'invited') return { dialog, invitation: true };
  if (given.given === 'joined') return { dialog, invitation };
  return {
    dialog: { turns: [{ turn: 'request', method: 'BYE' }] },
    restarts: restartPrograms(given.restarts, dialog),
    invitation,
  };
}
