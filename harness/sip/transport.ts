import { isIPv6 } from 'node:net';

/** How SIP messages are carried (RFC 3261 §18, §26.2.1). */
export const SIP_TRANSPORTS = ['udp', 'tcp', 'tls'] as const;
export type SipTransport = (typeof SIP_TRANSPORTS)[number];

/** Where somebody takes SIP messages: an IP address, without brackets, and a port. */
export interface SipPlace {
  address: string;
  port: number;
}

/** The port where nothing else is said (RFC 3261 §19.1.2). */
export const standardPort = (transport: SipTransport): number => (transport === 'tls' ? 5061 : 5060);

/** As an address stands in a URI, a Via or a Host header field: IPv6 in brackets (RFC 3261 §25.1). */
export const bracketed = (address: string): string => (isIPv6(address) ? `[${address}]` : address);

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export const hostPort = ({ address, port }: SipPlace): string => `${bracketed(address)}:${port}`;
