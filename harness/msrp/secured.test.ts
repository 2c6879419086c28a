import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Authority, type Credentials } from '../tls/authority.ts';
import { fingerprintOfPem } from '../tls/fingerprint.ts';
import type { EventOf } from '../timeline/event.ts';
import { Recorder } from '../timeline/recorder.ts';
import { MsrpConnectError, MsrpEndpoint } from './endpoint.ts';
import type { MsrpSession } from './session.ts';

let own: Credentials;
let theirs: Credentials;
beforeAll(async () => {
  const authority = await Authority.create('media');
  [own, theirs] = await Promise.all([authority.issue({ addresses: ['127.0.0.1'] }), authority.issue({})]);
});

let recorder: Recorder;
let endpoint: MsrpEndpoint;
let session: MsrpSession;
/** The other side: an endpoint too, with a record of its own. */
let sut: MsrpEndpoint;
let sutSession: MsrpSession;
const sockets: Socket[] = [];

beforeEach(async () => {
  recorder = new Recorder();
  endpoint = await MsrpEndpoint.listen({ recorder, actor: 'alice', address: '127.0.0.1', credentials: own });
  sut = await MsrpEndpoint.listen({
    recorder: new Recorder(),
    actor: 'sut',
    address: '127.0.0.1',
    credentials: theirs,
  });
  [session, sutSession] = [endpoint.session('chat'), sut.session('chat')];
  session.remotePath = [sutSession.path];
  sutSession.remotePath = [session.path];
  session.remoteFingerprints = [fingerprintOfPem(theirs.cert)];
  sutSession.remoteFingerprints = [fingerprintOfPem(own.cert)];
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all([endpoint.close(), sut.close()]);
});

const tcp = () => recorder.events().flatMap((event) => (event.kind === 'tcp' ? [`${event.event} by ${event.by}`] : []));
const gaps = () =>
  recorder
    .events()
    .filter((event): event is EventOf<'harness'> => event.kind === 'harness' && event.severity === 'inconc');
const released = () => recorder.waitFor('release', 10_000, () => session.released);

test('its path says so, and its fingerprint is that of its certificate', () => {
  expect(session.path).toMatch(/^msrps:\/\/127\.0\.0\.1:\d+\/\w+;tcp$/);
  expect(endpoint.fingerprint).toBe(fingerprintOfPem(own.cert));
});

describe.each([
  ['connects', () => session.connect()],
  ['is connected to', () => sutSession.connect()],
])('an endpoint that %s', (_, bind) => {
  test('is bound, and probes are answered', async () => {
    expect(await bind()).toMatchObject({ status: 200 });
    expect(await session.probe()).toMatchObject({ kind: 'response', status: 200 });
    expect(gaps()).toEqual([]);
  });

  test('sees the end of the other side as FIN, and may still write', async () => {
    await bind();
    await session.bound(10_000);
    sutSession.finish();
    await released();
    expect(tcp().at(-1)).toBe('fin by sut');
  });

  test('sees a reset', async () => {
    await bind();
    await session.bound(10_000);
    sutSession.reset();
    await released();
    expect(tcp().at(-1)).toBe('rst by sut');
  });

  test('resets, and that is its own act', async () => {
    await bind();
    await session.bound(10_000);
    session.reset();
    expect(tcp().at(-1)).toBe('rst by tester');
  });
});

describe('somebody else than was announced', () => {
  test('is not connected to', async () => {
    session.remoteFingerprints = [fingerprintOfPem(own.cert)];
    await expect(session.connect()).rejects.toThrow(MsrpConnectError);
    await expect(session.connect()).rejects.toThrow(
      /^no TLS with 127\.0\.0\.1:\d+: it showed a certificate with the fingerprint/,
    );
    expect(tcp()).toContain('error by sut');
  });

  test('does not bind a session, and the record says why', async () => {
    session.remoteFingerprints = [fingerprintOfPem(own.cert)];
    await sutSession.connect();
    expect(tcp()).not.toContain('bound by sut');
    expect(gaps()[0]!.message).toMatch(/^the MSRP of alice: who connected for chat is not who it should be: it showed/);
  });

  test('who shows no certificate at all is nobody', async () => {
    const socket = connectTls({ port: endpoint.port, host: '127.0.0.1', rejectUnauthorized: false });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    socket.write(
      `MSRP t1 SEND\r\nTo-Path: ${session.path}\r\nFrom-Path: ${sutSession.path}\r\nMessage-ID: b\r\n-------t1$\r\n`,
    );
    await once(socket, 'data');
    expect(gaps()[0]!.message).toMatch(/it showed no certificate$/);
  });

  test('who speaks plainly gets nothing, and the record says why', async () => {
    const socket = connect(endpoint.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write('MSRP t1 SEND\r\n');
    await once(socket.resume(), 'close');
    expect(gaps()[0]!.message).toMatch(/^the MSRP of alice: no TLS from 127\.0\.0\.1:\d+: /);
  });
});
