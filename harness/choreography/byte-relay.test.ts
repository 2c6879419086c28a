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
let received: string;

beforeEach(async () => {
  sipp = createServer().listen(0, ADDRESS);
  await once(sipp, 'listening');
  relay = await ByteRelay.listen(ADDRESS, PORT, (sipp.address() as AddressInfo).port);
  client = connect(PORT, ADDRESS);
  received = '';
  client.on('data', (octets) => (received += octets.toString()));
  [far] = (await once(sipp, 'connection')) as [Socket];
});
afterEach(() => {
  client.destroy();
  relay.close();
  sipp.close();
});

const receives = async (text: string): Promise<void> => {
  while (received !== text) await once(client, 'data');
};

test('passes in both directions', async () => {
  client.write('up');
  expect(String((await once(far, 'data'))[0])).toBe('up');
  far.write('down');
  await receives('down');
});

test('keeps back what the far end sends until it is let out', async () => {
  relay.keep();
  far.write('first, ');
  far.write('second');
  await relay.holding((text) => text.endsWith('second'), 1000);
  expect(received).toBe('');
  await relay.letOut('one');
  await receives('first, second');
  far.write('!');
  await receives('first, second!');
});

test('lets octets out one by one, and what comes meanwhile behind them', async () => {
  relay.keep();
  far.write('a message of some length');
  await relay.holding((text) => text.length === 24, 1000);
  const out = relay.letOut('one-byte');
  far.write(', and another');
  await out;
  await receives('a message of some length, and another');
});

test('says so where nothing came to be kept back', async () => {
  relay.keep();
  await expect(relay.holding((text) => text !== '', 20)).rejects.toThrow('not passed');
});
