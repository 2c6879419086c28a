import { join } from 'node:path';
import { ensureBaseImage } from './base-image.mjs';
import { run, tail } from './command.mjs';
import { contentHash, sourcesIn } from './content-hash.mjs';
import { makeImage } from './handmade-image.mjs';
import { ensureJssipClientImage } from './jssip-client-image.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';
import { ensureKamailioImage } from './kamailio-image.mjs';
import { contentLabel, imageId, labelledContent, pull } from './registry.mjs';

/** The reference client and the reference focus, in one image. */
const referenceImage = 'cpm-leave/reference:latest';
/** `ip` and little else: gives a bridge of the engine further addresses, also where the engine is in a virtual machine. */
const netImage = 'cpm-leave/net:latest';
const officialBusybox = 'busybox:stable';

/**
 * Makes the images of the project, those that are missing or no longer match their sources.
 * @param {{ kamailio: boolean, jssipClient: boolean }} wanted what only some runs need
 */
export async function ensureImages({ kamailio, jssipClient }) {
  await ensureNetImage();
  await ensureReferenceImage();
  if (kamailio) await ensureKamailioImage();
  if (jssipClient) await ensureJssipClientImage();
}

async function ensureNetImage() {
  if ((await imageId(netImage)) !== undefined) return;
  if (await pull(officialBusybox)) {
    await run('docker', ['tag', officialBusybox, netImage]);
  } else {
    say(`making the image ${netImage} from this machine's own busybox …`);
    await makeImage(netImage, {});
  }
}

async function ensureReferenceImage() {
  const base = await ensureBaseImage();
  const content = referenceContent(base.id);
  const previous = await imageId(referenceImage);
  if (previous !== undefined && (await labelledContent(referenceImage)) === content) return;
  say(`building the image ${referenceImage} …`);
  const context = join(projectFolder, 'fixtures');
  const result = await run('docker', [
    'build',
    '--file',
    join(context, 'images/Dockerfile'),
    '--build-arg',
    `BASE_IMAGE=${base.name}`,
    '--label',
    `${contentLabel}=${content}`,
    '--tag',
    referenceImage,
    context,
  ]);
  if (!result.ok)
    throw new SetupProblem(`the image ${referenceImage} was not built:\n${tail(result.stdout + result.stderr)}`);
  // A container may still run on the image that was replaced: then it stays until the next time.
  if (previous !== undefined && previous !== (await imageId(referenceImage)))
    await run('docker', ['image', 'rm', previous]);
}

/** @param {string} baseId */
function referenceContent(baseId) {
  const fixtures = join(projectFolder, 'fixtures');
  const files = ['reference', 'images'].flatMap((folder) => sourcesIn(join(fixtures, folder)));
  return contentHash(fixtures, files, [baseId]);
}
