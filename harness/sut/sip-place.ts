import type { SipPlace, SipTransport } from '../sip/transport.ts';
import type { RunningSut } from './host/host.ts';

/** Where a focus or P-CSCF under test takes SIP over a transport. */
export const sipPlaceOf = (
  { address, descriptor: { ixit } }: Pick<RunningSut, 'address' | 'descriptor'>,
  transport: SipTransport,
): SipPlace => ({ address, port: transport === 'tls' ? ixit.tlsPort : ixit.port });
