import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { Authority, Credentials } from './authority.ts';

/** What the test side of one system shows in TLS, and what it demands of the system. */
export interface TlsSide {
  /** What an actor at that address shows. */
  credentialsFor(address: string): Promise<Credentials>;
  /** For a connection to the system. */
  readonly demands: Pick<ConnectionOptions, 'ca' | 'rejectUnauthorized' | 'checkServerIdentity'>;
}

export interface TlsSideOptions {
  /** Vouches for the test side, where it brings no certificate of its own. */
  authority: Authority;
  /** What every actor shows in place of a certificate of the run. */
  credentials?: Credentials;
  /** SIP domains that the test side, and the system too, may answer for. */
  domains: readonly string[];
  /** Whether a system is refused whose certificate does not hold; and by whom it has to be issued, as PEM. */
  verify: false | { issuers: string };
}

export function tlsSide({ authority, credentials, domains, verify }: TlsSideOptions): TlsSide {
  const issued = new Map<string, Promise<Credentials>>();
  return {
    credentialsFor(address) {
      if (credentials) return Promise.resolve(credentials);
      const known = issued.get(address) ?? authority.issue({ addresses: [address], domains });
      issued.set(address, known);
      return known;
    },
    demands: verify
      ? {
          ca: verify.issuers,
          rejectUnauthorized: true,
          checkServerIdentity: (address, certificate) => strangerIn(certificate, address, domains),
        }
      : { rejectUnauthorized: false },
  };
}

/** RFC 5922 §7.2: whether a certificate is for one of the SIP domains; or for the address, where that is all that is known. */
function strangerIn(certificate: PeerCertificate, address: string, domains: readonly string[]): Error | undefined {
  const names = (certificate.subjectaltname ?? '').split(', ');
  if (domains.some((domain) => names.includes(`URI:sip:${domain}`))) return undefined;
  const hosts = [...domains, ...(isIP(address) === 0 ? [] : [address])];
  if (hosts.some((host) => checkServerIdentity(host, certificate) === undefined)) return undefined;
  return new Error(`its certificate is for ${names.join(', ') || 'nobody'}, and not for ${hosts.join(' or ')}`);
}
