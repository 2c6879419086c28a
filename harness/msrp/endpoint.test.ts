import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { EventKind, EventOf } from '../timeline/event.ts';
import { Recorder, WaitTimeout } from '../timeline/recorder.ts';
import { unwrapCpim } from './cpim.ts';
import { MsrpConnectError, MsrpEndpoint } from './endpoint.ts';
import { RawPeer } from './raw-peer.ts';
import type { MsrpSession } from './session.ts';

const SUT = 'msrp://127.0.0.1:9/sut;tcp';

let recorder: Recorder;
let endpoint: MsrpEndpoint;
let session: MsrpSession;
const peers: RawPeer[] = [];

beforeEach(async () => {
  recorder = new Recorder();
  endpoint = await MsrpEndpoint.listen({ recorder, actor: 'alice', address: '127.0.0.1' });
  session = endpoint.session('chat');
  session.remotePath = [SUT];
});

afterEach(async () => {
  await endpoint.close();
  await Promise.all(peers.splice(0).map((peer) => peer.destroy()));
});

const all = <K extends EventKind>(kind: K): EventOf<K>[] =>
  recorder.events().filter((event): event is EventOf<K> => event.kind === kind);

const tcp = (): string[] => all('tcp').map((event) => `${event.event} by ${event.by}`);

/** Waits for a TCP event by its name. */
const seen = (event: string) => recorder.waitFor(event, 10_000, (each) => each.kind === 'tcp' && each.event === event);

const silence = () => recorder.waitFor('silence', 10_000, (each) => each.kind === 'msrp-silence');

async function connected(): Promise<RawPeer> {
  const peer = await RawPeer.connect(endpoint);
  peers.push(peer);
  return peer;
}

const send = (transaction: string, path: string, ...rest: string[]): string[] => [
  `MSRP ${transaction} SEND`,
  `To-Path: ${path}`,
  `From-Path: ${SUT}`,
  ...rest,
  `-------${transaction}$`,
];

/** A peer whose SEND bound the session, as an active client's does. */
async function boundPeer(): Promise<RawPeer> {
  const peer = await connected();
  peer.say(...send('bind', session.path, 'Message-ID: b', 'Byte-Range: 1-0/0'));
  await peer.hear(/MSRP bind 200 OK/);
  return peer;
}

describe('listening', () => {
  test('is on record, and the path names the port', () => {
    expect(tcp()).toEqual(['listening by tester']);
    expect(session.path).toBe(`msrp://127.0.0.1:${endpoint.port}/${session.sessionId};tcp`);
  });

  test('on a port that is taken says which and how to find out by whom', async () => {
    const second = MsrpEndpoint.listen({ recorder, actor: 'bob', address: '127.0.0.1', port: endpoint.port });
    await expect(second).rejects.toThrow(
      new RegExp(`bob cannot listen for MSRP on 127.0.0.1:${endpoint.port}.*EADDRINUSE.*ss -ltnp`),
    );
  });

  test('a name is for one session', () => {
    expect(() => endpoint.session('chat')).toThrow('alice has an MSRP session called chat already');
  });
});

