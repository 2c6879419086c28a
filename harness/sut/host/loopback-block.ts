import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Block } from './address-pool.ts';
import { HostError } from './host.ts';

/** Whoever listens here, at the last address of a block, owns the block. Below the range of ephemeral ports. */
const claimPort = 29_060;

const lowest = 16;
const count = 224;

/**
 * Claims a block 127.x.0.0/16 for this run alone: other runs on this machine, in other processes too, get others. The
 * claim is a listening socket, so it ends with the process however that ends.
 * @throws {HostError} where every block is taken, or the machine has no such addresses
 */
export async function claimLoopbackBlock(): Promise<Block & { release(): Promise<void> }> {
  let refusal = '';
  for (let attempt = 0; attempt < count; attempt++) {
    const x = lowest + ((process.pid + attempt) % count);
    const server = createServer((socket) => socket.destroy()).unref();
    try {
      server.listen({ host: `127.${x}.255.254`, port: claimPort, exclusive: true });
      await once(server, 'listening');
      return { first: `127.${x}.0.0`, prefix: 16, release: () => closed(server) };
    } catch (error) {
      refusal = (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }
  throw new HostError(
    refusal === 'EADDRNOTAVAIL'
      ? 'this machine has no loopback addresses but 127.0.0.1; the process host needs Linux'
      : `every block of loopback addresses from 127.${lowest}.0.0/16 on is taken (${refusal}); end the other runs`,
  );
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
