import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isRunning, remaining } from '../reaper/running.ts';
import type { HostDescription, SutDescriptor } from './descriptor.ts';
import { HostError } from './host/host.ts';
import { openLab, type Lab } from './lab.ts';

const stayAlive = 'setInterval(() => {}, 1e6)';

function running(script: string, more: Partial<SutDescriptor> = {}): SutDescriptor {
  return {
    file: import.meta.filename,
    role: 'focus',
    product: { vendor: 'Example Corp', name: 'Stand-in', version: '1' },
    host: {
      process: { command: ['node', '-e', script], directory: import.meta.dirname, ready: 'READY' },
    },
    adjustable: ['timers', 'defect'],
    secrets: [],
    ics: {},
    ixit: { t1: 500, t2: 4000, port: 5060 } as SutDescriptor['ixit'],
    ...more,
  };
}

const inAddress = (host: NonNullable<HostDescription['address']>): SutDescriptor =>
  running('', { host: { address: host } });

let lab: Lab;
beforeEach(() => {
  lab = openLab({ runId: 'run-1', host: 'process' });
});
afterEach(() => lab.close());

describe('a P-CSCF', () => {
  const pcscf = (ics: Record<string, boolean>, ixit: Partial<SutDescriptor['ixit']> = {}): SutDescriptor => {
    const descriptor = running(`console.log('READY', process.env.PCF); ${stayAlive}`, { role: 'pcscf', ics });
    descriptor.host.process!.environment = { PCF: '{policyFunction}' };
    return { ...descriptor, ixit: { ...descriptor.ixit, policyPort: 7777, ...ixit } };
  };

  test('finds a policy function beside it, for as long as it runs', async () => {
    const sut = await lab.start(pcscf({}));
    const { apiRoot } = sut.policyFunction!;
    expect(sut.output()).toBe(`READY ${apiRoot}\n`);
    const { hostname, port } = new URL(apiRoot);
    expect(port).toBe('7777');
    expect(hostname).not.toBe(sut.address);
    const taken = createServer().listen(7777, hostname);
    await expect(once(taken, 'listening')).rejects.toThrow('EADDRINUSE');
    await sut.stop();
    const free = createServer().listen(7777, hostname);
    await once(free, 'listening');
    free.close();
  });

  test('that has no N5 has none, and no other system either', async () => {
    const sut = await lab.start(pcscf({ PC_RX: false }));
    expect(sut.policyFunction).toBeUndefined();
    expect((await lab.start(running(`console.log('READY'); ${stayAlive}`))).policyFunction).toBeUndefined();
  });

  test('in the lab finds it at the first address of the test side', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const box = {
      ...inAddress({ ip: '127.0.0.2', localAddresses: ['127.0.0.1', '127.0.0.3'] }),
      role: 'pcscf',
    } as const;
    const at = (policyPort: number) => lab.start({ ...box, ixit: { ...box.ixit, policyPort } });
    await expect(at(port)).rejects.toThrow(/^the policy function cannot listen at 127\.0\.0\.1:\d+ .*ixit\.policyPort/);
    taken.close();
    await once(taken, 'close');
    const sut = await at(port);
    expect(sut.policyFunction?.apiRoot).toBe(`http://127.0.0.1:${port}`);
    expect(sut.testPlace('udp').address).toBe('127.0.0.1');
  });
});