describe('passive role', () => {
  test('a SEND of the system under test binds and is answered', async () => {
    const bound = session.bound(10_000);
    await boundPeer();
    await bound;
    expect(tcp()).toEqual(['listening by tester', 'open by sut', 'bound by sut']);
    expect(all('msrp')).toEqual([
      expect.objectContaining({
        direction: 'received',
        method: 'SEND',
        session: 'chat',
        messageId: 'b',
        size: 0,
        flag: '$',
      }),
      expect.objectContaining({ direction: 'sent', status: 200, transaction: 'bind', session: 'chat' }),
    ]);
    expect(all('msrp')[0]).not.toHaveProperty('purpose');
  });

  test('the response goes to the first From-Path URI', async () => {
    const peer = await connected();
    peer.say(
      'MSRP t001 SEND',
      `To-Path: ${session.path}`,
      'From-Path: msrp://r:1;tcp msrp://s:1/s;tcp',
      '-------t001$',
    );
    const [, to, from] = await peer.hear(/MSRP t001 200 OK\r\nTo-Path: (.*)\r\nFrom-Path: (.*)\r\n-------t001\$\r\n/);
    expect([to, from]).toEqual(['msrp://r:1;tcp', session.path]);
  });

  test('waiting for a binding that does not come ends', async () => {
    await expect(session.bound(10)).rejects.toThrow(WaitTimeout);
  });

  test('a SEND in many segments, and several in one', async () => {
    const peer = await connected();
    for (const octet of `${send('one1', session.path).join('\r\n')}\r\n`) peer.socket.write(octet);
    await peer.hear(/MSRP one1 200/);
    peer.say(...send('two1', session.path), ...send('two2', session.path), ...send('two3', session.path));
    await peer.hear(/MSRP two1 200[^]*MSRP two2 200[^]*MSRP two3 200/);
    const received = all('msrp').filter((event) => event.direction === 'received');
    expect(received.map((event) => event.transaction)).toEqual(['one1', 'two1', 'two2', 'two3']);
  });

  test('an unknown session is answered 481, and has no name in the record', async () => {
    const peer = await connected();
    peer.say(...send('t001', `msrp://127.0.0.1:${endpoint.port}/nobody;tcp`));
    await peer.hear(/MSRP t001 481 /);
    expect(all('msrp').map((event) => event.session)).toEqual([undefined, undefined]);
    expect(tcp()).not.toContain('bound by sut');
  });

  test('what wants no answer gets none', async () => {
    const peer = await connected();
    peer.say(...send('no01', session.path, 'Failure-Report: no'));
    peer.say(...send('no02', 'msrp://127.0.0.1:1/nobody;tcp', 'Failure-Report: no'));
    peer.say(...send('par1', session.path, 'Failure-Report: partial'));
    peer.say('MSRP rep1 REPORT', `To-Path: ${session.path}`, `From-Path: ${SUT}`, 'Status: 000 200 OK', '-------rep1$');
    peer.say(...send('last', session.path));
    await peer.hear(/MSRP last 200/);
    expect(peer.heard.match(/^MSRP .*$/gm)).toEqual(['MSRP last 200 OK']);
  });

  test('NICKNAME is answered 501', async () => {
    const peer = await boundPeer();
    peer.say(
      'MSRP nick NICKNAME',
      `To-Path: ${session.path}`,
      `From-Path: ${SUT}`,
      'Use-Nickname: "al"',
      '-------nick$',
    );
    await expect(peer.hear(/MSRP nick (.*)\r/)).resolves.toMatchObject({ 1: '501 Unknown Method' });
  });

  test('a success report follows the last chunk, and only where it was asked for', async () => {
    const peer = await boundPeer();
    const chunk = (transaction: string, range: string, body: string, flag: string, id = 'm1', wanted = 'yes') => [
      `MSRP ${transaction} SEND`,
      `To-Path: ${session.path}`,
      'From-Path: msrp://r:1;tcp msrp://s:1/s;tcp',
      `Message-ID: ${id}`,
      `Success-Report: ${wanted}`,
      'Failure-Report: no',
      `Byte-Range: ${range}`,
      'Content-Type: text/plain',
      '',
      body,
      `-------${transaction}${flag}`,
    ];
    peer.say(...chunk('c000', '1-2/2', 'no', '$', 'm0', 'no'), ...chunk('c001', '1-*/5', 'abc', '+'));
    peer.say(...chunk('c002', '4-5/5', 'de', '$'));
    const report = await peer.hear(
      /MSRP \S+ REPORT\r\nTo-Path: (.*)\r\nFrom-Path: (.*)\r\nMessage-ID: (.*)\r\nByte-Range: (.*)\r\nStatus: (.*)\r\n/,
    );
    expect(report.slice(1)).toEqual(['msrp://r:1;tcp msrp://s:1/s;tcp', session.path, 'm1', '1-5/5', '000 200 OK']);
    expect(peer.heard.match(/ REPORT\r/g)).toHaveLength(1);
    expect(all('msrp').at(-1)).toMatchObject({ direction: 'sent', method: 'REPORT', messageId: 'm1', session: 'chat' });
  });

  test('a long body is cut in the record, with its length kept', async () => {
    const peer = await connected();
    peer.say(...send('long', session.path, 'Content-Type: text/plain', '', 'x'.repeat(100_000)));
    await peer.hear(/MSRP long 200/);
    const [received] = all('msrp');
    expect(received).toMatchObject({ size: 100_000, contentType: 'text/plain' });
    expect(received?.raw).toMatch(/\r\n\r\nx{4096}\r\n-------long\$\r\n$/);
  });

  test('a body over 1 MiB and garbage are on record, and the connection goes on', async () => {
    const peer = await connected();
    peer.say(...send('huge', session.path, 'Content-Type: text/plain', '', 'x'.repeat(1024 * 1024)));
    peer.say('GET / HTTP/1.1', ...send('then', session.path));
    await peer.hear(/MSRP then 200/);
    const errors = all('tcp').filter((event) => event.event === 'error');
    expect(errors.map((event) => event.detail)).toEqual([
      expect.stringMatching(/^message-too-large: /),
      expect.stringMatching(/^not-msrp: .*GET/),
    ]);
  });

  test('a session is bound once to a connection, and by a SEND only', async () => {
    const peer = await connected();
    peer.say('MSRP rep1 REPORT', `To-Path: ${session.path}`, `From-Path: ${SUT}`, 'Status: 000 200 OK', '-------rep1$');
    peer.say(...send('one1', session.path), ...send('two2', session.path));
    await peer.hear(/MSRP two2 200/);
    const events = recorder.events();
    const bound = events.filter((event) => event.kind === 'tcp' && event.event === 'bound');
    expect(bound).toEqual([expect.objectContaining({ sessions: ['chat'], connection: 1 })]);
    const first = events.findIndex((event) => event.kind === 'msrp' && event.transaction === 'one1');
    expect(events[first + 1]).toBe(bound[0]);
  });

  test('a session moves to the connection that it was bound to last', async () => {
    const first = await boundPeer();
    const second = await connected();
    second.say(...send('bnd2', session.path));
    await second.hear(/MSRP bnd2 200/);
    first.fin();
    await seen('fin');
    expect(session.released).toBe(false);
    const outcome = session.probe();
    await second.answer('200 OK');
    await expect(outcome).resolves.toMatchObject({ status: 200 });
    expect(all('tcp').filter((event) => event.event === 'bound')).toHaveLength(2);
    expect(all('tcp').at(-1)).toMatchObject({ event: 'fin', connection: 1, sessions: [] });
  });

  test('two sessions may share a connection', async () => {
    const other = endpoint.session('other');
    const peer = await boundPeer();
    peer.say(...send('bnd2', other.path));
    await peer.hear(/MSRP bnd2 200/);
    peer.fin();
    expect(await seen('fin')).toMatchObject({ sessions: ['chat', 'other'] });
    expect([session.released, other.released]).toEqual([true, true]);
  });
});

