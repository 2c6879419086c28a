import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { EventOf } from '../timeline/event.ts';
import { Recorder } from '../timeline/recorder.ts';
import { WatchStation } from './station.ts';
import { SipStream } from './stream.ts';

const FOCUS = '127.23.1.1';
const STATION = '127.23.1.2';
const PORT = 25_060 + (process.pid % 1000);

let folder: string;
let focus: Server;
let flow: Socket;
let received: string[];
let waiting: (() => void)[];
let recorder: Recorder;
let station: WatchStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  received = [];
  waiting = [];
  const connected = Promise.withResolvers<Socket>();
  focus = createServer((socket) => {
    const stream = new SipStream();
    socket.on('data', (octets) => {
      received.push(...stream.push(octets).map(({ head }) => head));
      for (const look of waiting) look();
    });
    connected.resolve(socket);
  });
  await new Promise<void>((resolve) => focus.listen(PORT, FOCUS, resolve));
  recorder = new Recorder();
  station = await WatchStation.open({
    recorder,
    actor: 'watchers',
    address: STATION,
    port: PORT,
    remote: { address: FOCUS, port: PORT },
    initial: (identity) => ({ Route: '<sip:192.0.2.1;lr>', 'P-Preferred-Identity': `<${identity}>` }),
    group: 'sip:gs-1@f',
    folder,
  });
  flow = await connected.promise;
});

afterEach(async () => {
  await station.close();
  flow.destroy();
  focus.close();
  rmSync(folder, { recursive: true });
});

const matching = (pattern: RegExp, count = 1): Promise<string> =>
  new Promise((resolve) => {
    const look = () => {
      const found = received.filter((head) => pattern.test(head));
      if (found.length >= count) resolve(found[count - 1]!);
    };
    waiting.push(look);
    look();
  });

const fields = (head: string): string =>
  head
    .split('\r\n')
    .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
    .join('\r\n');

async function subscribed(): Promise<string> {
  const accepted = station.subscribe('sip:alice@x');
  const subscribe = await matching(/^SUBSCRIBE /);
  flow.write(`SIP/2.0 200 OK\r\n${fields(subscribe)};tag=f\r\nContent-Length: 0\r\n\r\n`);
  expect(await accepted).toBe(200);
  return /Call-ID: (\S+)/.exec(subscribe)![1]!;
}

function notify(callId: string, cseq: number): void {
  const body =
    '<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:gs-1@f" state="full" version="1"><users><user entity="sip:alice@x"><endpoint entity="a"><status>connected</status></endpoint></user></users></conference-info>';
  flow.write(
    `NOTIFY sip:a SIP/2.0\r\nVia: SIP/2.0/TCP f;branch=z9hG4bK${cseq}\r\nFrom: <sip:gs-1@f>;tag=f\r\nTo: <sip:alice@x>;tag=a\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} NOTIFY\r\nEvent: conference\r\nSubscription-State: Active;expires=60\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

const notices = () => recorder.events().filter((event): event is EventOf<'notice'> => event.kind === 'notice');
const told = () => recorder.waitFor('a notice', 10_000, (event) => event.kind === 'notice');

test('answers a NOTIFY, puts on record what it says, and keeps it', async () => {
  const callId = await subscribed();
  notify(callId, 1);
  expect(await matching(/^SIP\/2\.0 200 OK/)).toContain('cseq: 1 NOTIFY');
  await told();
  expect(notices()).toMatchObject([
    { actor: 'watchers', subscriber: 'sip:alice@x', cseq: 1, state: 'active', version: 1, connected: 1 },
  ]);
  await station.close();
  expect(gunzipSync(readFileSync(join(folder, 'notifications.sip.gz'))).toString()).toContain(
    '<user entity="sip:alice@x">',
  );
});

test('a copy is answered and is no second notice', async () => {
  const callId = await subscribed();
  notify(callId, 1);
  notify(callId, 1);
  await matching(/^SIP\/2\.0 200 OK/, 2);
  await told();
  await station.close();
  expect(notices()).toHaveLength(1);
});

test('one that has fallen silent hears and does not answer', async () => {
  const callId = await subscribed();
  station.fallSilent('sip:alice@x');
  notify(callId, 1);
  await told();
  notify('nobody', 1);
  expect(await matching(/^SIP\/2\.0 481 /)).toContain('call-id: nobody');
  expect(received.some((head) => head.startsWith('SIP/2.0 200'))).toBe(false);
});
