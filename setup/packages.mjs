import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, tail } from './command.mjs';
import { installedAsLocked } from './installed-packages.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';

/** The oldest major version of Node that runs the project's TypeScript as it is. */
const oldestRuntime = 24;

/**
 * The Node that came with the npm packages, or undefined on a platform that has none.
 * @returns {{ binary: string, version: string } | undefined}
 */
export function packagedNode() {
  const folder = join(projectFolder, 'node_modules', `node-${process.platform}-${process.arch}`);
  const binary = join(folder, 'bin', 'node');
  if (!existsSync(binary)) return undefined;
  return { binary, version: readJson(join(folder, 'package.json')).version };
}

/** Installs the npm packages of the lockfile unless they are there, and checks that a Node that can run the project is. */
export async function ensurePackages() {
  const lockfile = readJson(join(projectFolder, 'package-lock.json'));
  if (!installedAsLocked(lockfile, readInstalled()) || runtimeIsMissing(lockfile)) await install();
  if (packagedNode() === undefined && Number.parseInt(process.versions.node, 10) < oldestRuntime) {
    throw new SetupProblem(
      `Node ${oldestRuntime} is needed on ${process.platform}-${process.arch}, this is ${process.versions.node}: ` +
        `install it from https://nodejs.org and try again`,
    );
  }
}

/**
 * Where the lockfile has a Node for this platform, an installation without it is not whole (npm leaves an optional package
 * out without an error when it cannot be fetched).
 * @param {import('./installed-packages.mjs').Lockfile} lockfile
 */
function runtimeIsMissing(lockfile) {
  const name = `node_modules/node-${process.platform}-${process.arch}`;
  return lockfile.packages?.[name] !== undefined && packagedNode() === undefined;
}

async function install() {
  say('installing the npm packages (about 20 s) …');
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-progress', '--loglevel=error'];
  const result = await run('npm', args, { cwd: projectFolder, env: { ...process.env, PATH: pathWithoutPackages() } });
  if (!result.ok) {
    throw new SetupProblem(`npm ci failed; is the npm registry in reach?\n${tail(result.stderr + result.stdout)}`);
  }
}

/** The PATH without this project's node_modules/.bin: npm must not run on a Node that it is about to delete. */
function pathWithoutPackages() {
  const own = join(projectFolder, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
}

/** @returns {import('./installed-packages.mjs').Lockfile | undefined} */
function readInstalled() {
  const list = join(projectFolder, 'node_modules', '.package-lock.json');
  return existsSync(list) ? readJson(list) : undefined;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
