/**
 * A package as `package-lock.json` and `node_modules/.package-lock.json` describe it.
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional] npm may leave it out, for instance on another platform
 * @property {boolean} [link]
 *
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether node_modules holds what the lockfile asks for, judged by the list that npm leaves in node_modules as the last
 * act of an installation. An interrupted installation has no such list; one done by hand with `npm ci` has.
 * @param {Lockfile} lockfile `package-lock.json`
 * @param {Lockfile | undefined} installed `node_modules/.package-lock.json`
 * @returns {boolean}
 */
export function installedAsLocked(lockfile, installed) {
  const wanted = lockfile.packages ?? {};
  const present = installed?.packages;
  if (present === undefined) return false;
  const nothingForeign = Object.entries(present).every(([folder, found]) => sameRelease(wanted[folder], found));
  const nothingMissing = Object.entries(wanted).every(
    ([folder, locked]) => folder === '' || locked.optional === true || folder in present,
  );
  return nothingForeign && nothingMissing;
}

/**
 * @param {LockedPackage | undefined} locked
 * @param {LockedPackage} found
 */
function sameRelease(locked, found) {
  if (locked?.version !== found.version) return false;
  return locked?.integrity === undefined || locked.integrity === found.integrity;
}
