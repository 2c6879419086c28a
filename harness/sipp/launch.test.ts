import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '../timeline/recorder.ts';
import type { HarnessEvent } from '../timeline/event.ts';
import { killAll, runningSipps } from './children.ts';
import { launchSipp } from './launch.ts';
import type { LaunchOptions } from './launch.ts';
import { RawPeer, requestText } from './raw-peer.ts';
import { networkScenario } from './scenario.ts';
import { troublesOf } from './troubles.ts';

const ADDRESS = '127.11.5.1';

let folder: string;
let recorder: Recorder;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipp-launch-'));
});
beforeEach(() => {
  recorder = new Recorder();
});
afterEach(() => {
  if (runningSipps().length > 0) throw new Error(`left running: ${runningSipps().join(', ')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = (changes: Partial<LaunchOptions> = {}): LaunchOptions => ({
  recorder,
  actor: 'network',
  scenario: networkScenario({ transport: 'udp', dialog: { turns: [] } }),
  folder,
  address: ADDRESS,
  port: 5060,
  transport: 'udp',
  limitMs: 20_000,
  ...changes,
});

const harnessEvents = (): HarnessEvent[] => troublesOf(recorder);

describe('starting', () => {
  test('a resolved launch is one that answers', async () => {
    for (let round = 0; round < 10; round++) {
      const sipp = await launchSipp(options());
      const peer = await RawPeer.udp('127.11.5.2', 0, `${ADDRESS}:5060`);
      peer.send(requestText({ method: 'OPTIONS', callId: `o${round}`, cseq: 1, at: peer.address }));
      await peer.next(/^SIP\/2\.0 200/);
      peer.close();
      await sipp.stop();
    }
    expect(harnessEvents()).toEqual([]);
  });

  test('scenario and trace stay as evidence', async () => {
    const sipp = await launchSipp(options({ actor: 'kept' }));
    await sipp.stop();
    expect(readFileSync(join(folder, 'kept.scenario.xml'), 'utf8')).toContain('<scenario name="network">');
    expect(existsSync(join(folder, 'kept.messages.log'))).toBe(true);
    await (await launchSipp(options({ actor: 'kept' }))).stop();
    expect(existsSync(join(folder, 'kept-2.messages.log'))).toBe(true);
  });

  test('a scenario with a trap is refused before anything runs', async () => {
    const scenario = '<?xml version="1.0"?>\n<scenario><recvCmd next="nowhere"/></scenario>';
    await expect(launchSipp(options({ scenario }))).rejects.toThrow(/network is not fit to run: labels: .* nowhere/);
  });

  test('a scenario that SIPp does not load is told in its words', async () => {
    const scenario =
      '<?xml version="1.0"?>\n<scenario><recvCmd/><send><![CDATA[\n\nSIP/2.0 [$code] X\n\n]]></send></scenario>';
    const withReference = scenario.replace('</scenario>', '<Reference variables="code"/></scenario>');
    await expect(launchSipp(options({ scenario: withReference }))).rejects.toThrow(
      /SIPp of network did not start: \S+/,
    );
  });

  test('a port in use is named, with who holds it', async () => {
    const holder = createSocket('udp4');
    await new Promise<void>((resolve) => holder.bind(5060, ADDRESS, resolve));
    const failure = launchSipp(options());
    await expect(failure).rejects.toThrow(/bind/i);
    await expect(failure).rejects.toThrow(`${ADDRESS}:5060 (udp) is held by process ${process.pid}`);
    await new Promise<void>((resolve) => holder.close(() => resolve()));
  });

  test('a machine without SIPp is told what to install', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      await expect(launchSipp(options())).rejects.toThrow('apt-get install sip-tester');
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('ending', () => {
  test('a SIPp that is killed is an error of the test side, and takes no more commands', async () => {
    const sipp = await launchSipp(options());
    process.kill(sipp.pid!, 'SIGKILL');
    await expect(sipp.ended).resolves.toMatchObject({ signal: 'SIGKILL', stopped: false });
    expect(harnessEvents()).toEqual([
      expect.objectContaining({ event: 'sipp-exit', severity: 'error', message: expect.stringContaining('SIGKILL') }),
    ]);
    expect(() => sipp.open('x', 'INVITE')).toThrow('SIPp of network has ended');
    await sipp.stop();
    expect(harnessEvents()).toHaveLength(1);
  });

  test('a SIPp that gives up after its limit says so', async () => {
    const sipp = await launchSipp(options({ limitMs: 2000 }));
    await sipp.ended;
    expect(harnessEvents()).toEqual([
      expect.objectContaining({ event: 'sipp-exit', message: expect.stringMatching(/255.*timed? ?out/is) }),
    ]);
    await sipp.stop();
  });

  test('being stopped is no fault, however often', async () => {
    const sipp = await launchSipp(options());
    await Promise.all([sipp.stop(), sipp.stop()]);
    await expect(sipp.ended).resolves.toMatchObject({ code: 0, stopped: true });
    expect(harnessEvents()).toEqual([]);
  });

  test('what the scenario could not take is a finding', async () => {
    const scenario =
      '<?xml version="1.0"?>\n<scenario><recv request="INVITE" optional="true"/><recvCmd/><nop/></scenario>';
    const own = mkdtempSync(join(folder, 'finding-'));
    const sipp = await launchSipp(options({ scenario, folder: own }));
    const peer = await RawPeer.udp('127.11.5.2', 0, `${ADDRESS}:5060`);
    peer.send(requestText({ method: 'MESSAGE', callId: 'm', cseq: 1, at: peer.address }));
    await recorder.waitFor('MESSAGE', 10_000, (event) => event.kind === 'sip');
    peer.close();
    // SIPp takes the message first, and finds out then.
    while (!existsSync(join(own, 'network.errors.log'))) await delay(5);
    await sipp.stop();
    expect(harnessEvents()).toEqual([
      expect.objectContaining({
        event: 'sipp-finding',
        severity: 'inconc',
        message: expect.stringMatching(/unexpected message for Call-Id 'm'.*MESSAGE sip:/),
      }),
    ]);
  });

  test('killAll leaves nothing behind', async () => {
    const sipps = await Promise.all(
      [1, 2].map((n) => launchSipp(options({ actor: `n${n}`, address: `127.11.5.1${n}` }))),
    );
    expect(runningSipps()).toHaveLength(2);
    killAll();
    await Promise.all(sipps.map((sipp) => sipp.ended));
    await Promise.all(sipps.map((sipp) => sipp.stop()));
  });
});

test('a go needs a call that the trace has shown, and a body its Content-Type', async () => {
  const sipp = await launchSipp(options());
  expect(() => sipp.go('nobody', '200 to BYE')).toThrow('network has no call nobody to 200 to BYE in');
  expect(() => sipp.open('x', 'INVITE', {}, 'v=0\r\n')).toThrow('Content-Type');
  await sipp.stop();
});
