import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { HostError, usualPorts } from './host.ts';

/** The one IPv6 address that every machine has to itself. */
export const LOOPBACK_6 = '::1';

/** Below the ranges that SIPp's side ports and outgoing connections are taken from. */
const FIRST = 2000;
const BLOCK = 500;
const BLOCKS = 16;

/** Ports of a block that is this run's alone. */
export interface LoopbackPorts {
  /** The one that was not handed out for the longest time: nobody has as many in use at once. */
  take(): number;
  release(): Promise<void>;
}

/**
 * Claims a block of ports of [::1] for this run: other runs on this machine, in other processes too, get others. Whoever
 * listens at its last port owns it, so it is free again when the process has ended, however that was.
 * @throws {HostError} where every block is taken, or the machine has no IPv6
 */
export async function claimLoopbackPorts(): Promise<LoopbackPorts> {
  let refusal = '';
  for (let attempt = 0; attempt < BLOCKS; attempt++) {
    const first = FIRST + ((process.pid + attempt) % BLOCKS) * BLOCK;
    const claim = first + BLOCK - 1;
    const server = createServer((socket) => socket.destroy()).unref();
    try {
      server.listen({ host: LOOPBACK_6, port: claim, exclusive: true });
      await once(server, 'listening');
      return portsOf(first, claim, server);
    } catch (error) {
      refusal = (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }
  throw new HostError(
    refusal === 'EADDRNOTAVAIL' || refusal === 'EAFNOSUPPORT'
      ? 'this machine has no IPv6; give --ip 4'
      : `every block of ports of [::1] from ${FIRST} on is taken (${refusal}); end the other runs`,
  );
}

/** Even ones, since what needs two takes the next as well; those that systems take who are not asked are left to them. */
function portsOf(first: number, end: number, server: Server): LoopbackPorts {
  const usual = Object.values(usualPorts);
  let next = first;
  return {
    take() {
      do next = next + 2 >= end ? first : next + 2;
      while (usual.includes(next));
      return next;
    },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
