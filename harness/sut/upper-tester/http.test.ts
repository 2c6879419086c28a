import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '../../timeline/recorder.ts';
import type { SutDescriptor } from '../descriptor.ts';
import { openUpperTester, Unsupported, UpperTesterError, type UpperTester } from './upper-tester.ts';

const config = {
  identity: 'sip:user-1@example.com',
  proxy: '127.0.0.1:5060',
  transport: 'udp',
  t1: 100,
  t2: 800,
} as const;

let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
const asked: { method: string; url: string; body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    asked.push({ method: request.method!, url: request.url!, body });
    answer(request, response, body);
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let recorder: Recorder;
beforeEach(() => {
  recorder = new Recorder();
  asked.length = 0;
});

function upperTester({
  instances = 'many',
  limitMs = 10_000,
  port = (server.address() as AddressInfo).port,
  signal,
}: {
  instances?: 'one' | 'many';
  limitMs?: number;
  port?: number;
  signal?: AbortSignal;
} = {}): UpperTester {
  const descriptor = {
    file: '/lab/sut.yaml',
    role: 'client',
    product: { vendor: 'Example Corp', name: 'Example chat', version: '1' },
    upperTester: { http: `http://{address}:${port}/{instance}`, instances },
  } as SutDescriptor;
  const context = { testPurpose: 'TP-CL-LV-10', runId: 'run-1', limitMs, ...(signal && { signal }) };
  return openUpperTester({ descriptor, address: '127.0.0.1', controlPort: 8080 }, 'alice 1', recorder, context);
}

const json =
  (status: number, body: unknown): typeof answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const controls = (): unknown[] =>
  recorder
    .events()
    .map((event) => (event.kind === 'control' ? [event.action, event.phase, event.state ?? event.detail] : event));

describe('what a well-behaved system is asked', () => {
  test('the actions, each at its own address', async () => {
    answer = json(200, { state: 'JOINED' });
    const client = upperTester();
    await client.start(config);
    await client.join({ group: 'sip:gs-1@example.com', conversationId: 'c1' });
    await client.send('hello');
    await client.leave();
    await client.stop();
    expect(asked.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ['POST', '/alice%201/start', { ...config, testPurpose: 'TP-CL-LV-10', runId: 'run-1' }],
      ['POST', '/alice%201/join', { group: 'sip:gs-1@example.com', conversationId: 'c1' }],
      ['POST', '/alice%201/send', { text: 'hello' }],
      ['POST', '/alice%201/leave', {}],
      ['POST', '/alice%201/stop', {}],
    ]);
  });

  test('the state, with what it has received and whom it sees', async () => {
    const account = { state: 'LEAVE_FAILED', messages: ['hello'], roster: { 'sip:bob@example.com': 'connected' } };
    answer = json(200, { ...account, more: 1 });
    expect(await upperTester().state()).toEqual(account);
    expect(asked).toEqual([{ method: 'GET', url: '/alice%201/state', body: '' }]);
  });

  test('requests, answers and failures are on record', async () => {
    const client = upperTester();
    answer = json(202, { state: 'LEAVING' });
    await client.leave();
    answer = json(409, { error: 'there is no session' });
    await expect(client.send('hello')).rejects.toThrow(UpperTesterError);
    expect(controls()).toEqual([
      ['leave', 'request', undefined],
      ['leave', 'answer', 'LEAVING'],
      ['send', 'request', 'hello'],
      ['send', 'failure', expect.stringMatching(/\/alice%201\/send answered 409: there is no session$/)],
    ]);
  });

  test('an empty answer to an action is an answer', async () => {
    answer = (_, response) => response.writeHead(202).end();
    await expect(upperTester().leave()).resolves.toBeUndefined();
  });

  test('a client that is configured beforehand is not started', async () => {
    await upperTester({ instances: 'one' }).start(config);
    expect(asked).toEqual([]);
  });

  test('501 says unsupported', async () => {
    answer = json(501, { error: 'no' });
    await expect(upperTester().leave()).rejects.toThrow(Unsupported);
  });
});

