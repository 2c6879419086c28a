import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DsseError, keyId, opened, privateKey, publicKey, signed } from './dsse.ts';

const TYPE = 'application/vnd.in-toto+json';
const pairs = {
  Ed25519: generateKeyPairSync('ed25519'),
  'ECDSA P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};
const stranger = generateKeyPairSync('ed25519').publicKey;

test.each(Object.entries(pairs))('%s: what was signed opens with its key, and with no other', (_, pair) => {
  const envelope = signed(TYPE, '{"a":1}', pair.privateKey);
  expect(opened(envelope, TYPE, pair.publicKey)).toBe('{"a":1}');
  expect(() => opened(envelope, TYPE, stranger)).toThrow(DsseError);
  expect(envelope.signatures[0]!.keyid).toBe(keyId(pair.publicKey));
});

test('what is signed is the pre-authentication encoding of the protocol', () => {
  const { privateKey: key, publicKey: half } = pairs.Ed25519;
  const { signatures } = signed('http://example.com/HelloWorld', 'hello world', key);
  const message = 'DSSEv1 29 http://example.com/HelloWorld 11 hello world';
  expect(verify(null, Buffer.from(message), half, Buffer.from(signatures[0]!.sig, 'base64'))).toBe(true);
});

test('a changed payload or type is refused', () => {
  const { privateKey: key, publicKey: half } = pairs.Ed25519;
  const envelope = signed(TYPE, '{"a":1}', key);
  const changed = { ...envelope, payload: Buffer.from('{"a":2}').toString('base64') };
  expect(() => opened(changed, TYPE, half)).toThrow('no signature');
  expect(() => opened({ ...envelope, payloadType: 'text/plain' }, TYPE, half)).toThrow(
    'expected application/vnd.in-toto+json',
  );
});

test('nothing but a signature opens an envelope', () => {
  const { publicKey: half } = pairs.Ed25519;
  fc.assert(
    fc.property(fc.string(), fc.string(), (payload, sig) => {
      const envelope = { payload, payloadType: TYPE, signatures: [{ keyid: keyId(half), sig }] };
      expect(() => opened(envelope, TYPE, half)).toThrow(DsseError);
    }),
  );
});

test('keys are read from PEM; other kinds and other texts are refused', () => {
  const pem = (key: typeof stranger) => key.export({ type: 'spki', format: 'pem' }).toString();
  expect(keyId(publicKey(pem(stranger)))).toBe(keyId(stranger));
  expect(() => privateKey(pem(stranger))).toThrow('not a private key');
  expect(() => publicKey('nonsense')).toThrow('not a public key');
  expect(() => publicKey(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey))).toThrow('type rsa');
});
