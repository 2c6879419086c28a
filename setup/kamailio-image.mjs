import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tail } from './command.mjs';
import { contentHash, sourcesIn } from './content-hash.mjs';
import { makeImage } from './handmade-image.mjs';
import { kamailioImage } from './intent.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';
import { contentLabel, labelledContent } from './registry.mjs';
import { canInstall, thisMachine } from './system-packages.mjs';

const packages = ['kamailio', 'kamailio-ims-modules'];

/** Where the start script and the configuration are in the image. */
const place = '/etc/cpm-leave';

/**
 * Makes the image of Kamailio as a P-CSCF from Debian's packages, which are downloaded and unpacked, not installed: nothing
 * of it runs on this machine itself.
 * @throws {SetupProblem}
 */
export async function ensureKamailioImage() {
  const sources = join(projectFolder, 'fixtures/kamailio');
  const content = contentHash(sources, sourcesIn(sources));
  if ((await labelledContent(kamailioImage)) === content) return;
  if (!canInstall(thisMachine()))
    throw new SetupProblem(
      `the image ${kamailioImage} is made of Debian's packages; run the set-up as root on Debian or Ubuntu`,
    );
  say(`making the image ${kamailioImage} from Debian's packages (about 10 s) …`);
  const work = mkdtempSync(join(tmpdir(), 'cpm-leave-kamailio-'));
  try {
    const unpacked = await unpackedPackages(work);
    const libraries = join(unpacked, 'usr/lib', triplet(unpacked));
    const own = join(libraries, 'kamailio');
    await makeImage(kamailioImage, programsIn(unpacked, own), {
      unpacked,
      libraryFolders: [libraries, own],
      files: Object.fromEntries(['start.sh', 'pcscf.cfg'].map((file) => [join(place, file), join(sources, file)])),
      labels: { [contentLabel]: content },
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work a folder of one's own
 * @returns {Promise<string>} the folder with what the packages, and those they need and this machine lacks, contain
 */
async function unpackedPackages(work) {
  const archives = join(work, 'archives');
  const unpacked = join(work, 'unpacked');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const download = ['install', '--download-only', '--reinstall', '-q', '-y', '--no-install-recommends'];
  const apt = ['-o', `Dir::Cache::archives=${archives}`, '-o', 'DPkg::Lock::Timeout=120'];
  await must('apt-get', ['-q', 'update']);
  await must('apt-get', [...download, ...apt, ...packages]);
  const found = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  for (const file of found) await must('dpkg-deb', ['-x', join(archives, file), unpacked]);
  return unpacked;
}

/**
 * @param {string} unpacked
 * @returns {string} the name of the folder for this machine's architecture
 */
function triplet(unpacked) {
  const folder = readdirSync(join(unpacked, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  if (folder === undefined) throw new SetupProblem("Debian's packages of Kamailio hold no libraries for this machine");
  return folder;
}

/**
 * @param {string} unpacked
 * @param {string} own Kamailio's folder of libraries
 * @returns {Record<string, string>} by path in the image
 */
function programsIn(unpacked, own) {
  const modules = readdirSync(join(own, 'modules')).map((file) => join(own, 'modules', file));
  const files = [join(unpacked, 'usr/sbin/kamailio'), ...modules];
  return Object.fromEntries(files.map((file) => [file.slice(unpacked.length), file]));
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function must(command, args) {
  const result = await run(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (!result.ok) throw new SetupProblem(`${command} ${args[0]} failed:\n${tail(result.stdout + result.stderr)}`);
}
