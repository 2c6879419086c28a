import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOf, parseParameterisedAddress } from './address.ts';
import { parseSipUri, sameUri } from './uri.ts';

describe('equivalence by RFC 3261 §19.1.4', () => {
  test.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['SIP:gs-1@127.0.0.2:5060;transport=TCP', 'sip:gs-1@127.0.0.2:5060;transport=tcp'],
    ['sip:a@[2001:DB8::1]:5060', 'sip:a@[2001:db8::1]:5060'],
    ['tel:+1-555-(0100)', 'TEL:+15550100'],
  ])('%s equals %s', (one, other) => {
    expect(sameUri(one, other)).toBe(true);
    expect(sameUri(other, one)).toBe(true);
  });

  test.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:bob@biloxi.com;ttl=1', 'sip:bob@biloxi.com'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;user=phone'],
    ['sip:bob@biloxi.com;maddr=127.0.0.1', 'sip:bob@biloxi.com'],
    ['sip:bob@biloxi.com;method=BYE', 'sip:bob@biloxi.com'],
    ['sip:bob@biloxi.com;lr=a', 'sip:bob@biloxi.com;lr=b'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:biloxi.com', 'sip:bob@biloxi.com'],
    ['sip:bob:one@biloxi.com', 'sip:bob@biloxi.com'],
    ['sip:a%40b@biloxi.com', 'sip:a%3Bb@biloxi.com'],
    ['sips:bob@biloxi.com', 'sip:bob@biloxi.com'],
    ['tel:+1555', 'sip:+1555@biloxi.com'],
  ])('%s differs from %s', (one, other) => {
    expect(sameUri(one, other)).toBe(false);
    expect(sameUri(other, one)).toBe(false);
  });

  test('order and case of parameters do not matter', () => {
    const parameter = fc.constantFrom('transport=tcp', 'user=phone', 'ttl=3', 'x=Y', 'lr');
    fc.assert(
      fc.property(fc.uniqueArray(parameter), (parameters) => {
        const one = ['sip:Bob@h', ...parameters].join(';');
        const other = ['sip:Bob@H', ...parameters.map((text) => text.toUpperCase()).toReversed()].join(';');
        expect(sameUri(one, other)).toBe(true);
      }),
    );
  });
});

test('a URI taken apart', () => {
  expect(parseSipUri('sips:+1;x:pw@[::1]:5061;lr;gr=a?h=1')).toMatchObject({
    scheme: 'sips',
    user: '+1;x',
    password: 'pw',
    host: '[::1]',
    port: 5061,
  });
  expect(parseSipUri('urn:gsma:imei:1')).toBeUndefined();
  expect(parseSipUri('sip:')).toBeUndefined();
});

describe('addresses in header fields', () => {
  test.each([
    ['<sip:a@b;transport=tcp>;tag=1', 'sip:a@b;transport=tcp'],
    ['"Alice <the> \\"first\\"" <sip:a@b>', 'sip:a@b'],
    ['Alice Liddell <sip:a@b>', 'sip:a@b'],
    ['sip:a@b;tag=1', 'sip:a@b'],
    [' <sip:a@b?x=1,2> ;isfocus', 'sip:a@b?x=1,2'],
  ])('%s', (value, uri) => expect(addressOf(value)).toBe(uri));

  test('with display name and parameters', () => {
    const address = parseParameterisedAddress('"A \\"x\\"" <sip:a@b>;isfocus;+sip.instance="<urn:1;2>"');
    expect(address.displayName).toBe('A "x"');
    expect([...address.parameters]).toEqual([
      ['isfocus', ''],
      ['+sip.instance', '<urn:1;2>'],
    ]);
  });
});
