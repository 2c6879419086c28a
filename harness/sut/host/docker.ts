import type { getContainerRuntimeClient } from 'testcontainers';

/** The Docker client that testcontainers itself uses. */
export type Docker = Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['dockerode'];

/** On every container and network of ours: which run it belongs to. */
export const runLabel = 'cpm-leave.run';
/** On every container and network of ours: the network it belongs to. */
export const siteLabel = 'cpm-leave.site';
/** On every container and network of ours: the process that removes it, as an owner label. */
export const ownedByLabel = 'cpm-leave.owner';

/** `undefined` where the engine says that there is no such thing, or that it is going already. */
export async function unlessGone<T>(act: Promise<T>): Promise<T | undefined> {
  try {
    return await act;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404 || statusCode === 409) return undefined;
    throw error;
  }
}

/** Removes every container with a label, running or not, with no time to say goodbye. */
export async function removeContainers(docker: Docker, label: string): Promise<void> {
  const containers = await docker.listContainers({ all: true, filters: { label: [label] } });
  await Promise.all(containers.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))));
}
