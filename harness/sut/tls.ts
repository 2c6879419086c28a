import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Authority } from '../tls/authority.ts';
import { type TlsSide, tlsSide } from '../tls/tls-side.ts';
import type { SutDescriptor } from './descriptor.ts';
import { HostError } from './host/host.ts';

/** Whether anything between the suite and this system is over TLS. */
export const needsTls = ({ ixit }: SutDescriptor): boolean => ixit.transport === 'tls' || ixit.media === 'tls';

/** The SIP domains that groups and users of a system belong to. */
export const domainsOf = ({ ixit }: SutDescriptor): string[] => [
  ...new Set(
    [ixit.group, ixit.identity]
      .map((uri) => /@([^;:>?]+)/.exec(uri)?.[1] ?? '')
      .filter((domain) => /^[a-z0-9.-]+$/i.test(domain) && isIP(domain) === 0),
  ),
];

/** What the test side shows and demands in TLS, by what the descriptor says. @throws {HostError} for a file that cannot be read */
export function tlsSideOf(descriptor: SutDescriptor, authority: Authority): TlsSide {
  const { tls = {}, ixit } = descriptor;
  const credentials =
    tls.certificate === undefined || tls.key === undefined
      ? undefined
      : { cert: readPem(tls.certificate), key: readPem(tls.key) };
  const issuers = tls.authority === undefined ? authority.certificate : readPem(tls.authority);
  return tlsSide({
    authority,
    ...(credentials && { credentials }),
    domains: domainsOf(descriptor),
    verify: ixit.verifyCertificate === 'yes' && { issuers },
  });
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HostError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}); expected PEM`);
  }
}
