import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the range that the kernel takes ports from for outgoing connections (32768 on). */
const FIRST = 10_000;
const LAST = 31_990;

/**
 * Where SIPp takes commands: an address of this harness process alone. A port of one that all share may be taken between
 * being looked at and being used, by the SIPp of another run, which would then be spoken to in place of ours. Above the
 * blocks that runs claim.
 */
export const COMMAND_ADDRESS = `127.${240 + ((process.pid >> 16) & 7)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;

/** Each harness process begins elsewhere, so that several that test at one address rarely meet. */
let next = FIRST + ((process.pid * 64) % (LAST - FIRST));

/** The ports that a SIPp process needs beside its SIP port, all with even numbers. */
export interface SidePorts {
  /** SIPp binds this and the one two above for media, whether there is media or not. */
  media: number;
  /** At {@link COMMAND_ADDRESS}, as the next. */
  control: number;
  gate: number;
}

/** @throws Error where a whole round finds nothing free. */
export async function allocateSidePorts(address: string): Promise<SidePorts> {
  const rounds = (LAST - FIRST) / 8;
  for (let round = 0; round < rounds; round++) {
    const base = next;
    next = next + 8 > LAST ? FIRST : next + 8;
    const free = await Promise.all([
      udpFree(address, base),
      udpFree(address, base + 2),
      udpFree(COMMAND_ADDRESS, base + 4),
      tcpFree(COMMAND_ADDRESS, base + 6),
    ]);
    if (free.every(Boolean)) return { media: base, control: base + 4, gate: base + 6 };
  }
  throw new Error(`no free ports for SIPp between ${FIRST} and ${LAST} on ${address}`);
}

/** A port for SIP where the usual one is not to be used: behind somebody who takes messages in and passes them on. */
export async function allocateSipPort(address: string): Promise<number> {
  const { media } = await allocateSidePorts(address);
  return media;
}

const udpFree = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });

const tcpFree = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
