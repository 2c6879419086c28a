import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { usualPorts } from './host.ts';
import { claimLoopbackPorts, LOOPBACK_6 } from './loopback-ports.ts';

test('every place has a port of its own, and those that others rely on stay free', async () => {
  const ports = await claimLoopbackPorts();
  const taken = Array.from({ length: 240 }, () => ports.take());
  expect(new Set(taken).size).toBe(240);
  expect(taken.filter((port) => Object.values(usualPorts).includes(port))).toEqual([]);
  const server = createServer().listen(taken[0], LOOPBACK_6);
  await once(server, 'listening');
  server.close();
  await ports.release();
});

test('what was used longest ago comes again', async () => {
  const ports = await claimLoopbackPorts();
  const first = ports.take();
  let others = 0;
  while (ports.take() !== first) others++;
  expect(others).toBeGreaterThan(200);
  await ports.release();
});

test('two runs have nothing in common, and what one gives back the next may have', async () => {
  const [one, other] = [await claimLoopbackPorts(), await claimLoopbackPorts()];
  const own = new Set(Array.from({ length: 240 }, () => one.take()));
  expect(Array.from({ length: 240 }, () => other.take()).filter((port) => own.has(port))).toEqual([]);
  await Promise.all([one.release(), other.release()]);
  // Somebody else on this machine may be quicker, but not again and again.
  let next = 0;
  for (let round = 0; round < 10 && !own.has(next); round++) {
    const again = await claimLoopbackPorts();
    next = again.take();
    await again.release();
  }
  expect(own).toContain(next);
});