describe('a local process', () => {
  test('has an address of its own, beside which the test side has others', async () => {
    const [one, two] = await Promise.all([
      lab.start(running(`console.log('at ' + process.env.ADDRESS + '\\nREADY'); ${stayAlive}`)),
      lab.start(running(`console.log('READY'); ${stayAlive}`)),
    ]);
    expect(one.output()).toContain(`at ${one.address}\n`);
    const addresses = [
      one.address,
      two.address,
      one.testPlace('udp').address,
      one.testPlace('udp').address,
      two.testPlace('udp').address,
    ];
    expect(new Set(addresses).size).toBe(5);
    const block = one.address.split('.').slice(0, 2).join('.');
    for (const address of addresses) expect(address.startsWith(`${block}.`)).toBe(true);
    const server = createServer().listen(5060, one.testPlace('udp').address);
    await once(server, 'listening');
    server.close();
    expect(one).toMatchObject({ host: 'process', build: expect.stringMatching(/^node -e /) });
  });

  test('is given its environment, its timers and its defect', async () => {
    const script = `const { T1, T2, DEFECT, PORT, BEHAVIOUR, NODE_OPTIONS } = process.env;
      console.log(JSON.stringify([T1, T2, DEFECT, PORT, BEHAVIOUR, NODE_OPTIONS]), process.argv[1], 'READY'); ${stayAlive}`;
    const descriptor = running(script);
    descriptor.host.process!.environment = { PORT: '{address}:5070' };
    descriptor.host.process!.command.push('{runId}');
    const sut = await lab.start(descriptor, { timers: 'scaled', defect: 'keeps-media' });
    expect(sut.output()).toBe(`["100","800","keeps-media","${sut.address}:5070",null,null] run-1 READY\n`);
    expect(sut.descriptor.ixit).toMatchObject({ t1: 100, t2: 800 });
    expect(descriptor.ixit).toMatchObject({ t1: 500, t2: 4000 });
  });

  test('without scaling the timers are those of the IXIT', async () => {
    const sut = await lab.start(running(`console.log(process.env.T1, process.env.T2, 'READY'); ${stayAlive}`));
    expect(sut.output()).toBe('500 4000 READY\n');
  });

  test('is left alone by adjustments that its descriptor does not know', async () => {
    const sut = await lab.start(running(`console.log(process.env.T1, 'READY'); ${stayAlive}`, { adjustable: [] }));
    expect(sut.output()).toBe('undefined READY\n');
    await expect(lab.start(running('', { adjustable: [] }), { timers: 'scaled' })).rejects.toThrow(
      'Stand-in does not let its timers be set (adjustable: nothing)',
    );
    await expect(lab.start(running(''), { behaviour: 'pre-cr' })).rejects.toThrow(
      'Stand-in does not let its behaviour be set (adjustable: timers, defect)',
    );
  });

  test('that prints nothing in particular is ready when it runs', async () => {
    const descriptor = running(stayAlive);
    delete descriptor.host.process!.ready;
    const sut = await lab.start(descriptor);
    expect(sut.host).toBe('process');
  });

  test('that dies before it is ready is an error with its last words', async () => {
    await expect(lab.start(running(`console.error('no licence'); process.exit(3)`))).rejects.toThrow(
      /^node -e .* was not ready: it ended with exit status 3; its last line was: no licence$/s,
    );
  });

  test('that is not there is an error with its name', async () => {
    const descriptor = running('');
    descriptor.host.process!.command = ['no-such-program'];
    await expect(lab.start(descriptor)).rejects.toThrow('no-such-program cannot be started (ENOENT)');
    delete descriptor.host.process!.ready;
    await expect(lab.start(descriptor)).rejects.toThrow(HostError);
  });

  test('that dies later says so', async () => {
    const sut = await lab.start(
      running(
        `console.log('READY'); setTimeout(() => { console.error('out of memory'); process.kill(process.pid, 9) }, 50)`,
      ),
    );
    expect((await sut.exited).message).toMatch(/was ended by SIGKILL; its last line was: out of memory$/);
    await sut.stop();
  });

  test('is stopped with all that it started, and that is no death', async () => {
    const sut = await lab.start(
      running(
        `const child = require('child_process').spawn('sleep', ['60']); console.log('READY', child.pid, process.pid); ${stayAlive}`,
      ),
    );
    const pids = sut.output().match(/\d+/g)!.map(Number);
    expect(pids.map(isRunning)).toEqual([true, true]);
    await Promise.all([sut.stop(), sut.stop()]);
    expect(await remaining(...pids)).toEqual([]);
    const verdict = await Promise.race([sut.exited.then(() => 'died'), Promise.resolve('stopped')]);
    expect(verdict).toBe('stopped');
  });

  test('that does not want to end is ended', async () => {
    const sut = await lab.start(
      running(`process.on('SIGTERM', () => {}); console.log('READY', process.pid); ${stayAlive}`),
    );
    const pid = Number(sut.output().match(/\d+/)![0]);
    await sut.stop();
    expect(await remaining(pid)).toEqual([]);
  });
});

