import { describe, expect, test } from '@jest/globals';
import { formatMsrpUri, nextHop, parseMsrpUri, sameMsrpUri } from './uri.ts';

describe('parsing', () => {
  test('all parts', () => {
    expect(parseMsrpUri('MSRPS://Bob@Host.Example:7394/s/2=+;TCP;x=1')).toEqual({
      scheme: 'msrps',
      userinfo: 'Bob',
      host: 'host.example',
      port: 7394,
      sessionId: 's/2=+',
      transport: 'tcp',
    });
  });

  test('IPv6, no port, no session-id', () => {
    expect(parseMsrpUri('msrp://[2001:DB8:0:0::1];tcp')).toEqual({
      scheme: 'msrp',
      host: '2001:db8::1',
      transport: 'tcp',
    });
  });

  test.each(['sip:bob@host', 'msrp://host/s', 'msrp://host:99999/s;tcp', 'msrp:///s;tcp', 'msrp://host/s 1;tcp', ''])(
    'not a URI: %j',
    (text) => {
      expect(parseMsrpUri(text)).toBeUndefined();
    },
  );

  test.each(['msrp://192.0.2.1:2855/s;tcp', 'msrps://u@[::1]:1/a/b;tcp', 'msrp://relay.example;tcp'])(
    'formatting gives %s back',
    (text) => {
      const uri = parseMsrpUri(text);
      expect(uri && formatMsrpUri(uri)).toBe(text);
    },
  );
});

describe('comparison', () => {
  const base = 'msrp://192.0.2.1:2855/Sid;tcp';

  test.each([
    'MSRP://192.0.2.1:2855/Sid;TCP',
    'msrp://bob@192.0.2.1:2855/Sid;tcp',
    'msrp://192.0.2.1:2855/Sid;tcp;p=1',
  ])('equal to %s', (other) => {
    expect(sameMsrpUri(base, other)).toBe(true);
  });

  test.each([
    'msrp://192.0.2.1:2855/sid;tcp',
    'msrp://192.0.2.1/Sid;tcp',
    'msrp://192.0.2.1:2855;tcp',
    'msrps://192.0.2.1:2855/Sid;tcp',
    'msrp://192.0.2.2:2855/Sid;tcp',
    'msrp://192.0.2.1:2856/Sid;tcp',
    'nonsense',
  ])('not equal to %s', (other) => {
    expect(sameMsrpUri(base, other)).toBe(false);
  });

  test('IPv6 addresses are compared as addresses', () => {
    expect(sameMsrpUri('msrp://[::1]:1/s;tcp', 'msrp://[0:0:0:0:0:0:0:1]:1/s;tcp')).toBe(true);
  });
});

describe('next hop', () => {
  test('is the first URI, at the registered port where it names none', () => {
    expect(nextHop(['msrp://relay.example;tcp', 'msrp://192.0.2.1:5/s;tcp'])).toEqual({
      host: 'relay.example',
      port: 2855,
    });
  });

  test.each([[[]], [['nonsense']], [['msrps://h:1/s;tcp']], [['msrp://h:1/s;sctp']]])('%j has none', (path) => {
    expect(() => nextHop(path)).toThrow(/not an MSRP URI|only msrp: over tcp/);
  });
});
