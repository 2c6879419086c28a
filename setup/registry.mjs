import { run } from './command.mjs';
import { say } from './project.mjs';

/** How long one image may take to come from a registry, ms. */
const pullLimit = 60_000;

/** Says of an image what it was made of. */
export const contentLabel = 'cpm-leave.content';

let outOfReach = false;

/**
 * The id of an image that the engine holds, or undefined.
 * @param {string} image
 * @returns {Promise<string | undefined>}
 */
export async function imageId(image) {
  const result = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image]);
  return result.ok ? result.stdout.trim() : undefined;
}

/**
 * Fetches an image. After one failure no further fetch is tried: a firewall that swallows packets costs its wait once.
 * @param {string} image
 * @returns {Promise<boolean>} whether the engine holds it now
 */
export async function pull(image) {
  if (outOfReach) return false;
  say(`fetching the image ${image} (${pullLimit / 1000} s at most) …`);
  const result = await run('docker', ['pull', '--quiet', image], { timeout: pullLimit });
  outOfReach = !result.ok;
  return result.ok;
}

/**
 * What an image was made of, by its label; empty where there is no such image, or no label.
 * @param {string} image
 * @returns {Promise<string>}
 */
export async function labelledContent(image) {
  const format = `{{index .Config.Labels "${contentLabel}"}}`;
  return (await run('docker', ['image', 'inspect', '--format', format, image])).stdout.trim();
}
