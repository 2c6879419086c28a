import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Http2Server } from 'node:http2';
import { text } from 'node:stream/consumers';
import { type N5Message, PolicyFunction } from './policy-function.ts';

const COLLECTION = '/npcf-policyauthorization/v1/app-sessions';

let pcf: PolicyFunction;
let seen: N5Message[];

beforeEach(async () => {
  pcf = await PolicyFunction.open({ address: '127.0.0.1', port: 0 });
  seen = [];
  pcf.watch((message) => seen.push(message));
});
afterEach(() => pcf.close());

async function ask(method: string, path: string, body = '') {
  const session = connect(pcf.apiRoot);
  const stream = session.request({ ':method': method, ':path': path });
  stream.end(body);
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  const answer = await text(stream);
  session.close();
  return { status: headers[':status'], location: headers['location'] as string | undefined, answer };
}

const contextFor = (notifUri: string, events = ['FAILED_RESOURCES_ALLOCATION']) => ({
  ascReqData: {
    notifUri,
    suppFeat: '0',
    ueIpv4: '192.0.2.1',
    medComponents: { 1: { medCompN: 1 } },
    evSubsc: { events: events.map((event) => ({ event })) },
  },
});

const brief = () =>
  seen.map(({ direction, operation, session, method, status }) => [direction, operation, session, method ?? status]);

describe('a session context', () => {
  test('is made, changed and deleted, and its watchers are told', async () => {
    const context = contextFor('http://192.0.2.9/n');
    const { status, location, answer } = await ask('POST', COLLECTION, JSON.stringify(context));
    expect([status, location, JSON.parse(answer)]).toEqual([201, `${pcf.apiRoot}${COLLECTION}/session-1`, context]);
    expect(pcf.session('session-1')?.context).toEqual(context);
    const { pathname } = new URL(location!);
    expect(await ask('PATCH', pathname, '{}')).toMatchObject({ status: 200 });
    expect(await ask('POST', `${pathname}/delete`)).toMatchObject({ status: 204 });
    expect(pcf.session('session-1')).toBeUndefined();
    expect(await ask('POST', `${pathname}/delete`)).toMatchObject({ status: 404 });
    expect(brief()).toEqual([
      ['received', 'create', 'session-1', 'POST'],
      ['sent', 'create', 'session-1', 201],
      ['received', 'update', 'session-1', 'PATCH'],
      ['sent', 'update', 'session-1', 200],
      ['received', 'delete', 'session-1', 'POST'],
      ['sent', 'delete', 'session-1', 204],
      ['received', 'delete', 'session-1', 'POST'],
      ['sent', 'delete', 'session-1', 404],
    ]);
  });

  test.each([
    ['no JSON', 'POST', COLLECTION, '{', 400],
    ['nowhere to be notified', 'POST', COLLECTION, '{"ascReqData":{}}', 400],
    ['too large', 'POST', COLLECTION, 'x'.repeat(300_000), 413],
    ['another service', 'POST', '/nnrf-nfm/v1/nf-instances', '{}', 404],
  ])('%s is refused', async (_, method, path, body, status) => {
    expect(await ask(method, path, body)).toMatchObject({ status });
    expect(pcf.session('session-1')).toBeUndefined();
  });
});

describe('loss of resources', () => {
  let pcscf: Http2Server;
  let notified: { path: string; body: unknown }[];
  let notifUri: string;

  beforeEach(async () => {
    notified = [];
    pcscf = createServer();
    pcscf.on('stream', (stream, headers) => {
      void text(stream).then((body) => {
        notified.push({ path: headers[':path']!, body: JSON.parse(body) });
        stream.respond({ ':status': 204 });
        stream.end();
      });
    });
    pcscf.listen(0, '127.0.0.1');
    await once(pcscf, 'listening');
    notifUri = `http://127.0.0.1:${(pcscf.address() as { port: number }).port}/calls/1`;
  });
  afterEach(() => new Promise((resolve) => pcscf.close(resolve)));

  test('goes to where the P-CSCF wants it', async () => {
    await ask('POST', COLLECTION, JSON.stringify(contextFor(notifUri)));
    expect(await pcf.notifyLossOfResources(pcf.session('session-1')!)).toBe(204);
    expect(notified).toEqual([
      {
        path: '/calls/1/notify',
        body: {
          evSubsUri: `${pcf.apiRoot}${COLLECTION}/session-1/events-subscription`,
          evNotifs: [{ event: 'FAILED_RESOURCES_ALLOCATION', flows: [{ medCompN: 1 }] }],
          failedResourcAllocReports: [{ mcResourcStatus: 'INACTIVE', flows: [{ medCompN: 1 }] }],
        },
      },
    ]);
    expect(brief().slice(2)).toEqual([
      ['sent', 'notify', 'session-1', 'POST'],
      ['received', 'notify', 'session-1', 204],
    ]);
  });

  test('is not told to one that did not ask, and tells where nobody answers', async () => {
    await ask('POST', COLLECTION, JSON.stringify(contextFor(notifUri, ['PLMN_CHG'])));
    await expect(pcf.notifyLossOfResources(pcf.session('session-1')!)).rejects.toThrow('has not subscribed');
    await ask('POST', COLLECTION, JSON.stringify(contextFor('http://127.0.0.1:1/calls/2')));
    expect(await pcf.notifyLossOfResources(pcf.session('session-2')!)).toBe(0);
    expect(notified).toEqual([]);
  });
});
