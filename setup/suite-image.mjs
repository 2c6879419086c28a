// Makes the image of the suite itself: node setup/suite-image.mjs. Without packages, as all of the set-up.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCommand, run, tail } from './command.mjs';
import { makeImage } from './handmade-image.mjs';
import { copyPackages, manifestIn, neededPackages } from './needed-packages.mjs';
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
  const names = Object.keys(manifestIn(projectFolder).dependencies ?? {});
  copyPackages(neededPackages(names, projectFolder), projectFolder, context);
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
