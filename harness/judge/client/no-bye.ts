import type { Judgement } from '../finding.ts';

/** What every check of a leave says where there was none. */
export const NO_BYE: Judgement = { verdict: 'inconc', message: 'the client sent no BYE after it was told to leave' };
