import pRetry from 'p-retry';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { AddressPool, upperHalf, writeBlock, type Block } from './address-pool.ts';
import { unlessGone, type Docker } from './docker.ts';
import { HostError, type Traffic } from './host.ts';
import { imageId } from './image.ts';

/** Busybox and nothing else. */
const netImage = 'cpm-leave/net:latest';

/** A network of containers in which this machine has addresses for the test side as well. */
export interface Bridge {
  testAddress(): string;
  /** Everything on it is this run's. */
  traffic: Traffic;
  /** Resolves when the addresses can be bound; rejects with a {@link HostError} where they never will. */
  reachable: Promise<void>;
  remove(): Promise<void>;
}

/**
 * Makes the network. Its lower half is for containers; its upper half becomes local to this machine by one route, so
 * that any of its addresses can be bound here, and containers find them as neighbours. The route goes with the network.
 */
export async function openBridge(docker: Docker, name: string, labels: Record<string, string>): Promise<Bridge> {
  const network = await docker
    .createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labels })
    .catch((error: Error) => {
      throw new HostError(`the Docker Engine makes no network (${error.message}); try: docker network prune`);
    });
  const { IPAM } = (await network.inspect()) as { IPAM: { Config: { Subnet: string }[] } };
  const subnet = IPAM.Config.map(({ Subnet }) => Subnet).find((cidr) => cidr.includes('.'))!;
  const block = upperHalf(subnet);
  const pool = new AddressPool(block);
  const device = `br-${network.id.slice(0, 12)}`;
  const reachable = makeLocal(docker, block, device, labels).then(() => tryToBind(pool.take()));
  // Whoever starts a system learns of it; until somebody does, it is no unhandled rejection.
  reachable.catch(() => {});
  return {
    testAddress: () => pool.take(),
    traffic: { device, filter: `net ${subnet}` },
    reachable,
    // A container that is gone from the list may hold its place in the network for a moment longer.
    remove: () =>
      pRetry(async () => void (await unlessGone(network.remove())), { retries: 20, minTimeout: 50, factor: 1.3 }),
  };
}

/** Changing routes takes CAP_NET_ADMIN: a container may have it where the user who may start containers has not. */
async function makeLocal(docker: Docker, block: Block, device: string, labels: Record<string, string>): Promise<void> {
  const route = ['ip', 'route', 'add', 'local', writeBlock(block), 'dev', device, 'table', 'local'];
  await imageId(docker, netImage);
  const container = await docker.createContainer({
    Image: netImage,
    Cmd: route,
    Labels: labels,
    HostConfig: { NetworkMode: 'host', CapAdd: ['NET_ADMIN'] },
  });
  await container.start();
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  await container.remove({ force: true });
  if (StatusCode !== 0)
    throw new HostError(
      `the addresses of the test side cannot be made (exit status ${StatusCode} of: ${route.join(' ')}); give --host process`,
    );
}

/** An engine on another machine, or in a virtual one, makes networks that this machine has no part in. */
async function tryToBind(address: string): Promise<void> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, address);
    await once(socket, 'listening');
  } catch {
    throw new HostError(
      `the Docker Engine's networks do not reach this machine (${address} cannot be bound); give --host process`,
    );
  } finally {
    socket.close();
  }
}
