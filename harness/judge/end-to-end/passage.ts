/** What became of single messages on a device's access network: by the two ends of its relay. */
import { readableSipOf } from '../../sip/of-event.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { SipEvent, TimelineEvent } from '../../timeline/event.ts';

/** The end of a device's relay that talks to the client; the other end has the device's own name. */
export const clientEnd = (device: string): string => `${device}-client`;

/**
 * What was to tell a client that its session is over and did not, in words; `undefined` where nothing was lost. That is a
 * BYE of the focus, or a 2xx to the client's own, that the network did not pass on; and a failure by which the network
 * answered a BYE that the focus had got.
 */
export function lostFarewell(past: readonly TimelineEvent[], device: string): string | undefined {
  const sip = past.filter((event): event is SipEvent => event.kind === 'sip');
  const cameDown = sip.filter(({ actor, direction }) => actor === device && direction === 'received').flatMap(read);
  const passedOn = sip
    .filter(({ actor, direction }) => actor === clientEnd(device) && direction === 'sent')
    .flatMap(read);
  const lost = cameDown.find(
    (message) => isFarewell(message) && !passedOn.some((other) => nameOfMessage(other) === nameOfMessage(message)),
  );
  if (lost) return `${lost.startLine.split(' ', 2).join(' ')}${lost.kind === 'response' ? ' to the BYE' : ''}`;
  const wentUp = sip.filter(({ actor, direction }) => actor === device && direction === 'sent').flatMap(read);
  const madeUp = passedOn.find(
    (message) =>
      message.kind === 'response' &&
      message.status >= 300 &&
      message.cseq?.method === 'BYE' &&
      wentUp.some((bye) => bye.kind === 'request' && bye.method === 'BYE' && isSameRequest(bye, message)) &&
      !cameDown.some((other) => nameOfMessage(other) === nameOfMessage(message)),
  );
  return (
    madeUp && `the answer to a BYE that the focus got: the network answered ${madeUp.startLine.slice(8)} in its place`
  );
}

const read = (event: SipEvent): SipMessage | [] => readableSipOf(event) ?? [];

const isFarewell = (message: SipMessage): boolean =>
  message.kind === 'request'
    ? message.method === 'BYE'
    : message.cseq?.method === 'BYE' && message.status >= 200 && message.status < 300;

/** The same for every copy of a message, on both sides of a proxy. */
const nameOfMessage = (message: SipMessage): string =>
  [
    message.kind === 'request' ? message.method : message.status,
    message.callId,
    message.fromTag,
    message.cseq?.number,
    message.cseq?.method,
  ].join('\n');

const isSameRequest = (a: SipMessage, b: SipMessage): boolean =>
  a.callId === b.callId && a.fromTag === b.fromTag && a.cseq?.number === b.cseq?.number;
