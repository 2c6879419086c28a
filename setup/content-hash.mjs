import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * A hash over the paths and bytes of files, the same on every machine.
 * @param {string} folder paths count relative to it
 * @param {readonly string[]} files absolute paths
 * @param {readonly string[]} [more] further words that the hash is to depend on
 * @returns {string} hexadecimal
 */
export function contentHash(folder, files, more = []) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    const bytes = readFileSync(file);
    hash.update(`${relative(folder, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.update(JSON.stringify(more)).digest('hex');
}

/**
 * All files below a folder but the unit tests, as absolute paths.
 * @param {string} folder
 * @returns {string[]}
 */
export function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return entry.name.endsWith('.test.ts') ? [] : [path];
  });
}
