import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ByteRelay } from './byte-relay.ts';

const ADDRESS = '127.0.0.57';
const PORT = 5061;
let sipp: Server;
let relay: ByteRelay;
let client: Socket;
/** The far end's connection. */
let far: Socket;
let octets: string;

beforeEach(async () => {
  sipp = createServer().listen(0, ADDRESS);
  await once(sipp, 'listening');
  relay = await ByteRelay.listen(ADDRESS, PORT, (sipp.address() as AddressInfo).port);
  client = connect(PORT, ADDRESS);
  octets = '';
  client.on('data', (more) => (octets += more.toString()));
  [far] = (await once(sipp, 'connection')) as [Socket];
});
afterEach(() => {
  client.destroy();
  relay.close();
  sipp.close();
});

/** What the client has received once it is as long as a text. */
async function received(length: number): Promise<string> {
  while (octets.length < length) await once(client, 'data');
  return octets;
}

test('passes in both directions', async () => {
  client.write('up');
  expect(String((await once(far, 'data'))[0])).toBe('up');
  far.write('down');
  expect(await received(4)).toBe('down');
});

test('keeps back what the far end sends until it is let out', async () => {
  relay.keep();
  far.write('first, ');
  far.write('second');
  await relay.holding((text) => text.endsWith('second'), 10_000);
  expect(octets).toBe('');
  await relay.letOut('one', () => {});
  expect(await received(13)).toBe('first, second');
  far.write('!');
  expect(await received(14)).toBe('first, second!');
});

test('lets octets out one by one, and what comes meanwhile behind them', async () => {
  relay.keep();
  far.write('a message of some length');
  await relay.holding((text) => text.length === 24, 10_000);
  const before: number[] = [];
  const out = relay.letOut('one-byte', () => before.push(octets.length));
  far.write(', and another');
  await out;
  expect(await received(37)).toBe('a message of some length, and another');
  expect(before[0]).toBeLessThan(24);
});

test('says so where nothing came to be kept back', async () => {
  relay.keep();
  await expect(relay.holding((text) => text !== '', 20)).rejects.toThrow('not passed');
});
