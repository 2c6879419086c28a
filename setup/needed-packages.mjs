import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupProblem } from './project.mjs';

/**
 * The folders of npm packages and of all that those need when they run, but for what is optional: an image has a Node of
 * its own.
 * @param {readonly string[]} names
 * @param {string} root folder whose node_modules has them
 * @returns {string[]} absolute, each once
 * @throws {SetupProblem} where one is not installed
 */
export function neededPackages(names, root) {
  /** @type {Set<string>} */
  const folders = new Set();
  /**
   * @param {readonly string[]} wanted
   * @param {string} from
   */
  const visit = (wanted, from) => {
    for (const name of wanted) {
      const folder = resolved(name, from, root);
      if (folder === undefined) throw new SetupProblem(`the npm package ${name} is missing; run: npm ci`);
      if (folders.has(folder)) continue;
      folders.add(folder);
      visit(Object.keys(manifestIn(folder).dependencies ?? {}), folder);
    }
  };
  visit(names, root);
  return [...folders];
}

/**
 * Copies packages to where they are below another root.
 * @param {readonly string[]} folders
 * @param {string} root
 * @param {string} target
 */
export function copyPackages(folders, root, target) {
  for (const folder of folders) {
    const place = join(target, relative(root, folder));
    mkdirSync(dirname(place), { recursive: true });
    // Packages within it that are needed are on the list themselves.
    cpSync(folder, place, { recursive: true, filter: (path) => !relative(folder, path).startsWith('node_modules') });
  }
}

/**
 * @param {string} folder of a package
 * @returns {{ name: string, version: string, dependencies?: Record<string, string> }}
 */
export const manifestIn = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/**
 * As Node looks for a package: within, then above.
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