describe('active role', () => {
  test('connects from its own address and binds by a bodiless SEND over the whole remote path', async () => {
    const sut = await RawPeer.listen();
    session.remotePath = [sut.uri, 'msrp://beyond:1/s;tcp'];
    const connecting = session.connect();
    const peer = await sut.accepted;
    peers.push(peer);
    const [bind] = await peer.hear(/^MSRP [^]*\$\r\n$/);
    expect(bind).toContain(`To-Path: ${sut.uri} msrp://beyond:1/s;tcp\r\nFrom-Path: ${session.path}\r\n`);
    expect(bind).toContain('Byte-Range: 1-0/0\r\n-------');
    await peer.answer('200 OK');
    await expect(connecting).resolves.toMatchObject({ kind: 'response', status: 200 });
    await session.bound(10_000);
    expect(tcp().slice(1)).toEqual(['connecting by tester', 'open by tester', 'bound by tester']);
    expect(all('msrp').map((event) => event.purpose)).toEqual(['bind', 'bind']);
  });

  test('connects to the media line where that goes before the path', async () => {
    const sut = await RawPeer.listen();
    session.connectTo = { host: '127.0.0.1', port: Number(/:(\d+)\//.exec(sut.uri)?.[1]) };
    const connecting = session.connect();
    const peer = await sut.accepted;
    peers.push(peer);
    const [, to] = await peer.hear(/To-Path: (.*)\r\n/);
    expect(to).toBe(SUT);
    await peer.answer('200 OK');
    await expect(connecting).resolves.toMatchObject({ status: 200 });
  });

  test('a SEND that is refused binds nothing', async () => {
    const sut = await RawPeer.listen();
    session.remotePath = [sut.uri];
    const connecting = session.connect();
    const peer = await sut.accepted;
    peers.push(peer);
    await peer.answer('481 No');
    await expect(connecting).resolves.toMatchObject({ status: 481 });
    expect(tcp()).not.toContain('bound by tester');
  });

  test('a refused connection is on record', async () => {
    const sut = await RawPeer.listen();
    await sut.close();
    session.remotePath = [sut.uri];
    await expect(session.connect()).rejects.toThrow(MsrpConnectError);
    await expect(session.connect()).rejects.toMatchObject({ refused: true });
    expect(tcp().slice(1, 3)).toEqual(['connecting by tester', 'refused by sut']);
  });

  test('without the remote path nothing can be sent', async () => {
    session.remotePath = [];
    await expect(session.connect()).rejects.toThrow('remote path of MSRP session chat is not known');
    await expect(session.probe()).rejects.toThrow('not known');
    expect(() => session.startProbing(1000)).toThrow('not known');
  });
});

describe('sending', () => {
  test('a probe, its response and its round trip are on record', async () => {
    const peer = await boundPeer();
    const probing = session.probe();
    await peer.answer('200 OK');
    const outcome = await probing;
    const [sent, received] = all('msrp').filter((event) => event.purpose === 'probe');
    expect([sent?.direction, received?.direction, received?.status]).toEqual(['sent', 'received', 200]);
    expect(outcome).toEqual({
      kind: 'response',
      transaction: sent?.transaction,
      status: 200,
      at: received?.at,
      rttMs: (received?.at ?? 0) - (sent?.at ?? 0),
    });
  });

  test('the outcome comes in the same tick as the record of the response', async () => {
    const peer = await boundPeer();
    let ticks = 0;
    const outcome = session.probe();
    recorder.listen((event) => {
      if (event.kind === 'msrp' && event.direction === 'received') setImmediate(() => ticks++);
    });
    void peer.answer('200 OK');
    await outcome;
    expect(ticks).toBe(0);
  });

  test('a control goes to a session-id that is not the peer\u2019s, and its 481 is no release', async () => {
    const peer = await boundPeer();
    const outcome = session.control();
    const [, path] = await peer.hear(/ SEND\r\nTo-Path: (\S+)\r\n/);
    expect(path).toMatch(/^msrp:\/\/127\.0\.0\.1:9\/[0-9a-f]{20};tcp$/);
    await peer.answer('481 No');
    await expect(outcome).resolves.toMatchObject({ status: 481 });
    expect(session.released).toBe(false);
    expect(all('msrp').at(-1)).toMatchObject({ purpose: 'control', status: 481 });
  });

  test('a 481 to a probe is a release', async () => {
    const peer = await boundPeer();
    const outcome = session.probe();
    await peer.answer('481 No');
    await outcome;
    expect(session.released).toBe(true);
  });

  test('a text goes out in CPIM', async () => {
    const peer = await boundPeer();
    void session.message('Grüße', 'sip:alice@x', 'sip:group@x', 'canary');
    const [, body = ''] = await peer.hear(/Content-Type: message\/cpim\r\n\r\n([^]*)\r\n-------/);
    expect(unwrapCpim(Buffer.from(body, 'latin1').toString())).toMatchObject({
      from: 'sip:alice@x',
      to: 'sip:group@x',
      content: 'Grüße',
    });
    expect(all('msrp').at(-1)).toMatchObject({ purpose: 'canary', contentType: 'message/cpim' });
  });

  test('of several chunks the first failure is the outcome', async () => {
    const peer = await boundPeer();
    const outcome = session.send({ purpose: 'message', body: 'abcdef', chunkSize: 2 });
    await peer.answer('200 OK');
    await peer.answer('413 Stop');
    await peer.answer('200 OK');
    await expect(outcome).resolves.toMatchObject({ status: 413 });
  });

  test('probes go out at once and then at their rate, whether answered or not', async () => {
    const peer = await boundPeer();
    session.startProbing(15);
    expect(all('msrp').filter((event) => event.purpose === 'probe')).toHaveLength(1);
    await peer.hear(/(MSRP \S+ SEND[^]*){4}/);
    session.stopProbing();
    const count = () => all('msrp').filter((event) => event.purpose === 'probe').length;
    const stopped = count();
    await new Promise((resolve) => {
      setTimeout(resolve, 40);
    });
    expect(count()).toBe(stopped);
  });

  test('a stalled reader hears nothing until it resumes', async () => {
    const peer = await boundPeer();
    session.pauseReading();
    peer.say(...send('late', session.path));
    await expect(
      recorder.waitFor('late', 50, (event) => event.kind === 'msrp' && event.transaction === 'late'),
    ).rejects.toThrow(WaitTimeout);
    session.resumeReading();
    await peer.hear(/MSRP late 200/);
  });
});

describe('release and silence', () => {
  test('a FIN is on record once, and leaves unanswered probes silent', async () => {
    const peer = await boundPeer();
    const outcome = session.probe();
    await peer.hear(/ SEND\r\n/);
    peer.fin();
    await expect(outcome).resolves.toMatchObject({ kind: 'silence', reason: 'closed' });
    expect(session.released).toBe(true);
    const [sent] = all('msrp').filter((event) => event.purpose === 'probe');
    expect(all('msrp-silence')).toEqual([
      expect.objectContaining({ session: 'chat', transaction: sent?.transaction, purpose: 'probe', sentAt: sent?.at }),
    ]);
    expect(tcp().filter((event) => event === 'fin by sut')).toHaveLength(1);
  });

  test('a response and a FIN that come together keep their order', async () => {
    const peer = await boundPeer();
    const outcome = session.probe();
    const [, transaction] = await peer.hear(/MSRP (\S+) SEND/);
    peer.socket.cork();
    peer.say(`MSRP ${transaction} 200 OK`, `To-Path: ${session.path}`, `From-Path: ${SUT}`, `-------${transaction}$`);
    peer.fin();
    peer.socket.uncork();
    await expect(outcome).resolves.toMatchObject({ status: 200 });
    const fin = await seen('fin');
    const response = all('msrp').at(-1);
    expect(response).toMatchObject({ transaction, status: 200 });
    expect(response?.seq).toBeLessThan(fin.seq);
    expect(all('msrp-silence')).toEqual([]);
  });

  test('the test side does not close in return, and still writes; the RST that follows is on record once', async () => {
    const peer = await boundPeer();
    let ended = false;
    peer.socket.on('end', () => (ended = true));
    peer.fin();
    await seen('fin');
    await expect(session.probe()).resolves.toMatchObject({ kind: 'silence', reason: 'closed' });
    await peer.hear(/ SEND\r\n/);
    expect(ended).toBe(false);
    peer.socket.destroy();
    // The peer's kernel answers one write with RST; the next write shows it.
    while (!tcp().includes('rst by sut')) {
      await session.probe();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    await expect(session.probe()).resolves.toMatchObject({ reason: 'no-connection' });
    expect(tcp().filter((event) => /fin|rst/.test(event))).toEqual(['fin by sut', 'rst by sut']);
    expect(all('tcp').at(-1)).toMatchObject({ sessions: ['chat'], connection: 1 });
  });

  test('an RST is on record once', async () => {
    const peer = await boundPeer();
    const outcome = session.probe();
    await peer.hear(/ SEND\r\n/);
    peer.reset();
    await expect(outcome).resolves.toMatchObject({ kind: 'silence', reason: 'closed' });
    expect(tcp().slice(3)).toEqual(['rst by sut']);
    expect(session.released).toBe(true);
    await expect(session.probe()).resolves.toMatchObject({ reason: 'no-connection' });
  });

  test('the listener outlives the connection', async () => {
    const peer = await boundPeer();
    peer.reset();
    await seen('rst');
    await boundPeer();
    expect(session.released).toBe(false);
  });

  test('no answer in time is silence; a late one is still known by its purpose', async () => {
    const peer = await boundPeer();
    const outcome = await session.send({ purpose: 'probe', timeoutMs: 20 });
    expect(outcome).toMatchObject({ kind: 'silence', reason: 'timeout' });
    const silent = await silence();
    expect(silent).toMatchObject({ reason: 'timeout', session: 'chat' });
    await peer.answer('200 OK');
    await recorder.waitFor(
      'late',
      10_000,
      (event) => event.kind === 'msrp' && event.status === 200 && event.direction === 'received',
    );
    expect(all('msrp').at(-1)).toMatchObject({ purpose: 'probe', session: 'chat', transaction: outcome.transaction });
    peer.fin();
    await seen('fin');
    expect(all('msrp-silence')).toHaveLength(1);
  });

  test('a probe that fell silent does not fall silent again with the connection', async () => {
    const peer = await boundPeer();
    await session.send({ purpose: 'probe', timeoutMs: 5 });
    peer.fin();
    await seen('fin');
    expect(all('msrp-silence')).toEqual([expect.objectContaining({ reason: 'timeout' })]);
  });

  test('a response to nothing is on record without purpose', async () => {
    const peer = await boundPeer();
    peer.say('MSRP what 200 OK', `To-Path: ${session.path}`, `From-Path: ${SUT}`, '-------what$');
    await recorder.waitFor('stray', 10_000, (event) => event.kind === 'msrp' && event.transaction === 'what');
    expect(all('msrp').at(-1)).not.toHaveProperty('purpose');
  });

  test('a session that was never bound has no connection to probe', async () => {
    await expect(session.probe()).resolves.toMatchObject({ kind: 'silence', reason: 'no-connection' });
    expect(all('msrp-silence')).toHaveLength(1);
    expect(all('msrp')).toHaveLength(0);
  });

  test('a FIN inside a message is on record with what was left unfinished', async () => {
    const peer = await boundPeer();
    peer.say('MSRP half SEND', `To-Path: ${session.path}`);
    peer.fin();
    await seen('fin');
    expect(all('tcp').at(-2)).toMatchObject({ event: 'error', detail: expect.stringContaining('transaction half') });
  });
});

describe('the end of the test', () => {
  test('leaves no socket, stops probing, settles what waits and records nothing more', async () => {
    const before = process.getActiveResourcesInfo().filter((each) => each.startsWith('TCP')).length;
    const other = await MsrpEndpoint.listen({ recorder, actor: 'bob', address: '127.0.0.1' });
    const peer = await RawPeer.connect(other);
    const bobs = other.session('chat');
    bobs.remotePath = [SUT];
    peer.say(...send('bind', bobs.path));
    await peer.hear(/MSRP bind 200/);
    bobs.startProbing(10);
    const probe = jest.spyOn(bobs, 'probe');
    const waiting = bobs.probe();
    const events = recorder.events().length;
    await other.close();
    await other.close();
    await expect(waiting).resolves.toMatchObject({ kind: 'silence', reason: 'closed' });
    await expect(bobs.send({ purpose: 'probe' })).resolves.toMatchObject({ reason: 'no-connection' });
    await peer.destroy();
    probe.mockClear();
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    expect(probe).not.toHaveBeenCalled();
    expect(recorder.events()).toHaveLength(events);
    expect(process.getActiveResourcesInfo().filter((each) => each.startsWith('TCP')).length).toBeLessThanOrEqual(
      before,
    );
  });

  test('ends an attempt to connect', async () => {
    const sut = await RawPeer.listen();
    session.remotePath = [sut.uri];
    const [connecting] = await Promise.allSettled([session.connect(), endpoint.close()]);
    expect(connecting).toMatchObject({ status: 'rejected', reason: expect.any(MsrpConnectError) });
    await expect(session.connect()).rejects.toThrow('the endpoint is closed');
  });
});
