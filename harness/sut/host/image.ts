import { unlessGone, type Docker } from './docker.ts';
import { HostError } from './host.ts';

/** Images whose names begin so are built by the project itself. */
const ours = 'cpm-leave/';

/**
 * The id of an image that is on this machine.
 * @throws {HostError} where it is not, with the command that mends it
 */
export async function imageId(docker: Docker, name: string): Promise<string> {
  const image = await unlessGone(docker.getImage(name).inspect());
  if (image) return image.Id;
  const remedy = name.startsWith(ours) ? 'node setup/ensure.mjs' : `docker pull ${name}`;
  throw new HostError(`the image ${name} is not on this machine; get it with: ${remedy}`);
}
