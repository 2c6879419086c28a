// Makes the image of the suite itself: node setup/suite-image.mjs. Without packages, as all of the set-up.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCommand, run, tail } from './command.mjs';
import { makeImage } from './handmade-image.mjs';
import { packagedNode } from './packages.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';
import { imageId, pull } from './registry.mjs';

const systemImage = 'cpm-leave/system:latest';
const suiteImage = 'cpm-leave/suite:latest';
const officialNode = 'node:24-bookworm-slim';
const programs = { '/usr/bin/sipp': 'sipp', '/usr/bin/tshark': 'tshark', '/usr/bin/dumpcap': 'dumpcap' };

/** @throws {SetupProblem} */
export async function ensureSuiteImage() {
  if ((await imageId(systemImage)) === undefined) await makeSystem();
  const context = mkdtempSync(join(tmpdir(), 'cpm-leave-suite-'));
  try {
    await layOut(context);
    say(`building the image ${suiteImage} …`);
    const dockerfile = join(projectFolder, 'deploy/Dockerfile');
    await must('docker', ['build', '--file', dockerfile, '--tag', suiteImage, context]);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** Debian 12 with what the suite needs of it; where no registry is in reach, this machine's own programs. */
async function makeSystem() {
  if ((await imageId(officialNode)) !== undefined || (await pull(officialNode))) {
    say(`building the image ${systemImage} …`);
    const folder = join(projectFolder, 'deploy');
    await must('docker', ['build', '--file', join(folder, 'system.Dockerfile'), '--tag', systemImage, folder]);
    return;
  }
  say(`making the image ${systemImage} from this machine's own programs …`);
  const node = packagedNode()?.binary ?? process.execPath;
  const found = Object.entries(programs).flatMap(([place, name]) => {
    const file = findCommand(name);
    return file === undefined ? [] : [[place, file]];
  });
  await makeImage(systemImage, { '/usr/local/bin/node': node, ...Object.fromEntries(found) });
}

/**
 * The npm package, and the packages that it needs when it runs, as the lockfile has them.
 * @param {string} context
 */
async function layOut(context) {
  await must('npm', ['pack', '--silent', '--pack-destination', context, projectFolder]);
  const tarball = readdirSync(context).find((name) => name.endsWith('.tgz')) ?? '';
  await must('tar', ['-xzf', join(context, tarball), '-C', context, '--strip-components=1']);
  rmSync(join(context, tarball));
  cpSync(join(projectFolder, 'deploy/entrypoint'), join(context, 'deploy/entrypoint'));
  for (const folder of packagesOf(projectFolder)) {
    const target = join(context, relative(projectFolder, folder));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(folder, target, { recursive: true, filter: (path) => path === folder || !path.endsWith('/node_modules') });
  }
}

/**
 * The folders of all packages that one needs when it runs, but for optional ones: an image has a Node of its own.
 * @param {string} root folder of that package
 * @returns {string[]} absolute, each once
 */
export function packagesOf(root) {
  const folders = new Set();
  /** @param {string} folder */
  const visit = (folder) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) {
      const found = resolved(name, folder, root);
      if (found === undefined) throw new SetupProblem(`the npm package ${name} is missing; run: npm ci`);
      if (folders.has(found)) continue;
      folders.add(found);
      visit(found);
    }
  };
  visit(root);
  return [...folders];
}

/**
 * As Node looks for a package: beside, then above.
 * @param {string} name
 * @param {string} from
 * @param {string} root not above this
 * @returns {string | undefined}
 */
function resolved(name, from, root) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return from === root ? undefined : resolved(name, dirname(from), root);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function must(command, args) {
  const result = await run(command, args);
  if (!result.ok) throw new SetupProblem(`${command} ${args[0]} failed:\n${tail(result.stdout + result.stderr)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await ensureSuiteImage();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(error.message);
    process.exitCode = 2;
  }
}
