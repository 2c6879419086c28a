import { readableSipOf } from '../../sip/of-event.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';
import type { Check } from '../check.ts';
import { nameOf, surveysOf, upTo } from './facts.ts';
import { clientEnd } from './passage.ts';

/** By these the network says to a rejoin that there is nothing left to leave (RCC.07 §3.2.4.11). */
const NOTHING_TO_LEAVE = [403, 404];

export const leftByConfirmation: Check = {
  id: 'left-by-confirmation',
  requirement: 'REQ-CL-10',
  title: 'A client says LEFT only where it was told so',
  required:
    'A client says LEFT after a 2xx to its BYE, a BYE of the focus, its own 603, or a rejoin refused with 403 or 404, and after nothing else.',
  consequence: 'The user believes to have left, and nobody has said so.',
  judge({ timeline }, profile) {
    if (profile === 'pre-cr') return { verdict: 'none', message: 'before the change request a BYE was a departure' };
    const surveys = surveysOf(timeline);
    const claims = surveys.flatMap(({ accounts }) => accounts.filter(({ state }) => state === 'LEFT'));
    for (const { device, at, seq } of claims)
      if (!wasTold(upTo(timeline, at), device))
        return {
          verdict: 'fail',
          message: `left without a word: ${nameOf(device)} says LEFT, and nothing that reached it has confirmed a leave`,
          deciding: [seq, seq],
        };
    if (surveys.length === 0) return { verdict: 'inconc', message: 'no client was asked for its state' };
    const who = [...new Set(claims.map(({ device }) => nameOf(device)))];
    return {
      verdict: 'pass',
      message: who.length === 0 ? 'nobody says LEFT' : `${who.join(' and ')} had it confirmed`,
    };
  },
};

/** Whether anything that its relay passed on, or that it answered, has ended the client's membership. */
const wasTold = (past: readonly TimelineEvent[], device: string): boolean =>
  past
    .filter((event): event is SipEvent => event.kind === 'sip' && event.actor === clientEnd(device))
    .some((event) => {
      const message = readableSipOf(event);
      if (!message) return false;
      if (event.direction === 'received') return message.kind === 'response' && message.status === 603;
      if (message.kind === 'request') return message.method === 'BYE';
      const { status, cseq } = message;
      return cseq?.method === 'BYE' ? status >= 200 && status < 300 : isRefusedRejoin(status, cseq?.method);
    });

const isRefusedRejoin = (status: number, method: string | undefined): boolean =>
  method === 'INVITE' && NOTHING_TO_LEAVE.includes(status);

export const nothingUnconfirmed: Check = {
  id: 'nothing-unconfirmed',
  requirement: 'REQ-RCC-02',
  title: 'Who does not know whether a leave has succeeded finds out by restarting the session and leaving it',
  required: 'In the end, with a sound network and after a second leave, no client says UNCONFIRMED.',
  consequence: 'The user can never be sure to have left.',
  judge({ timeline }, profile) {
    if (profile !== 'harmonised')
      return { verdict: 'none', message: 'restart and leave are the way out of UNCONFIRMED under harmonised only' };
    const last = surveysOf(timeline).at(-1);
    if (!last) return { verdict: 'inconc', message: 'no client was asked for its state' };
    const unsure = last.accounts.find(({ state }) => state === 'UNCONFIRMED');
    return unsure
      ? {
          verdict: 'fail',
          message: `never sure to have left: ${nameOf(unsure.device)} still says UNCONFIRMED after it has left again`,
          deciding: [unsure.seq, unsure.seq],
        }
      : { verdict: 'pass', message: 'in the end nobody says UNCONFIRMED' };
  },
};
