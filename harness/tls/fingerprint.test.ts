import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { Authority } from './authority.ts';
import { fingerprintMismatch, fingerprintOf, fingerprintOfPem } from './fingerprint.ts';

let pem: string;
let der: Buffer;
beforeAll(async () => {
  pem = (await (await Authority.create('fingerprints')).issue({ domains: ['ims.example.com'] })).cert;
  der = new X509Certificate(pem).raw;
});

test('is written as others write it', () => {
  expect(fingerprintOfPem(pem)).toBe(`sha-256 ${new X509Certificate(pem).fingerprint256}`);
});

test('is the one that was announced, in whatever case, among others', () => {
  const own = fingerprintOf(der, 'sha-256');
  expect(fingerprintMismatch([own.toUpperCase()], der)).toBeUndefined();
  expect(fingerprintMismatch(['sha-256 00:11', own], der)).toBeUndefined();
  expect(fingerprintMismatch([fingerprintOf(der, 'sha-512'), 'sha-256 00:11'], der)).toBeUndefined();
});

test.each([
  ['another', () => ['sha-256 00:11'], /showed a certificate with the fingerprint sha-256 .*announced sha-256 00:11$/],
  ['a stronger one that is wrong', () => ['sha-512 00:11', fingerprintOf(der, 'sha-256')], /announced sha-512 00:11$/],
  ['none', () => [], /announced no fingerprint/],
  ['one of a hash function that is broken', () => ['md5 00:11'], /announced no fingerprint that can be checked/],
])('is not, where %s was announced', (_, announced, why) => {
  expect(fingerprintMismatch(announced(), der)).toMatch(why);
});

test('is not, where no certificate was shown', () => {
  expect(fingerprintMismatch(['sha-256 00:11'], undefined)).toBe('it showed no certificate');
});
