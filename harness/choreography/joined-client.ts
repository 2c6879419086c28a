/** IC1, IC2 and IC3: a client that has joined, and in what its way into the group may depart from the plain one. */
import { hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, inMs } from './duration.ts';

/** IC1/IC2: the client is in a group; the test side is network and focus. */
export interface JoinedClient {
  given: 'joined';
  role: 'client';
  /** Absent: the IXIT's transport (IC1). `udp` is IC2. */
  transport?: SipTransport;
  /** The user joins as somebody unknown to the group. */
  anonymous?: true;
  /** Two proxies have put themselves on the route of the dialog. */
  recordRouted?: true;
  /** IC3: the client is in a second group, whose MSRP goes to another place, or to the same one. */
  otherGroup?: 'elsewhere' | 'same-place';
  /** The client is the passive side of MSRP. */
  passive?: true;
  /** The session is to be refreshed (RFC 4028), and by whom. */
  session?: { interval: Duration; refresher: 'client' | 'network' };
  /** SIP timers four times as long, as TS 24.229 §7.7 has them for the radio side. */
  imsTimers?: true;
}

export const joined = (options: Omit<JoinedClient, 'given' | 'role'> = {}): JoinedClient => ({
  given: 'joined',
  role: 'client',
  ...options,
});

/** The IXIT as a case has it that gives the client other timers than its own. */
export function ixitFor(given: { given: string; imsTimers?: true }, ixit: Ixit): Ixit {
  const factor = given.imsTimers && ixit.t1 < IMS_T1_MS ? IMS_FACTOR : 1;
  return factor === 1 ? ixit : { ...ixit, t1: factor * ixit.t1, t2: factor * ixit.t2 };
}

/** TS 24.229 §7.7: T1 2 s in place of 500 ms, T2 16 s in place of 4 s. */
const IMS_T1_MS = 2000;
const IMS_FACTOR = 4;

/** Header fields of our 200 to the client's INVITE that its way into the group asks for. */
export function acceptanceOf(
  given: JoinedClient,
  ixit: Ixit,
  place: SipPlace,
  transport: SipTransport,
): Record<string, string> {
  // Both proxies stand at our own place: what the client sends comes here whichever it takes for the next hop.
  const proxy = (name: string): string => `<sip:${name}@${hostPort(place)};transport=${transport};lr>`;
  const { session } = given;
  return {
    ...(given.recordRouted && { 'Record-Route': `${proxy('scscf')}, ${proxy('pcscf')}` }),
    ...(session && {
      'Session-Expires': `${Math.round(inMs(session.interval, ixit) / 1000)};refresher=${session.refresher === 'client' ? 'uac' : 'uas'}`,
      Require: 'timer',
    }),
  };
}

/** What a reader is told beyond that the client is in a group. */
export function captionOfJoined(given: JoinedClient): string {
  const { session } = given;
  return [
    `a client in ${given.otherGroup ? 'two groups' : 'a group'}`,
    given.otherGroup === 'same-place' ? 'whose MSRP goes to one place' : '',
    given.anonymous ? 'unknown to the others' : '',
    given.recordRouted ? 'by way of two proxies' : '',
    given.passive ? 'to which MSRP is connected' : '',
    session ? `its session refreshed by the ${session.refresher}` : '',
    given.imsTimers ? 'with the SIP timers of TS 24.229' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
