import { makeImage } from './handmade-image.mjs';
import { packagedNode } from './packages.mjs';
import { say, SetupProblem } from './project.mjs';
import { imageId, pull } from './registry.mjs';

/** Must agree with the default of BASE_IMAGE in fixtures/images/Dockerfile. */
const officialImage = 'node:24-bookworm-slim';

/**
 * The image that the reference systems are built on: $BASE_IMAGE, else the official one, else one made of this machine's
 * own Node. What the engine holds goes before what would have to be fetched.
 * @returns {Promise<{ name: string, id: string }>}
 * @throws {SetupProblem} where $BASE_IMAGE is nowhere to be had
 */
export async function ensureBaseImage() {
  const chosen = process.env.BASE_IMAGE;
  if (chosen !== undefined && chosen !== '') {
    const image = (await held(chosen)) ?? (await fetched(chosen));
    if (image === undefined) {
      throw new SetupProblem(
        `BASE_IMAGE=${chosen} is neither in the Docker Engine nor in a registry; correct or unset it`,
      );
    }
    return image;
  }
  const node = nodeOfThisMachine();
  const handmade = `cpm-leave/base:node-${node.version}`;
  return (
    (await held(officialImage)) ??
    (await held(handmade)) ??
    (await fetched(officialImage)) ??
    (await made(handmade, node))
  );
}

/** @param {string} name */
async function held(name) {
  const id = await imageId(name);
  return id === undefined ? undefined : { name, id };
}

/** @param {string} name */
async function fetched(name) {
  return (await pull(name)) ? held(name) : undefined;
}

/**
 * @param {string} name
 * @param {{ binary: string, version: string }} node
 */
async function made(name, node) {
  say(`making the base image ${name} from this machine's own Node …`);
  await makeImage(name, { '/usr/local/bin/node': node.binary });
  const image = await held(name);
  if (image === undefined) throw new SetupProblem(`the image ${name} was made, but the Docker Engine does not hold it`);
  return image;
}

function nodeOfThisMachine() {
  return packagedNode() ?? { binary: process.execPath, version: process.versions.node };
}
