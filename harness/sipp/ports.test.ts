import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { portHolder } from './port-holder.ts';
import { allocateSidePorts, COMMAND_ADDRESS } from './ports.ts';

const ADDRESS = '127.11.6.1';

test('every process gets ports of its own, none of them in use', async () => {
  const first = await allocateSidePorts(ADDRESS);
  const holder = createSocket('udp4');
  await new Promise<void>((resolve) => holder.bind(first.media + 8, ADDRESS, resolve));
  const second = await allocateSidePorts(ADDRESS);
  await new Promise<void>((resolve) => holder.close(() => resolve()));
  expect(second.media).not.toBe(first.media + 8);
  const all = [first, second].flatMap(({ media, control, gate }) => [media, media + 2, control, gate]);
  expect(new Set(all).size).toBe(all.length);
});

test('who holds a port is named by process', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(5999, ADDRESS, resolve));
  expect(portHolder(ADDRESS, 5999, 'tcp')).toMatch(new RegExp(`^process ${process.pid} \\(`));
  expect(portHolder(ADDRESS, 5999, 'udp')).toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
});

test('SIPp takes commands at an address that no other harness process has', async () => {
  const script = `import(${JSON.stringify(new URL('ports.ts', import.meta.url).href)}).then((m) => console.log(m.COMMAND_ADDRESS))`;
  const { stdout } = await execa(process.execPath, ['-e', script]);
  expect([COMMAND_ADDRESS, stdout]).toEqual(Array(2).fill(expect.stringMatching(/^127\.24[0-7]\.\d+\.\d+$/)));
  expect(stdout).not.toBe(COMMAND_ADDRESS);
});
