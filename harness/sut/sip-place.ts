import { hostPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import type { RunningSut } from './host/host.ts';

/** Where a focus or P-CSCF under test takes SIP over a transport. */
export const sipPlaceOf = (
  { address, descriptor: { ixit } }: Pick<RunningSut, 'address' | 'descriptor'>,
  transport: SipTransport,
): SipPlace => ({ address, port: transport === 'tls' ? ixit.tlsPort : ixit.port });

/** By way of whom participants reach a focus under test, where not directly. */
export function outboundProxyOf({ host, descriptor }: Pick<RunningSut, 'host' | 'descriptor'>): SipPlace | undefined {
  const proxy = host === 'address' ? descriptor.host.address?.outboundProxy : undefined;
  return proxy && { address: proxy.ip, port: proxy.port };
}

/** A Route that leads there (RFC 3261 §8.1.2). */
export const routeBy = (proxy: SipPlace, transport: SipTransport): string =>
  `<sip:${hostPort(proxy)}${transport === 'udp' ? '' : `;transport=${transport}`};lr>`;

/** What a client is told its next hop to be: the core before it, or somebody on the test side. */
export const nextHopOf = ({ descriptor: { core } }: Pick<RunningSut, 'descriptor'>, place: SipPlace): string =>
  hostPort(core ? { address: core.ip, port: core.port } : place);
