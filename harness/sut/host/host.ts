import type { SipPlace, SipTransport } from '../../sip/transport.ts';
import type { TlsSide } from '../../tls/tls-side.ts';
import type { PolicyFunction } from '../../policy-function/policy-function.ts';
import type { SutDescriptor } from '../descriptor.ts';

export const hostKinds = ['container', 'process', 'address'] as const;
export type HostKind = (typeof hostKinds)[number];

/** The host cannot do what is asked of it; the message is one sentence that says what mends it. */
export class HostError extends Error {
  override name = 'HostError';
}

/** What a {@link HostError} says where containers are needed and cannot be had. */
export const noEngine = 'no Docker Engine answers; start it with: node setup/ensure.mjs (or give --host process)';

/** The ports that a system is told to listen at: the usual ones where it has an address to itself. */
export interface OwnPorts {
  /** SIP over UDP and TCP. */
  port: number;
  /** SIP over TLS. */
  tlsPort: number;
  /** Its upper tester. */
  controlPort: number;
}

export const usualPorts: OwnPorts = { port: 5060, tlsPort: 5061, controlPort: 8080 };

/** As placeholders of a command or an environment have them. */
export const portValues = (ports: OwnPorts): Record<keyof OwnPorts, string> => ({
  port: String(ports.port),
  tlsPort: String(ports.tlsPort),
  controlPort: String(ports.controlPort),
});

/** Which Internet Protocol a run is over. */
export const ipVersions = [4, 6] as const;
export type IpVersion = (typeof ipVersions)[number];

/** What a {@link HostError} says where a run over IPv6 would need containers. */
export const noContainersOver6 =
  'containers are over IPv4; with --ip 6 give --host process, or describe a system at an address of its own';

/** A system under test that runs. */
export interface RunningSut {
  /** As it runs now: with the timers that it was started with in its IXIT. */
  readonly descriptor: SutDescriptor;
  readonly host: HostKind;
  /** Image id, command line, or address: what exactly was tested. */
  readonly build: string;
  /** IP address of its SIP, and of its upper tester. */
  readonly address: string;
  /** Where its upper tester is, as far as the descriptor leaves that open. */
  readonly controlPort: number;
  /**
   * A place for somebody on the test side: an address on which any port may be bound, and a port for SIP over that
   * transport. Nobody else gets it in this run, with two exceptions: a client that is configured beforehand has one next
   * hop, which is returned every time; and a lab box's `localAddresses` are handed out in turn, the first again after
   * the last. Where there is only one address the places differ by their port.
   * @throws {HostError} where none is left
   */
  testPlace(transport: SipTransport): SipPlace;
  /** What the test side shows and demands in TLS; made when it is first asked for. */
  tls(): Promise<TlsSide>;
  /** The far end of its N5, for a P-CSCF that does not say that it has none. It stops with the system. */
  readonly policyFunction?: PolicyFunction;
  /** What it printed on standard output and error so far; the last 256 KiB. */
  output(): string;
  /** Resolves, with what is known of the cause, when it ends of its own accord; never after {@link stop}. */
  readonly exited: Promise<{ message: string }>;
  /** Ends it, at once and for good. May be called more than once. */
  stop(): Promise<void>;
}

/** How one system is to be started; the {@link Site} adds what it alone knows. */
export interface StartOrder {
  descriptor: SutDescriptor;
  runId: string;
  /** Added to the environment that the descriptor gives. */
  environment: Record<string, string>;
  /** `ip:port`, of a client that is configured beforehand: `{proxy}` in its command and environment. */
  nextHop?: string;
  /** `http://ip:port` of the test side's policy function: `{policyFunction}` in the command and environment of a P-CSCF. */
  policyFunction?: string;
  /** Folder with certificates and key, where anything of the run is over TLS; see `credentials.ts`. */
  credentials?: string;
}

/** What a site knows of a system that it started. */
export interface Started extends Omit<
  RunningSut,
  'descriptor' | 'testPlace' | 'tls' | 'controlPort' | 'policyFunction'
> {
  /** Where it was told to listen, where the site has a say in that. */
  ports?: OwnPorts;
}

/** Where packets of a run pass, and how to tell them from everybody else's. */
export interface Traffic {
  /** Network interface. */
  device: string;
  /** As libpcap reads it (pcap-filter(7)). */
  filter: string;
}

/** Where the systems of one run, and the addresses of the test side, live. */
export interface Site {
  /** See {@link RunningSut.testPlace}. */
  testPlace(transport: SipTransport): SipPlace;
  start(order: StartOrder): Promise<Started>;
  /** @throws {HostError} where others have the same addresses, or the interface is unknown */
  traffic(): Traffic;
  /** Ends everything that was started here and gives every address back. */
  close(): Promise<void>;
}

/** How long a system may take from its start to its `ready` text, in milliseconds. */
export const readyLimitMs = 30_000;
