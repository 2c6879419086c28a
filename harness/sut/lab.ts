import { hostPort, standardPort, type SipPlace, type SipTransport } from '../sip/transport.ts';
import { Authority } from '../tls/authority.ts';
import type { TlsSide } from '../tls/tls-side.ts';
import { PolicyFunction } from '../policy-function/policy-function.ts';
import { speaksToPolicyFunction } from './consistency.ts';
import type { Adjustable, SutDescriptor } from './descriptor.ts';
import { openAddressSite } from './host/address.ts';
import { hostOf } from './host/choose.ts';
import { CredentialFolders } from './host/credentials.ts';
import {
  HostError,
  noContainersOver6,
  usualPorts,
  type HostKind,
  type IpVersion,
  type RunningSut,
  type Site,
  type Started,
  type Traffic,
} from './host/host.ts';
import { LOOPBACK_6 } from './host/loopback-ports.ts';
import { domainsOf, needsTls, tlsSideOf } from './tls.ts';

/** RFC 3261 timers, in milliseconds, at a fifth of their length: Timer F is 6.4 s. */
export const scaledTimers = { t1: 100, t2: 800 } as const;

/** Where timers are scaled, participants of large groups come and go for no longer than this. */
const SCALED_CHURN_MS = 20_000;

/** What a run sets in a system that it starts. Only what the descriptor calls adjustable can be. */
export interface Adjustments {
  behaviour?: string;
  defect?: string;
  /** `rfc3261` leaves the timers at what the IXIT says. */
  timers?: 'rfc3261' | 'scaled';
  /** In place of the IXIT's. */
  transport?: SipTransport;
  /** In place of the IXIT's. */
  media?: 'tcp' | 'tls';
}

/** The systems under test of one run, and the addresses of the test side beside them. */
export interface Lab {
  /** @throws {HostError} where the system cannot be started, or does not become ready */
  start(descriptor: SutDescriptor, adjustments?: Adjustments): Promise<RunningSut>;
  /**
   * Where the packets of all that has been started pass.
   * @throws {HostError} where they cannot be told from those of others
   */
  traffic(): Promise<Traffic[]>;
  /** Ends every system and gives back every address; a start under way fails. May be called at any time, repeatedly. */
  close(): Promise<void>;
}

/** Why a system cannot be started with these adjustments; `undefined` where it can. */
export function whyNotAdjustable(
  { adjustable, product }: SutDescriptor,
  { behaviour, defect, timers, transport, media }: Adjustments,
): string | undefined {
  const wanted: [Adjustable, boolean][] = [
    ['behaviour', behaviour !== undefined],
    ['defect', defect !== undefined],
    ['timers', timers === 'scaled'],
    ['transport', transport !== undefined],
    ['media', media !== undefined],
  ];
  const refused = wanted.find(([what, asked]) => asked && !adjustable.includes(what));
  return (
    refused &&
    `${product.name} does not let its ${refused[0]} be set (adjustable: ${adjustable.join(', ') || 'nothing'})`
  );
}

/**
 * Opens the lab of one run. Nothing is made before the first system is started.
 * @param options.host where systems live that do not run already
 * @param options.ip which Internet Protocol those use
 */
