import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import { Faults } from './fault.ts';
import { ImpairmentRelay } from './relay.ts';

const ADDRESSES = { client: '127.44.1.1', relay: '127.44.1.2', focus: '127.44.1.3' };

let client: Socket;
let focus: Socket;
let relay: ImpairmentRelay;
let recorder: Recorder;
let faults: Faults;
let own: { address: string; port: number };

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

beforeEach(async () => {
  [client, focus] = await Promise.all([bound(ADDRESSES.client), bound(ADDRESSES.focus)]);
  recorder = new Recorder();
  faults = new Faults();
  own = { address: ADDRESSES.relay, port: 20_000 + (process.pid % 10_000) };
  relay = await ImpairmentRelay.open({
    recorder,
    device: 'alice',
    towardsClient: 'alice-client',
    towardsNetwork: 'alice',
    own,
    path: [{ address: ADDRESSES.focus, port: focus.address().port }],
    faults,
  });
});

afterEach(() => {
  relay.close();
  client.close();
  focus.close();
});

const bye = (): string =>
  [
    'BYE sip:gs-1@focus SIP/2.0',
    `Via: SIP/2.0/UDP ${ADDRESSES.client}:${client.address().port};branch=z9hG4bKx;rport`,
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:gs-1@focus>;tag=f',
    'Call-ID: c1',
    'CSeq: 2 BYE',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

const leave = (): void => client.send(bye(), own.port, own.address);

async function next(socket: Socket): Promise<string> {
  const [datagram] = (await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  return datagram.toString();
}

const onRecord = (): string[] =>
  recorder.events().map((event) => {
    if (event.kind === 'sip') return `${event.actor} ${event.direction} ${event.raw.split('\r\n')[0]}`;
    return event.kind === 'mark' ? `${event.mark}: ${event.detail}` : event.kind;
  });

describe('the relay', () => {
  test('passes a request on and its response back, and has both ends of both on record', async () => {
    leave();
    const arrived = await next(focus);
    const vias = arrived.split('\r\n').filter((line) => line.startsWith('Via:'));
    focus.send(['SIP/2.0 200 OK', ...vias, 'CSeq: 2 BYE', '', ''].join('\r\n'), own.port, own.address);
    expect(await next(client)).toMatch(/^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/UDP 127\.44\.1\.1/);
    expect(onRecord()).toEqual([
      'alice-client received BYE sip:gs-1@focus SIP/2.0',
      'alice sent BYE sip:gs-1@focus SIP/2.0',
      'alice received SIP/2.0 200 OK',
      'alice-client sent SIP/2.0 200 OK',
    ]);
  });

  test('drops, and says so', async () => {
    faults.add({ act: 'drop', method: 'BYE', direction: 'up', occurrences: { first: 1, last: 1 } });
    leave();
    await recorder.waitFor('the loss', 10_000, (event) => event.kind === 'mark');
    leave();
    await next(focus);
    expect(onRecord().slice(0, 2)).toEqual([
      'alice-client received BYE sip:gs-1@focus SIP/2.0',
      'impaired: drops number 1, BYE from any client: BYE sip:gs-1@focus SIP/2.0',
    ]);
  });

  test('answers by itself, and the network never hears of it', async () => {
    faults.add({ act: 'answer', code: 200, method: 'BYE', direction: 'up' });
    leave();
    expect(await next(client)).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(onRecord().some((line) => line.startsWith('alice sent'))).toBe(false);
  });

  test('doubles', async () => {
    faults.add({ act: 'duplicate', direction: 'up' });
    const both: string[] = [];
    const twice = new Promise<void>((resolve) =>
      focus.on('message', (datagram) => {
        both.push(datagram.toString());
        if (both.length === 2) resolve();
      }),
    );
    leave();
    await twice;
    expect(both[0]).toBe(both[1]);
  });

  test('delays', async () => {
    faults.add({ act: 'delay', ms: 60, direction: 'up' });
    const from = performance.now();
    leave();
    await next(focus);
    expect(performance.now() - from).toBeGreaterThan(55);
  });

  test('takes no notice of what is no SIP', async () => {
    client.send('\r\n\r\n', own.port, own.address);
    leave();
    await next(focus);
    expect(onRecord()).toHaveLength(2);
  });
});
