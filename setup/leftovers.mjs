import { readdirSync, readFileSync } from 'node:fs';

/** What tools keep in the folder for temporary files for the next time; it is theirs, and the run's folder goes with it. */
const caches = [/^jest_/, /^node-compile-cache$/, /^node-jest-coverage/, /^v8-compile-cache/, /^testcontainers-node/];

/**
 * The entries of a folder for temporary files that nobody keeps there on purpose.
 * @param {readonly string[]} names
 */
export function leftFiles(names) {
  return names.filter((name) => !caches.some((cache) => cache.test(name))).toSorted();
}

/**
 * Processes, but this one, with a variable in their environment, as far as this user may look. Linux only; elsewhere none.
 * @param {string} name
 * @param {string} value
 */
export function markedProcesses(name, value) {
  const pids = entries('/proc').map(Number).filter(Number.isInteger);
  return pids
    .filter((pid) => pid !== process.pid && textOf(`/proc/${pid}/environ`).split('\0').includes(`${name}=${value}`))
    .map((pid) => ({ pid, command: textOf(`/proc/${pid}/cmdline`).split('\0').join(' ').trim() }))
    .filter(({ command }) => command !== '');
}

/** @param {string} folder */
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
