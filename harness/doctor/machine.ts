import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { engineAnswers } from '../sut/host/engine.ts';
import { claimLoopbackBlock } from '../sut/host/loopback-block.ts';
import { Dumpcap, DumpcapError } from '../live-capture/dumpcap.ts';
import { loopbackDevice } from '../sut/host/interface.ts';
import type { Symptom } from './symptom.ts';

/** Versions of SIPp with which every scenario was run against the reference systems. */
export const PROVED_SIPP: readonly string[] = ['3.6.1'];

const SETUP = 'node setup/ensure.mjs';
const IMAGES = ['cpm-leave/reference:latest', 'cpm-leave/net:latest'];
const SIP_PORT = 5060;

/** What is installed here, in which version, and which addresses and ports can be used. */
export async function examineMachine(): Promise<Symptom[]> {
  const engine = await engineAnswers();
  return [
    node(),
    await sipp(),
    engineSymptom(engine),
    ...(engine ? await Promise.all(IMAGES.map(image)) : []),
    await loopback(),
    await ipv6(),
    await packetCapture(),
  ];
}

function node(): Symptom {
  const found = `Node ${process.versions.node}`;
  return process.features.typescript
    ? { id: 'node', state: 'good', found }
    : { id: 'node', state: 'missing', found: `${found}, which cannot run TypeScript`, mend: SETUP };
}

async function sipp(): Promise<Symptom> {
  const { stdout, failed, code } = await execa('sipp', ['-v'], { reject: false, stdin: 'ignore', timeout: 5_000 });
  // It prints its version and ends with 99.
  if (failed && code === 'ENOENT') return { id: 'sipp', state: 'missing', found: 'no SIPp on the PATH', mend: SETUP };
  return sippSymptom(stdout ?? '');
}

/** @param printed what `sipp -v` prints */
export function sippSymptom(printed: string): Symptom {
  const version = /SIPp v(\d[\d.]*\d)/.exec(printed)?.[1];
  if (version === undefined)
    return { id: 'sipp', state: 'missing', found: 'a sipp that does not tell its version', mend: SETUP };
  if (PROVED_SIPP.includes(version)) return { id: 'sipp', state: 'good', found: `SIPp ${version}` };
  return {
    id: 'sipp',
    state: 'limited',
    found: `SIPp ${version}, with which the scenarios were not proved`,
    mend: `install SIPp ${PROVED_SIPP.join(' or ')}, or see whether the reference systems pass: cpm-leave run`,
  };
}

function engineSymptom(answers: boolean): Symptom {
  return answers
    ? { id: 'docker', state: 'good', found: 'a Docker Engine answers' }
    : { id: 'docker', state: 'limited', found: 'no Docker Engine answers: --host process only', mend: SETUP };
}

async function image(name: string): Promise<Symptom> {
  const { exitCode } = await execa('docker', ['image', 'inspect', name], {
    reject: false,
    stdio: 'ignore',
    timeout: 10_000,
  });
  const id = `image ${name}`;
  return exitCode === 0
    ? { id, state: 'good', found: 'is there' }
    : { id, state: 'limited', found: 'is not there: the reference systems run as processes only', mend: SETUP };
}

async function loopback(): Promise<Symptom> {
  try {
    const block = await claimLoopbackBlock();
    try {
      const address = block.first.replace(/0$/, '1');
      const fault = await whyNotBindable(address);
      return fault === undefined
        ? { id: 'loopback', state: 'good', found: `SIP port ${SIP_PORT} is free on ${block.first}/${block.prefix}` }
        : { id: 'loopback', state: 'limited', found: fault, mend: 'end what holds the port, or give --host container' };
    } finally {
      await block.release();
    }
  } catch (error) {
    return { id: 'loopback', state: 'limited', found: (error as Error).message, mend: 'give --host container' };
  }
}

async function ipv6(): Promise<Symptom> {
  const fault = await whyNotBindable('::1', 0);
  return fault === undefined
    ? { id: 'ipv6', state: 'good', found: '::1 can be used' }
    : { id: 'ipv6', state: 'limited', found: fault };
}

/** Of packets that nobody sends: broadcasts have no place on the loopback interface. */
async function packetCapture(): Promise<Symptom> {
  const folder = await mkdtemp(join(tmpdir(), 'cpm-leave-capture-'));
  try {
    const nobody = { device: loopbackDevice(), filter: 'host 255.255.255.255' };
    const dumpcap = await Dumpcap.start([nobody], join(folder, 'nothing.pcapng'));
    await dumpcap.end();
    return { id: 'dumpcap', state: 'good', found: 'dumpcap can capture: run --capture' };
  } catch (error) {
    if (!(error instanceof DumpcapError)) throw error;
    const { found, mend } = error;
    return {
      id: 'dumpcap',
      state: 'limited',
      found: `${found}: evidence has no captured packets`,
      ...(mend !== undefined && { mend }),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Why a UDP and a TCP port cannot be bound, in a sentence; `undefined` where they can. Both are given back. */
export async function whyNotBindable(address: string, port = SIP_PORT): Promise<string | undefined> {
  const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const tcp = createServer();
  try {
    udp.bind({ address, port, exclusive: true });
    await once(udp, 'listening');
    tcp.listen({ host: address, port, exclusive: true });
    await once(tcp, 'listening');
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRNOTAVAIL'
        ? 'this machine has no such address'
        : code === 'EADDRINUSE'
          ? 'the port is taken'
          : message;
    return `${address} port ${port} cannot be bound: ${why}`;
  } finally {
    if (tcp.listening) tcp.close();
    udp.close();
  }
}
