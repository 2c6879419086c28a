import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCommand, run, tail } from './command.mjs';
import { SetupProblem } from './project.mjs';
import { installTools, staticBusybox } from './system-packages.mjs';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * What an image may hold beside programs.
 * @typedef {object} Extras
 * @property {string} [unpacked] a folder with the contents of packages that are not installed: what lies there goes to
 *   where the packages would have put it
 * @property {string[]} [libraryFolders] folders with shared libraries of those packages, below `unpacked`
 * @property {Record<string, string>} [files] file on this machine by its path in the image, not to be looked into
 * @property {Record<string, string>} [labels]
 */

/**
 * Makes an image without a registry, from files of this machine: a static busybox with all its applets, and programs with
 * the shared libraries that they load. The image runs on the machine that made it, so the libraries cannot be too old.
 * @param {string} image its name
 * @param {Record<string, string>} programs file on this machine by its path in the image
 * @param {Extras} [extras]
 * @throws {SetupProblem}
 */
export async function makeImage(image, programs, extras = {}) {
  const { unpacked = '', libraryFolders = [], files = {}, labels = {} } = extras;
  const busybox = await ensureStaticBusybox();
  const work = mkdtempSync(join(tmpdir(), 'cpm-leave-image-'));
  try {
    const root = join(work, 'root');
    await layOutSystem(root, busybox);
    for (const [place, file] of Object.entries(programs)) await layOutProgram(root, place, file, extras);
    for (const [place, file] of Object.entries(files)) copyProgram(file, join(root, place));
    const archive = join(work, 'image.tar');
    const owner = ['--owner=0', '--group=0', '--numeric-owner'];
    await must('tar', ['-C', root, '--sort=name', '--mtime=@0', ...owner, '-cf', archive, '.']);
    const changes = [
      `ENV PATH=${path}`,
      'CMD ["sh"]',
      ...(libraryFolders.length > 0
        ? [`ENV LD_LIBRARY_PATH=${libraryFolders.map((folder) => folder.slice(unpacked.length)).join(':')}`]
        : []),
      ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${value}`),
    ];
    await must('docker', ['import', ...changes.flatMap((change) => ['--change', change]), archive, image]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns {Promise<string>} the path of a statically linked busybox, installed if need be */
async function ensureStaticBusybox() {
  const present = await findStaticBusybox();
  if (present !== undefined) return present;
  await installTools([staticBusybox]);
  const installed = await findStaticBusybox();
  if (installed === undefined) throw new SetupProblem('the busybox of this machine is not statically linked');
  return installed;
}

async function findStaticBusybox() {
  const busybox = findCommand('busybox');
  if (busybox === undefined) return undefined;
  return (await sharedLibraries(busybox)).length === 0 ? busybox : undefined;
}

/**
 * @param {string} root
 * @param {string} busybox
 */
async function layOutSystem(root, busybox) {
  for (const folder of ['bin', 'etc', 'tmp', 'root']) mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  copyProgram(busybox, join(root, 'bin/busybox'));
  const applets = (await must(busybox, ['--list'])).split('\n').filter((name) => name !== '' && name !== 'busybox');
  for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
}

/**
 * @param {string} root
 * @param {string} place
 * @param {string} file
 * @param {Extras} extras
 */
async function layOutProgram(root, place, file, { unpacked, libraryFolders = [] }) {
  copyProgram(file, join(root, place));
  for (const library of await sharedLibraries(file, libraryFolders)) {
    const inPackage = unpacked !== undefined && library.startsWith(`${unpacked}/`);
    copyProgram(library, join(root, inPackage ? library.slice(unpacked.length) : library));
  }
}

/**
 * The shared libraries that a program loads, its loader among them; none for a static one.
 * @param {string} program
 * @param {string[]} [folders] where they are looked for first
 * @returns {Promise<string[]>} absolute paths
 */
async function sharedLibraries(program, folders = []) {
  const { stdout } = await run('ldd', [program], { env: { ...process.env, LD_LIBRARY_PATH: folders.join(':') } });
  return librariesIn(stdout);
}

/**
 * @param {string} listing what `ldd` printed
 * @returns {string[]}
 */
export function librariesIn(listing) {
  return [...listing.matchAll(/(?:=>\s+|^\s*)(\/\S+) \(0x/gm)].map(([, library = '']) => library);
}

/**
 * @param {string} file
 * @param {string} target
 */
function copyProgram(file, target) {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(file), target);
  chmodSync(target, 0o755);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string>} its standard output
 */
async function must(command, args) {
  const result = await run(command, args);
  if (!result.ok) throw new SetupProblem(`${command} ${args[0]} failed:\n${tail(result.stderr)}`);
  return result.stdout;
}
