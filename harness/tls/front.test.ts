import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { SipPlace } from '../sip/transport.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { Recorder } from '../timeline/recorder.ts';
import { Authority, type Credentials } from './authority.ts';
import { TlsFront } from './front.ts';
import { tlsSide } from './tls-side.ts';

const OWN = '127.19.0.1';
const SUT = '127.19.0.2';
const domains = ['ims.example.com'];

let authority: Authority;
let stranger: Authority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([Authority.create('run 1'), Authority.create('somebody else')]);
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).toReversed()) close();
});

async function listening(server: Server, address: string): Promise<SipPlace> {
  closing.push(() => server.close());
  await once(server.listen(0, address), 'listening');
  return { address, port: (server.address() as AddressInfo).port };
}

async function freePort(address: string): Promise<number> {
  const server = createServer();
  const { port } = await listening(server, address);
  server.close();
  await once(server, 'close');
  return port;
}

/** A front with somebody plain behind it. */
async function opened({ remote, verify = true }: { remote?: SipPlace; verify?: boolean } = {}) {
  const recorder = new Recorder();
  const server = createServer();
  const behind = await listening(server, '127.0.0.1');
  const place = { address: OWN, port: await freePort(OWN) };
  const tls = tlsSide({ authority, domains, verify: verify && { issuers: authority.certificate } });
  const front = await TlsFront.open({ recorder, actor: 'bob', place, tls, behind, ...(remote && { remote }) });
  closing.push(() => front.close());
  const taken = once(server, 'connection').then(([socket]) => kept(socket as Socket));
  return { front, place, recorder, taken };
}

function kept<S extends Socket>(socket: S): S {
  closing.push(() => socket.destroy());
  return socket.on('error', () => {});
}

const tlsEvents = (events: readonly TimelineEvent[]) =>
  events.flatMap((event) => (event.kind === 'tls' ? [`${event.by} ${event.event}`] : []));
const text = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);

/** The system under test as a server. */
async function sutShowing(credentials: Credentials) {
  const server = createTlsServer(credentials);
  server.on('tlsClientError', () => {});
  const place = await listening(server, SUT);
  return { place, taken: once(server, 'secureConnection').then(([socket]) => kept(socket as TLSSocket)) };
}

describe('a system that connects', () => {
  const secured = async ({ address, port }: SipPlace, ca = authority.certificate) => {
    const socket = kept(connectTls({ host: address, port, ca }));
    await once(socket, 'secureConnect');
    return socket;
  };

  test('is shown a certificate for that address, and octets pass as they are', async () => {
    const { place, taken, recorder } = await opened();
    const sut = await secured(place);
    expect(sut.authorized).toBe(true);
    expect(sut.getPeerCertificate().subjectaltname).toContain('URI:sip:ims.example.com');
    const plain = await taken;
    sut.write('BYE');
    expect(await text(plain)).toBe('BYE');
    plain.write('200');
    expect(await text(sut)).toBe('200');
    expect(tlsEvents(recorder.events())).toEqual(['sut open']);
  });

  test('ends the connection behind with its own, and that is on record', async () => {
    const { place, taken, recorder } = await opened();
    const sut = await secured(place);
    const ended = once((await taken).resume(), 'end');
    sut.end();
    await ended;
    expect(tlsEvents(recorder.events())).toEqual(['sut open', 'sut fin']);
  });

  test('a reset is told from an end', async () => {
    const { place, taken, recorder } = await opened();
    const plain = connect(place.port, place.address);
    await once(plain, 'connect');
    const sut = kept(connectTls({ socket: plain, ca: authority.certificate, checkServerIdentity: () => undefined }));
    await once(sut, 'secureConnect');
    const closed = once((await taken).resume(), 'close');
    plain.resetAndDestroy();
    await closed;
    expect(tlsEvents(recorder.events())).toEqual(['sut open', 'sut rst']);
  });

  test('is gone where the one behind is', async () => {
    const { place, taken } = await opened();
    const sut = await secured(place);
    const closed = once(sut.resume(), 'close');
    (await taken).destroy();
    await closed;
    expect(sut.destroyed).toBe(true);
  });

  test('one that speaks plainly gets nothing, and the record says why', async () => {
    const { place, recorder } = await opened();
    const plain = kept(connect(place.port, place.address));
    plain.write('REGISTER sip:ims.example.com SIP/2.0\r\n\r\n');
    await once(plain.resume(), 'close');
    expect(tlsEvents(recorder.events())).toEqual(['sut refused']);
    expect(recorder.events()).toContainEqual(
      expect.objectContaining({
        event: 'evidence-gap',
        severity: 'inconc',
        message: expect.stringMatching(/^no TLS between bob and the system under test \(from 127\./),
      }),
    );
  });
});

describe('a system that is connected to', () => {
  const asked = (front: TlsFront) => kept(connect(front.outlet.port, front.outlet.address));

  test('gets what is sent behind, from the address of the actor', async () => {
    const sut = await sutShowing(await authority.issue({ domains }));
    const { front, recorder } = await opened({ remote: sut.place });
    const plain = asked(front);
    plain.write('INVITE');
    const secured = await sut.taken;
    expect(await text(secured)).toBe('INVITE');
    expect(secured.remoteAddress).toBe(OWN);
    expect(tlsEvents(recorder.events())).toEqual(['tester open']);
  });

  test.each([
    ['by somebody unknown', () => stranger.issue({ domains }), /unable to verify/],
    [
      'for another domain',
      () => authority.issue({ domains: ['example.org'] }),
      /not for ims\.example\.com or 127\.19\.0\.2/,
    ],
  ])('with a certificate %s is refused, in a sentence', async (_, issue, why) => {
    const sut = await sutShowing(await issue());
    const { front, recorder } = await opened({ remote: sut.place });
    const plain = asked(front);
    await once(plain.resume(), 'close');
    expect(tlsEvents(recorder.events())).toEqual(['tester refused']);
    expect(recorder.events()).toContainEqual(
      expect.objectContaining({ event: 'evidence-gap', message: expect.stringMatching(why) }),
    );
  });

  test('whatever its certificate, where that is not asked for', async () => {
    const sut = await sutShowing(await stranger.issue({ domains: ['example.org'] }));
    const { front, recorder } = await opened({ remote: sut.place, verify: false });
    asked(front);
    await sut.taken;
    expect(tlsEvents(recorder.events())).not.toContain('tester refused');
  });

  test('with a certificate for its address alone is as good', async () => {
    const sut = await sutShowing(await authority.issue({ addresses: [SUT] }));
    const { front } = await opened({ remote: sut.place });
    asked(front);
    expect((await sut.taken).remoteAddress).toBe(OWN);
  });
});

test('a place that is taken is named', async () => {
  const { place } = await opened();
  const tls = tlsSide({ authority, domains, verify: false });
  const again = TlsFront.open({ recorder: new Recorder(), actor: 'carol', place, tls, behind: place });
  await expect(again).rejects.toThrow(`carol cannot listen for TLS on ${OWN}:${place.port}`);
});
