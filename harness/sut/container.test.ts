import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWhere } from '../../tests/where-installed.ts';
import type { SutDescriptor } from './descriptor.ts';
import { runLabel, type Docker } from './host/docker.ts';
import { engineAnswers } from './host/engine.ts';
import { HostError, type RunningSut } from './host/host.ts';
import { openLab, type Lab } from './lab.ts';

const image = 'cpm-leave/reference:latest';
const stayAlive = 'setInterval(() => {}, 1e6)';

/** Answers every datagram with its sender's address, after connecting to port 2855 there when told to `dial`. */
const echo = `
  const socket = require('dgram').createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    if (String(message) === 'dial') require('net').connect(2855, address).on('error', (e) => console.log(e.message));
    if (String(message) === 'die') { console.error('killed by request'); process.exit(3); }
    socket.send(address + ':' + port, port, address);
  });
  socket.bind(5060, () => console.log('READY', process.env.T1, process.env.DEFECT, process.argv[1]));
`;

function running(script: string, name = image): SutDescriptor {
  return {
    file: import.meta.filename,
    role: 'focus',
    product: { vendor: 'Example Corp', name: 'Stand-in', version: '1' },
    host: { image: { name, command: ['node', '-e', script, '{runId}'], ready: 'READY' } },
    adjustable: ['timers', 'defect'],
    secrets: [],
    ics: {},
    ixit: { t1: 500, t2: 4000, port: 5060 } as SutDescriptor['ixit'],
  };
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4').bind(5060, address);
  await once(socket, 'listening');
  return socket;
}

describeWhere(await engineAnswers())('systems in containers', () => {
  const runId = `container-test-${process.pid}`;
  let lab: Lab;
  let sut: RunningSut;
  let docker: Docker;

  beforeAll(async () => {
    lab = openLab({ runId, host: 'container' });
    sut = await lab.start(running(echo), { timers: 'scaled', defect: 'keeps-media' });
    const { getContainerRuntimeClient } = await import('testcontainers');
    docker = (await getContainerRuntimeClient()).container.dockerode;
  });
  afterAll(() => lab.close());

  const withLabel = async (label: string) => {
    const filters = { label: [label] };
    const [containers, networks] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
    ]);
    return { containers: containers.length, networks: networks.length };
  };

  test('are what the descriptor says, with what the run sets', () => {
    expect(sut).toMatchObject({ host: 'container', build: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(sut.output()).toBe(`READY 100 keeps-media ${runId}\n`);
  });

  test('and the test side see each other at their own addresses, on port 5060', async () => {
    const sockets = await Promise.all([bound(sut.testPlace('udp').address), bound(sut.testPlace('udp').address)]);
    for (const socket of sockets) {
      socket.send('hello', 5060, sut.address);
      const [reply, from] = (await once(socket, 'message')) as [Buffer, { address: string; port: number }];
      expect(String(reply)).toBe(`${socket.address().address}:5060`);
      expect(from).toMatchObject({ address: sut.address, port: 5060 });
      socket.close();
    }
  });

  test('connect to the test side over TCP', async () => {
    const address = sut.testPlace('udp').address;
    const server = createServer().listen(2855, address);
    await once(server, 'listening');
    const socket = await bound(address);
    socket.send('dial', 5060, sut.address);
    const [connection] = await once(server, 'connection');
    expect(connection.remoteAddress).toBe(sut.address);
    connection.destroy();
    server.close();
    socket.close();
  });

  test('that die say so, and can be started again', async () => {
    const doomed = await lab.start(running(echo));
    const socket = await bound(doomed.testPlace('udp').address);
    socket.send('die', 5060, doomed.address);
    const { message } = await doomed.exited;
    expect(message).toBe(`the container of ${image} ended with exit status 3; its last line was: killed by request`);
    socket.close();
    await doomed.stop();
    await doomed.stop();
  });

  test('that never become ready are an error with their last words', async () => {
    await expect(lab.start(running(`console.error('no licence'); process.exit(1)`))).rejects.toThrow(
      'the container of cpm-leave/reference:latest was not ready: it ended with exit status 1; its last line was: no licence',
    );
  });

  test('have the files that are mounted, and are in the networks that are named', async () => {
    const network = await docker.createNetwork({ Name: `cpm-leave-test-${process.pid}` });
    try {
      const script = `console.log(require('fs').readFileSync('/etc/chat/chat.ts', 'utf8').includes('mounted')); const interfaces = () => Object.keys(require('os').networkInterfaces()).length; const look = setInterval(() => { if (interfaces() < 3) return; console.log(interfaces(), 'READY'); clearInterval(look) }, 20); ${stayAlive}`;
      const described = running(script);
      const mounts = [{ source: import.meta.filename, target: '/etc/chat/chat.ts', writable: false }];
      const descriptor = {
        ...described,
        host: { image: { ...described.host.image!, mounts, networks: [`cpm-leave-test-${process.pid}`] } },
      };
      const started = await lab.start(descriptor);
      expect(started.output()).toBe('true\n3 READY\n');
      await started.stop();
    } finally {
      await network.remove();
    }
  });

  test('whose mounts or networks are missing are an error that says so', async () => {
    const described = running(stayAlive);
    const start = (more: object) => lab.start({ ...described, host: { image: { ...described.host.image!, ...more } } });
    await expect(start({ mounts: [{ source: '/no/such', target: '/x', writable: false }] })).rejects.toThrow(
      new HostError('/no/such is to be mounted at /x, and is not there'),
    );
    await expect(start({ networks: ['no-such-network'] })).rejects.toThrow(
      new HostError('there is no Docker network no-such-network; make it with: docker network create no-such-network'),
    );
  });

  test('whose image is missing are an error with the command that mends it', async () => {
    await expect(lab.start(running('', 'cpm-leave/no-such:latest'))).rejects.toThrow(
      new HostError('the image cpm-leave/no-such:latest is not on this machine; get it with: node setup/ensure.mjs'),
    );
  });

  test('are gone with everything of theirs when the lab closes, a start under way included', async () => {
    const never = lab.start(running(stayAlive)).catch((error: unknown) => error);
    await lab.close();
    expect(await never).toBeInstanceOf(HostError);
    expect(await Promise.race([sut.exited.then(() => 'died'), delay(300, 'ended by us')])).toBe('ended by us');
    expect(await withLabel(`${runLabel}=${runId}`)).toEqual({ containers: 0, networks: 0 });
    await expect(bound(sut.testPlace('udp').address)).rejects.toThrow('EADDRNOTAVAIL');
  });

  test('that a killed run left behind are removed by the next', async () => {
    const killed = `${runId}-killed`;
    const script = `
      const [lab, descriptor, runId] = process.argv.slice(1);
      const { openLab } = await import(lab);
      await openLab({ runId, host: 'container' }).start(JSON.parse(descriptor));
      console.log('started');`;
    const module = new URL('lab.ts', import.meta.url).href;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', script, module, JSON.stringify(running(echo)), killed],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    expect(await withLabel(`${runLabel}=${killed}`)).toEqual({ containers: 1, networks: 1 });
    child.kill('SIGKILL');
    await once(child, 'exit');

    const next = openLab({ runId: `${runId}-next`, host: 'container' });
    await next.start(running(echo));
    expect(await withLabel(`${runLabel}=${killed}`)).toEqual({ containers: 0, networks: 0 });
    await next.close();
  });
});
