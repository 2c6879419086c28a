import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBaseImage } from './base-image.mjs';
import { run, tail } from './command.mjs';
import { contentHash, sourcesIn } from './content-hash.mjs';
import { jssipClientImage } from './intent.mjs';
import { projectFolder, say, SetupProblem } from './project.mjs';
import { contentLabel, labelledContent } from './registry.mjs';

const sources = join(projectFolder, 'fixtures/jssip-client');

/**
 * Makes the image of the client on JsSIP. The library comes from this project's packages, so that its version is that of
 * the lockfile and no registry is needed.
 * @throws {SetupProblem}
 */
export async function ensureJssipClientImage() {
  const base = await ensureBaseImage();
  const packages = neededBy('jssip');
  const versions = packages.map((name) => `${name} ${manifestOf(name).version}`);
  const content = contentHash(sources, sourcesIn(sources), [base.id, ...versions]);
  if ((await labelledContent(jssipClientImage)) === content) return;
  say(`building the image ${jssipClientImage} …`);
  const context = mkdtempSync(join(tmpdir(), 'cpm-leave-jssip-'));
  try {
    cpSync(sources, context, { recursive: true });
    for (const name of packages) cpSync(folderOf(name), join(context, 'node_modules', name), { recursive: true });
    const options = ['--build-arg', `BASE_IMAGE=${base.name}`, '--label', `${contentLabel}=${content}`];
    const result = await run('docker', ['build', ...options, '--tag', jssipClientImage, context]);
    if (!result.ok)
      throw new SetupProblem(`the image ${jssipClientImage} was not built:\n${tail(result.stdout + result.stderr)}`);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/**
 * A package and all that it needs when it runs.
 * @param {string} name
 * @param {string[]} [known] not to be looked into again
 * @returns {string[]} sorted
 */
export function neededBy(name, known = []) {
  if (known.includes(name)) return known;
  const needed = Object.keys(manifestOf(name).dependencies ?? {});
  return needed.reduce((all, one) => neededBy(one, all), [...known, name]).toSorted();
}

/** @param {string} name */
const folderOf = (name) => join(projectFolder, 'node_modules', name);

/**
 * @param {string} name
 * @returns {{ version: string, dependencies?: Record<string, string> }}
 */
function manifestOf(name) {
  const file = join(folderOf(name), 'package.json');
  if (!existsSync(file)) throw new SetupProblem(`the npm package ${name} is missing; run: npm ci`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