describe('what a system out of order does is one clear sentence', () => {
  test.each<[string, typeof answer, RegExp]>([
    ['fails', json(504, { error: 'the INVITE\nfailed' }), /answered 504: the INVITE failed$/],
    ['fails without a reason', (_, r) => r.writeHead(500).end(), /answered 500: no reason given$/],
    [
      'redirects',
      (_, r) => r.writeHead(302, { location: 'http://elsewhere.example/' }).end(),
      /redirects to http:\/\/elsewhere\.example\/ \(302\), expected an answer of its own$/,
    ],
    [
      'answers HTML',
      (_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /answered text\/html, expected JSON$/,
    ],
    [
      'answers HTML without saying so',
      (_, r) => r.writeHead(200).end('<html>\n</html>'),
      /answered "<html> <\/html>", expected JSON$/,
    ],
    ['answers a list', json(200, ['LEFT']), /answered \["LEFT"\], expected a JSON object$/],
    ['says an unknown state', json(200, { state: 'GONE' }), /said state "GONE", expected one of IDLE, JOINED/],
    ['says a state that is no text', json(200, { state: 7 }), /said state 7, expected one of/],
    ['says no state', json(200, {}), /does not say in what state it is$/],
    [
      'has odd messages',
      json(200, { state: 'LEFT', messages: [1] }),
      /answered messages \[1\], expected a list of texts$/,
    ],
    ['has an odd roster', json(200, { state: 'LEFT', roster: [] }), /answered roster \[\], expected \{uri: status\}$/],
    ['answers without end', (_, r) => flood(r), /answered more than 1048576 bytes, expected a short JSON object$/],
    ['hangs', () => {}, /did not answer state within 500 ms$/],
    [
      'stops half way',
      (_, r) => void r.writeHead(200, { 'content-length': '100' }).write('{"sta'),
      /did not answer state within 500 ms$/,
    ],
    ['hangs up', (_, r) => r.destroy(), /does not answer: ECONNRESET$/],
    ['hangs up half way', (_, r) => r.write('{"sta', () => r.destroy()), /does not answer: (ECONNRESET|aborted)$/],
  ])('%s', async (_, behaviour, message) => {
    answer = behaviour;
    const waitsInVain = message.source.includes('within 500 ms');
    const error = await upperTester(waitsInVain ? { limitMs: 500 } : {})
      .state()
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UpperTesterError);
    expect(error).not.toBeInstanceOf(Unsupported);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  function flood(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (response.write(' '.repeat(65_536)));
      response.once('drain', more);
    };
    more();
  }

  test('is not there', async () => {
    const nobody = createTcpServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await expect(upperTester({ port }).leave()).rejects.toThrow(/\/leave does not answer: ECONNREFUSED$/);
  });

  test('speaks no HTTP', async () => {
    const ssh = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
    await once(ssh, 'listening');
    const { port } = ssh.address() as AddressInfo;
    await expect(upperTester({ port }).leave()).rejects.toThrow(UpperTesterError);
    ssh.close();
  });

  test('has no upper tester', () => {
    const descriptor = { product: { name: 'Example focus' } } as SutDescriptor;
    const context = { testPurpose: 'TP-CF-LV-01', runId: 'run-1' };
    expect(() =>
      openUpperTester({ descriptor, address: '127.0.0.1', controlPort: 8080 }, 'x', recorder, context),
    ).toThrow('Example focus has no upper tester');
  });
});

test('an action that is called off fails with the reason of that, and leaves no connection', async () => {
  const controller = new AbortController();
  const gone = new Promise<void>((resolve) => {
    answer = (request) => {
      request.socket.once('close', () => resolve());
      controller.abort(new Error('the run is interrupted'));
    };
  });
  await expect(upperTester({ signal: controller.signal }).leave()).rejects.toThrow('the run is interrupted');
  await gone;
});
