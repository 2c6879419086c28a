import { NETWORK } from '../judge/client/facts.ts';
import type { NetworkScenario } from '../sipp/scenario.ts';
import type { ClientGiven } from './client-steps.ts';
import { restartPrograms } from './restart-desk.ts';
import type { Step } from './steps.ts';
import { turnsFor } from './turns.ts';

/** Feature-capability indicator of a registrar that takes complaints about unwanted sessions (TS 24.229 §5.1.5). */
const UNWANTED_TAKEN = '*;+sip.607';

/** What SIPp has to be able to do towards a client, read off its purpose before anything runs. */
export function clientPrograms(given: ClientGiven, when: readonly Step[]): Omit<NetworkScenario, 'transport'> {
  const asked = turnsFor(when, NETWORK);
  const dialog = when.some((step) => step.step === 'await-bye') ? { ...asked, afterwards: 200 } : asked;
  const answersBye = { dialog: { turns: [], afterwards: 200 } };
  const invitation = when.some((step) => step.step === 'call-again') && answersBye;
  switch (given.given) {
    case 'joined':
    case 'two-devices':
      return { dialog, invitation };
    case 'invited':
      return { dialog, invitation: true, ...(given.grants607 && { featureCaps: UNWANTED_TAKEN }) };
    case 'registered':
      return { dialog, invitation: { ...answersBye, unacknowledged: true } };
    case 'idle':
      return {
        dialog: { turns: [{ turn: 'request', method: 'BYE' }] },
        restarts: restartPrograms(given.restarts, dialog),
        invitation,
      };
  }
}
