import type { Turn } from '../sipp/dialog-program.ts';
import type { WindowStep } from './window-steps.ts';

/** URI parameter by which the focus's Contact differs after a target refresh: the same group, at the same address. */
const ANOTHER_NODE = ';node=2';

/** What SIPp has to be able to do in the dialog for a step in the window between BYE and outcome. */
export function windowTurns(step: WindowStep): Turn[] {
  switch (step.step) {
    case 'refresh-target':
      return [{ turn: 'request', method: 'INVITE', sdp: true, contact: ANOTHER_NODE }];
    case 'end-by-focus':
      return [{ turn: 'request', method: 'BYE' }];
    case 'answer-own-refresh':
      return [{ turn: 'respond', to: 'INVITE', code: 200, sdp: true }];
    default:
      return [];
  }
}
