import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A Dead Simple Signing Envelope: a payload, and signatures over the payload with its type. */
export interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

/** A key or an envelope that cannot be used. The message is one line. */
export class DsseError extends Error {
  override name = 'DsseError';
}

/** Ed25519, or ECDSA over a NIST curve with SHA-256. */
const KINDS = ['ed25519', 'ec'];

/**
 * @param pem PKCS #8 or SEC 1, not encrypted
 * @throws {DsseError}
 */
export const privateKey = (pem: string): KeyObject => keyFrom('a private key', () => createPrivateKey(pem));

/**
 * @param pem SubjectPublicKeyInfo, or a private key, of which the public half is taken
 * @throws {DsseError}
 */
export const publicKey = (pem: string): KeyObject => keyFrom('a public key', () => createPublicKey(pem));

function keyFrom(what: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new DsseError(`not ${what}; expected one in PEM, Ed25519 or ECDSA, without a passphrase`);
  }
  if (!KINDS.includes(key.asymmetricKeyType ?? ''))
    throw new DsseError(`a key of the type ${key.asymmetricKeyType ?? 'unknown'}; expected Ed25519 or ECDSA`);
  return key;
}

export function signed(payloadType: string, payload: string, key: KeyObject): Envelope {
  const sig = sign(algorithmOf(key), preAuthentication(payloadType, Buffer.from(payload)), key);
  return {
    payload: Buffer.from(payload).toString('base64'),
    payloadType,
    signatures: [{ keyid: keyId(key), sig: sig.toString('base64') }],
  };
}

/**
 * The payload of an envelope that a key has signed.
 * @throws {DsseError} where no signature of that key is good, or the payload is of another type
 */
export function opened({ payload, payloadType, signatures }: Envelope, expectedType: string, key: KeyObject): string {
  if (payloadType !== expectedType)
    throw new DsseError(`the payload is of the type ${payloadType}; expected ${expectedType}`);
  const octets = Buffer.from(payload, 'base64');
  const message = preAuthentication(payloadType, octets);
  const good = signatures.some(({ sig }) => verify(algorithmOf(key), message, key, Buffer.from(sig, 'base64')));
  if (!good) throw new DsseError('no signature in the envelope is one of this key');
  return octets.toString();
}

/** SHA-256 of the public key's SubjectPublicKeyInfo, in hexadecimal: a hint, no more. */
export function keyId(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

const algorithmOf = (key: KeyObject): string | null => (key.asymmetricKeyType === 'ed25519' ? null : 'sha256');

/** What is signed: lengths before contents, so that no two envelopes have the same. */
function preAuthentication(payloadType: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `),
    payload,
  ]);
}
