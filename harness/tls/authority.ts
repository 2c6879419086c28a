import { isIP } from 'node:net';
import type { webcrypto } from 'node:crypto';

/** A certificate and its private key, as PEM. */
export interface Credentials {
  cert: string;
  key: string;
}

/** Whom a certificate is for: the subject alternative names of RFC 5922 §7.1, and addresses for those who know no names. */
export interface Subject {
  /** IP addresses, without brackets. */
  addresses?: readonly string[];
  /** Domain names, each also as a SIP URI. */
  domains?: readonly string[];
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certification authority that lives as long as one run, and vouches for the test side and the systems that the run starts. */
export class Authority {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  readonly #library: typeof import('@peculiar/x509');
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #name: string;
  #issued = 1;

  private constructor(
    library: typeof import('@peculiar/x509'),
    keys: webcrypto.CryptoKeyPair,
    name: string,
    certificate: string,
  ) {
    this.#library = library;
    this.#keys = keys;
    this.#name = name;
    this.certificate = certificate;
  }

  /** @param name tells the authorities of several runs apart */
  static async create(name: string): Promise<Authority> {
    // It asks for this, and says so, where it is not there; both are loaded by nobody who has no need of TLS.
    await import('reflect-metadata');
    const library = await import('@peculiar/x509');
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const distinguished = `CN=${name.replaceAll(/[^\w .-]/g, '-')}`;
    const certificate = await library.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: distinguished,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new library.BasicConstraintsExtension(true, 0, true),
        new library.KeyUsagesExtension(library.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new Authority(library, keys, distinguished, certificate.toString('pem'));
  }

  /** A certificate for a server and client, with a key of its own. */
  async issue({ addresses = [], domains = [] }: Subject): Promise<Credentials> {
    const library = this.#library;
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await library.X509CertificateGenerator.create({
      serialNumber: (++this.#issued).toString(16).padStart(4, '0'),
      subject: `CN=${domains[0] ?? addresses[0] ?? 'nobody'}`,
      issuer: this.#name,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new library.BasicConstraintsExtension(false),
        new library.KeyUsagesExtension(library.KeyUsageFlags.digitalSignature, true),
        new library.ExtendedKeyUsageExtension([
          library.ExtendedKeyUsage.serverAuth,
          library.ExtendedKeyUsage.clientAuth,
        ]),
        new library.SubjectAlternativeNameExtension([
          ...domains.flatMap((domain) => [
            { type: 'url' as const, value: `sip:${domain}` },
            { type: 'dns' as const, value: domain },
          ]),
          ...addresses.filter((address) => isIP(address) !== 0).map((value) => ({ type: 'ip' as const, value })),
        ]),
      ],
    });
    const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { cert: certificate.toString('pem'), key: library.PemConverter.encode(key, 'PRIVATE KEY') };
  }
}

/** From yesterday, for clocks that are behind, to the day after tomorrow: no run is longer. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 2 * DAY_MS) };
}
