import { ownedByLabel, removeContainers, type Docker } from './docker.ts';
import { ownerIsGone } from './owner.ts';

/**
 * Removes the containers and networks of runs whose process is gone: one that was killed could not clean up. What
 * belongs to a process that cannot be seen from here (in another container, say) stays, and so does what the engine will
 * not part with: neither stands in the way of this run.
 */
export async function removeLeftovers(docker: Docker): Promise<void> {
  const filters = { label: [ownedByLabel] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  const owners = [...containers, ...networks].map(({ Labels }) => Labels?.[ownedByLabel]);
  for (const owner of new Set(owners)) {
    if (owner === undefined || !ownerIsGone(owner)) continue;
    await removeContainers(docker, `${ownedByLabel}=${owner}`).catch(() => {});
    const theirs = networks.filter(({ Labels }) => Labels?.[ownedByLabel] === owner);
    await Promise.allSettled(theirs.map(({ Id }) => docker.getNetwork(Id).remove()));
  }
}