test('over IPv6 all are at one address, at ports of their own', async () => {
  const over6 = openLab({ runId: 'run-6', host: 'process', ip: 6 });
  const process = {
    command: ['node', '-e', `console.log('READY'); ${stayAlive}`, '{address}', '{port}', '{controlPort}'],
    directory: import.meta.dirname,
    ready: 'READY',
  };
  const ixit = { t1: 500, t2: 4000, port: 5060, tlsPort: 5061 } as SutDescriptor['ixit'];
  const sut = await over6.start(running('', { host: { process }, ixit }));
  const [one, other] = [sut.testPlace('udp'), sut.testPlace('tls')];
  expect([sut.address, one.address, other.address]).toEqual(['::1', '::1', '::1']);
  const { port, tlsPort } = sut.descriptor.ixit;
  expect(new Set([port, sut.controlPort, one.port, other.port, 5060, 8080]).size).toBe(6);
  expect(sut.build).toContain(` ::1 ${port} ${sut.controlPort}`);
  // It does not ask for this one.
  expect(tlsPort).toBe(5061);
  await over6.close();
});

describe('a lab', () => {
  test('ends everything when it is closed, a start under way included', async () => {
    const sut = await lab.start(running(`console.log('READY', process.pid); ${stayAlive}`));
    const pid = Number(sut.output().match(/\d+/)![0]);
    const never = lab.start(running(stayAlive)).catch((error: unknown) => error);
    await Promise.all([lab.close(), lab.close()]);
    expect(await remaining(pid)).toEqual([]);
    expect(await never).toBeInstanceOf(HostError);
    await expect(lab.start(running(''))).rejects.toThrow('the run is over');
  });

  test('that was never used closes at once', async () => {
    await expect(lab.close()).resolves.toBeUndefined();
  });
});

describe('a client that is configured beforehand', () => {
  test('has one next hop, which it is told', async () => {
    const sut = await lab.start(
      running(`console.log(process.env.NEXT_HOP, 'READY'); ${stayAlive}`, {
        role: 'client',
        upperTester: { http: 'http://{address}', instances: 'one' },
        host: {
          process: {
            command: ['node', '-e', `console.log(process.env.NEXT_HOP, 'READY'); ${stayAlive}`],
            directory: '/',
            environment: { NEXT_HOP: '{proxy}' },
            ready: 'READY',
          },
        },
      }),
    );
    expect(sut.output()).toBe(`${sut.testPlace('udp').address}:5060 READY\n`);
    expect(sut.testPlace('udp')).toBe(sut.testPlace('udp'));
  });
});

describe('a box in the lab', () => {
  test('is taken as it is, and the local addresses in turn', async () => {
    const sut = await lab.start(
      inAddress({ ip: '192.0.2.20', port: 5070, localAddresses: ['192.0.2.1', '192.0.2.2'] }),
    );
    expect(sut).toMatchObject({ host: 'address', build: '192.0.2.20', address: '192.0.2.20' });
    expect(sut.descriptor.ixit.port).toBe(5070);
    expect([sut.testPlace('udp').address, sut.testPlace('udp').address, sut.testPlace('udp').address]).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.1',
    ]);
    expect(sut.output()).toBe('');
    await sut.stop();
  });

  test('that has a local address of its own is captured by that; at a shared one, nothing is', async () => {
    await lab.start(inAddress({ ip: '127.0.0.77', port: 5070, localAddresses: ['127.0.0.1', '127.0.0.2'] }));
    expect(await lab.traffic()).toEqual([
      { device: expect.any(String), filter: 'host 127.0.0.77 and (host 127.0.0.1 or host 127.0.0.2)' },
    ]);
    await lab.start({ ...inAddress({ ip: '::1', port: 5070, localAddresses: ['::1'] }), file: 'other.yaml' });
    await expect(lab.traffic()).rejects.toThrow("at ::1 nobody's packets can be told from another's");
  });

  test('whose local addresses are not of this machine is not captured', async () => {
    await lab.start(inAddress({ ip: '192.0.2.20', port: 5070, localAddresses: ['192.0.2.77'] }));
    await expect(lab.traffic()).rejects.toThrow('no one interface of this machine has 192.0.2.77, towards 192.0.2.20');
  });
});

describe('packets of a run', () => {
  test('are those of its own block of addresses', async () => {
    expect(await lab.traffic()).toEqual([]);
    const sut = await lab.start(running(`console.log('READY'); ${stayAlive}`));
    const [first, second] = sut.address.split('.');
    expect(await lab.traffic()).toEqual([{ device: expect.any(String), filter: `net ${first}.${second}.0.0/16` }]);
  });

  test('at the one IPv6 address that all share cannot be told apart', async () => {
    const over6 = openLab({ runId: 'run-6', host: 'process', ip: 6 });
    try {
      await over6.start(running(`console.log('READY'); ${stayAlive}`));
      await expect(over6.traffic()).rejects.toThrow(HostError);
    } finally {
      await over6.close();
    }
  });
});
