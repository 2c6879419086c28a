import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { standardPort } from '../../sip/transport.ts';
import type { Mount } from '../descriptor.ts';
import { tellReaper } from '../../reaper/reaper.ts';
import { fill, fillAll } from '../placeholders.ts';
import { openBridge } from './bridge.ts';
import { credentialPaths } from './credentials.ts';
import { ownedByLabel, removeContainers, runLabel, siteLabel, unlessGone, type Docker } from './docker.ts';
import { HostError, noEngine, portValues, usualPorts, type Site, type Started, type StartOrder } from './host.ts';
import { imageId } from './image.ts';
import { removeLeftovers } from './leftovers.ts';
import { OutputTail } from './output-tail.ts';
import { ownerLabel } from './owner.ts';
import { untilReady, withLastWords } from './readiness.ts';

/** Where a container finds certificates and key. */
const CREDENTIALS = '/run/cpm-leave';

/** How long, in milliseconds, a busy engine may take to hand over the end of the output of a container that has ended. */
const lastWordsMs = 3_000;

/** A test run knows what is its own by this. */
function testLabel(): Record<string, string> {
  const { CPM_LEAVE_TESTS: mark } = process.env;
  return mark ? { 'cpm-leave.tests': mark } : {};
}

/** How many are open in this process. */
let sites = 0;

/** Systems as containers, on a network of their own in which the test side has addresses too. */
export async function openContainerSite(runId: string): Promise<Site> {
  // Its reaper is an image of its own, which no machine without a registry has. Leftovers are swept by label instead.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = await getContainerRuntimeClient().catch(() => {
    throw new HostError(noEngine);
  });
  const docker = client.container.dockerode;
  const name = `cpm-leave-${runId.replace(/[^\w.-]/g, '-')}-${randomBytes(3).toString('hex')}`;
  const labels = { [runLabel]: runId, [siteLabel]: name, [ownedByLabel]: ownerLabel(), ...testLabel() };
  // First, for an engine has room for some thirty networks only.
  await removeLeftovers(docker);
  tellReaper('containers');
  sites++;
  const bridge = await openBridge(docker, name, labels);

  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>([bridge.reachable]);
  const removeOurs = (): Promise<void> => removeContainers(docker, `${siteLabel}=${name}`);
  return {
    testPlace: (transport) => ({ address: bridge.testAddress(), port: standardPort(transport) }),
    traffic: () => bridge.traffic,
    async start(order) {
      const start = startContainer(docker, order, name, labels, closing.signal);
      underWay.add(start);
      const [started] = await Promise.all([start, bridge.reachable]);
      return started;
    },
    async close() {
      closing.abort();
      // A start cannot be called off; without its container it fails soon.
      const settled = Promise.allSettled(underWay).then(() => true);
      do await removeOurs();
      while (!(await Promise.race([settled, delay(50, false)])));
      await removeOurs();
      await bridge.remove();
      if (--sites === 0) tellReaper('none');
    },
  };
}

async function startContainer(
  docker: Docker,
  { descriptor, runId, environment, nextHop, policyFunction, credentials }: StartOrder,
  network: string,
  labels: Record<string, string>,
  closing: AbortSignal,
): Promise<Started> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const image = descriptor.host.image!;
  const build = await imageId(docker, image.name);
  const { port, tlsPort } = descriptor.ixit;
  const values = {
    ...portValues({ ...usualPorts, port, tlsPort }),
    runId,
    ...(nextHop !== undefined && { proxy: nextHop }),
    ...(policyFunction !== undefined && { policyFunction }),
    ...credentialPaths(credentials && CREDENTIALS),
  };
  const output = new OutputTail();
  const name = `the container of ${image.name}`;
  const allPrinted = Promise.withResolvers<void>();

  const container = new GenericContainer(image.name)
    .withNetworkMode(network)
    .withLabels(labels)
    .withEnvironment({ ...fillAll(image.environment, values), ...environment })
    .withLogConsumer((stream) => {
      stream.on('data', (chunk: string) => output.add(chunk));
      stream.on('close', () => allPrinted.resolve());
    })
    // We wait on the output that we keep, so that what a system printed when it became ready is there then.
    .withWaitStrategy(Wait.forAll([]));
  const mounts = bindMounts(image.mounts ?? []);
  if (credentials !== undefined) mounts.push({ source: credentials, target: CREDENTIALS, mode: 'ro' });
  container.withBindMounts(mounts);
  if (image.command) container.withCommand(image.command.map((word) => fill(word, values)));
  const running = await container.start().catch((error: Error) => {
    throw new HostError(`${name} cannot be started: ${error.message}`);
  });

  const handle = docker.getContainer(running.getId());
  try {
    for (const other of image.networks ?? []) await joinNetwork(docker, other, handle.id);
  } catch (error) {
    await unlessGone(handle.remove({ force: true, v: true }));
    throw error;
  }
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await unlessGone(handle.remove({ force: true, v: true }));
  };
  const gone: Promise<string> = handle.wait().then(
    async ({ StatusCode }: { StatusCode: number }) => {
      await Promise.race([allPrinted.promise, delay(lastWordsMs, undefined, { ref: false })]);
      return withLastWords(`ended with exit status ${StatusCode}`, output);
    },
    (error: Error) => `is lost: ${error.message}`,
  );
  try {
    await untilReady(name, image.ready, output, gone);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: 'container',
    build,
    address: running.getIpAddress(network),
    output: () => output.text(),
    exited: new Promise((resolve) => {
      void gone.then((how) => (stopping || closing.aborted ? undefined : resolve({ message: `${name} ${how}` })));
    }),
    stop,
  };
}

function bindMounts(mounts: readonly Mount[]): { source: string; target: string; mode: 'ro' | 'rw' }[] {
  const missing = mounts.find(({ source }) => !existsSync(source));
  // Docker would make an empty folder of that name.
  if (missing) throw new HostError(`${missing.source} is to be mounted at ${missing.target}, and is not there`);
  return mounts.map(({ source, target, writable }) => ({ source, target, mode: writable ? 'rw' : 'ro' }));
}

/** @throws {HostError} where there is no such network, with the command that makes it */
async function joinNetwork(docker: Docker, name: string, container: string): Promise<void> {
  try {
    await docker.getNetwork(name).connect({ Container: container });
  } catch (error) {
    const { statusCode, message } = error as Error & { statusCode?: number };
    if (statusCode === 404)
      throw new HostError(`there is no Docker network ${name}; make it with: docker network create ${name}`);
    throw new HostError(`the Docker network ${name} cannot be joined: ${message}`);
  }
}
