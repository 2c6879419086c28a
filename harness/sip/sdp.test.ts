import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bodyOfType, bodyParts } from './body.ts';
import { parseSipMessage } from './message.ts';
import { msrpMediaOf, msrpMediaOfMessage, msrpSdp } from './sdp.ts';

const wire = (name: string) =>
  parseSipMessage(readFileSync(new URL(`../../fixtures/wire/${name}`, import.meta.url), 'utf8'));

describe('the MSRP medium', () => {
  test('of a join', () => {
    expect(msrpMediaOfMessage(wire('01-join-invite.sip'))).toEqual({
      port: 9,
      address: '192.0.2.10',
      protocol: 'TCP/MSRP',
      path: ['msrp://192.0.2.10:9/alice-s1;tcp'],
      setup: 'active',
      fingerprints: [],
      acceptTypes: ['message/cpim'],
      acceptWrappedTypes: [
        'text/plain',
        'message/imdn+xml',
        'application/im-iscomposing+xml',
        'application/vnd.gsma.rcs-ft-http+xml',
      ],
    });
  });

  test('beside a resource list, in a multipart body', () => {
    const invite = wire('15-restart-invite-factory.sip');
    expect(bodyParts(invite).map((part) => part.contentType)).toEqual([
      'application/sdp',
      'application/resource-lists+xml',
    ]);
    expect(bodyOfType(invite, 'application/resource-lists+xml')).toMatch(/^<\?xml.*<\/resource-lists>$/s);
    expect(msrpMediaOfMessage(invite)?.path).toEqual(['msrp://192.0.2.10:9/alice-s1;tcp']);
  });

  test('its own address goes before the session’s; a path may have several hops; other media are no concern', () => {
    const media = msrpMediaOf(
      [
        'v=0',
        'c=IN IP4 127.0.0.1',
        'm=audio 4000 RTP/AVP 0',
        'a=setup:holdconn',
        'm=message 2855 tcp/msrp *',
        'c=IN IP4 127.0.0.2',
        'a=setup:actpass',
        'a=path:msrp://relay:1/a;tcp  msrp://127.0.0.2:2855/b;tcp',
        'm=video 1 RTP/AVP 9',
        'a=accept-types:none',
      ].join('\n'),
    );
    expect(media).toMatchObject({ address: '127.0.0.2', setup: 'actpass', protocol: 'TCP/MSRP', acceptTypes: [] });
    expect(media?.path).toEqual(['msrp://relay:1/a;tcp', 'msrp://127.0.0.2:2855/b;tcp']);
  });

  test('is absent where there is none', () => {
    expect(msrpMediaOf('v=0\r\nm=audio 1 RTP/AVP 0\r\n')).toBeUndefined();
    expect(msrpMediaOfMessage(wire('07-leave-bye.sip'))).toBeUndefined();
  });

  test('setup is unknown where the description does not say, or says nonsense', () => {
    expect(msrpMediaOf('m=message 1 TCP/MSRP *')?.setup).toBeUndefined();
    expect(msrpMediaOf('m=message 1 TCP/MSRP *\na=setup:maybe')?.setup).toBeUndefined();
  });

  test('over TLS, with the fingerprints of its own lines before those of the session', () => {
    const written = msrpSdp({
      address: '::1',
      port: 2856,
      path: 'msrps://[::1]:2856/s;tcp',
      setup: 'passive',
      fingerprint: 'sha-256 AB:CD',
    });
    expect(written).toContain('c=IN IP6 ::1\r\n');
    const read = msrpMediaOf(written.replace('s=-', 's=-\r\na=fingerprint:sha-256 00:11'));
    expect(read).toMatchObject({ protocol: 'TCP/TLS/MSRP', address: '::1', fingerprints: ['sha-256 AB:CD'] });
    expect(
      msrpMediaOf(written.replace('a=fingerprint', 'a=other').replace('s=-', 's=-\r\na=fingerprint:x y')),
    ).toMatchObject({
      fingerprints: ['x y'],
    });
  });
});

test('a built description reads back, and ends in CRLF', () => {
  const sdp = msrpSdp({ address: '127.0.0.3', port: 2855, path: 'msrp://127.0.0.3:2855/x;tcp', setup: 'passive' });
  expect(sdp.endsWith('a=sendrecv\r\n')).toBe(true);
  expect(msrpMediaOf(sdp)).toMatchObject({
    port: 2855,
    address: '127.0.0.3',
    path: ['msrp://127.0.0.3:2855/x;tcp'],
    setup: 'passive',
    acceptTypes: ['message/cpim'],
  });
  expect(msrpSdp({ address: '::1', port: 9, path: 'p', setup: 'active' })).toContain('c=IN IP6 ::1\r\n');
});