export function openLab({ runId, host, ip = 4 }: { runId: string; host: HostKind; ip?: IpVersion }): Lab {
  const sites = new Map<string, Promise<Site>>();
  let closing: Promise<void> | undefined;
  const folders = new CredentialFolders();
  const policyFunctions = new Set<PolicyFunction>();
  let authority: Promise<Authority> | undefined;
  const runAuthority = (): Promise<Authority> => (authority ??= Authority.create(`cpm-leave ${runId}`));

  function siteOf(descriptor: SutDescriptor): { kind: HostKind; site: Promise<Site> } {
    const kind = hostOf(descriptor, host);
    const key = kind === 'address' ? `address of ${descriptor.file}` : kind;
    const site = sites.get(key) ?? openSite(kind, descriptor);
    sites.set(key, site);
    return { kind, site };
  }

  async function openSite(kind: HostKind, descriptor: SutDescriptor): Promise<Site> {
    if (kind === 'address') return openAddressSite(descriptor.host.address!);
    if (kind === 'container' && ip === 6) throw new HostError(noContainersOver6);
    if (kind === 'process') return (await import('./host/process.ts')).openProcessSite(ip);
    return (await import('./host/container.ts')).openContainerSite(runId);
  }

  async function closeAll(): Promise<void> {
    await Promise.all([...sites.values()].map(async (site) => (await site.catch(() => undefined))?.close()));
    await Promise.all([...policyFunctions].map((opened) => opened.close()));
    policyFunctions.clear();
  }

  /** The policy function of a P-CSCF that runs; without it the P-CSCF is stopped again. */
  async function beside(started: Started, place: SipPlace): Promise<PolicyFunction> {
    const opened = await PolicyFunction.open(place).catch(async (error: Error) => {
      await started.stop();
      throw new HostError(
        `the policy function cannot listen at ${hostPort(place)} (${error.message}); give another ixit.policyPort, or PC_RX: false`,
      );
    });
    policyFunctions.add(opened);
    if (!closing) return opened;
    await opened.close();
    throw new HostError('the run is over');
  }

  /** Ends both. The system's own way of stopping is kept: it is the one that knows its resources. */
  function stopping(started: Started, policyFunction: PolicyFunction): () => Promise<void> {
    const stop = started.stop.bind(started);
    return async () => {
      await stop();
      if (policyFunctions.delete(policyFunction)) await policyFunction.close();
    };
  }

  return {
    async start(asDescribed, adjustments = {}) {
      const refusal = whyNotAdjustable(asDescribed, adjustments);
      if (refusal) throw new HostError(refusal);
      if (closing) throw new HostError('the run is over');
      const { kind, site: opening } = siteOf(asDescribed);
      const site = await opening;
      if (closing) throw new HostError('the run is over');

      const descriptor = adjusted(asDescribed, adjustments, kind);
      const preconfigured = descriptor.role === 'client' && descriptor.upperTester?.instances === 'one';
      const nextHop = preconfigured ? site.testPlace(descriptor.ixit.transport) : undefined;
      const credentials = needsTls(descriptor)
        ? await folders.make(await runAuthority(), domainsOf(descriptor))
        : undefined;
      const policyPlace = policyPlaceFor(descriptor, kind, site);
      const started = await site.start({
        descriptor,
        runId,
        environment: environmentOf(descriptor, adjustments),
        ...(nextHop && { nextHop: hostPort(nextHop) }),
        ...(policyPlace && { policyFunction: `http://${hostPort(policyPlace)}` }),
        ...(credentials !== undefined && { credentials }),
      });
      const policyFunction = policyPlace && (await beside(started, policyPlace));
      let side: Promise<TlsSide> | undefined;
      const { ports } = started;
      return Object.assign(started, {
        descriptor: ports
          ? { ...descriptor, ixit: { ...descriptor.ixit, port: ports.port, tlsPort: ports.tlsPort } }
          : descriptor,
        controlPort: (ports ?? usualPorts).controlPort,
        testPlace: (transport: SipTransport) =>
          nextHop ? placeFor(transport, nextHop, descriptor) : site.testPlace(transport),
        tls: () => (side ??= runAuthority().then((own) => tlsSideOf(descriptor, own))),
        ...(policyFunction && { policyFunction, stop: stopping(started, policyFunction) }),
      });
    },
    async traffic() {
      const opened = await Promise.allSettled(sites.values());
      return opened.flatMap((site) => (site.status === 'fulfilled' ? [site.value.traffic()] : []));
    },
    close() {
      folders.remove();
      closing ??= closeAll();
      return closing;
    },
  };
}

/** Where the policy function of a P-CSCF is: a lab box finds it at the first address of the test side. */
function policyPlaceFor(descriptor: SutDescriptor, kind: HostKind, site: Site): SipPlace | undefined {
  if (!speaksToPolicyFunction(descriptor)) return undefined;
  const port = descriptor.ixit.policyPort;
  const first = kind === 'address' ? descriptor.host.address?.localAddresses[0] : undefined;
  if (first !== undefined) return { address: first, port };
  const place = site.testPlace('tcp');
  return place.address === LOOPBACK_6 ? place : { ...place, port };
}

/** A client that is configured beforehand finds everybody at one address; another transport has a port of its own there. */
const placeFor = (transport: SipTransport, nextHop: SipPlace, { ixit }: SutDescriptor): SipPlace =>
  (transport === 'tls') === (ixit.transport === 'tls') ? nextHop : { ...nextHop, port: standardPort(transport) };

function adjusted(descriptor: SutDescriptor, { timers, transport, media }: Adjustments, kind: HostKind): SutDescriptor {
  const { ixit } = descriptor;
  const own = kind === 'address' ? descriptor.host.address?.port : undefined;
  const changes = {
    ...(own !== undefined && { [(transport ?? ixit.transport) === 'tls' ? 'tlsPort' : 'port']: own }),
    ...(timers === 'scaled' && { ...scaledTimers, churn: Math.min(ixit.churn, SCALED_CHURN_MS) }),
    ...(transport !== undefined && { transport }),
    ...(media !== undefined && { media }),
  };
  return { ...descriptor, ixit: { ...ixit, ...changes } };
}

function environmentOf(
  { adjustable, ixit, secrets }: SutDescriptor,
  { behaviour, defect }: Adjustments,
): Record<string, string> {
  const handedOn = secrets.map((name): [string, string] => [name, process.env[name] ?? '']);
  return {
    ...Object.fromEntries(handedOn),
    ...(adjustable.includes('media') && { MEDIA: ixit.media }),
    ...(adjustable.includes('timers') && { T1: String(ixit.t1), T2: String(ixit.t2) }),
    ...(behaviour !== undefined && { BEHAVIOUR: behaviour }),
    ...(defect !== undefined && { DEFECT: defect }),
  };
}
