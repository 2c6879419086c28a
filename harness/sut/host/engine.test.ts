import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { engineAnswers } from './engine.ts';

let folder: string;
let status: number | undefined;
const server = createServer((request, response) => {
  if (status !== undefined) response.writeHead(request.url === '/_ping' ? status : 404).end('OK');
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpm-leave-engine-'));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function listening(): Promise<string> {
  const socket = join(folder, 'docker.sock');
  server.listen(socket);
  await once(server, 'listening');
  return `unix://${socket}`;
}

test.each([
  [200, true],
  [500, false],
])('an engine that answers %d: %s', async (answered, expected) => {
  status = answered;
  expect(await engineAnswers(await listening())).toBe(expected);
});

test('an engine that hangs is absent after a while', async () => {
  status = undefined;
  const host = await listening();
  // Timers that are due come in their order, however late: what is limited to less comes before this one.
  expect(await Promise.race([engineAnswers(host), delay(5000, 'still waiting')])).toBe(false);
});

test('an engine on the network that takes connections is there', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await engineAnswers(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)).toBe(true);
});

test.each(['unix:///no/such.sock', 'tcp://127.0.0.1:1', 'ssh://somewhere', 'nonsense'])('none at %s', async (host) => {
  expect(await engineAnswers(host)).toBe(false);
});
