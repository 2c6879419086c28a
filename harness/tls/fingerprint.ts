import { createHash, X509Certificate } from 'node:crypto';

/** Hash functions of RFC 8122 §5 that are still fit for use, the strongest first. */
const HASHES = ['sha-512', 'sha-384', 'sha-256'];

/** `a=fingerprint` of a certificate, in DER: hash function and octets (RFC 8122 §5). */
export function fingerprintOf(certificate: Buffer, hash = 'sha-256'): string {
  const digest = createHash(hash.replace('-', '')).update(certificate).digest('hex').toUpperCase();
  return `${hash} ${digest.match(/../g)!.join(':')}`;
}

/** The same of a certificate as PEM. */
export const fingerprintOfPem = (pem: string): string => fingerprintOf(new X509Certificate(pem).raw);

/**
 * Why a certificate is not the one that a session description announced; `undefined` where it is. Only the fingerprints
 * of the strongest hash function count, and one of them has to match (RFC 8122 §5.1).
 * @param certificate in DER; absent where none was shown
 */
export function fingerprintMismatch(announced: readonly string[], certificate: Buffer | undefined): string | undefined {
  const written = announced.map((text) => text.trim().toLowerCase());
  const hash = HASHES.find((name) => written.some((text) => text.startsWith(`${name} `)));
  if (hash === undefined) return 'its session description announced no fingerprint that can be checked';
  if (!certificate) return 'it showed no certificate';
  const shown = fingerprintOf(certificate, hash);
  if (written.includes(shown.toLowerCase())) return undefined;
  const said = announced.find((text) => text.trim().toLowerCase().startsWith(`${hash} `));
  return `it showed a certificate with the fingerprint ${shown}, and its session description announced ${said?.trim()}`;
}
