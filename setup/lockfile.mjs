/**
 * A package in `package-lock.json`, as far as optional packages are concerned.
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {Record<string, string>} [optionalDependencies] range by name
 *
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * A lockfile with an entry for every optional package that its packages name. npm leaves those out that the registry at hand
 * does not carry (builds for other platforms), and then `npm ci` refuses the lockfile as out of step. The entries
 * added have no checksum; npm does not fetch them, for they name a platform other than the one that the lockfile was made on.
 * @param {Lockfile} lockfile
 * @returns {{ lockfile: Lockfile, added: string[] }} added: their folders, for instance `node_modules/@x/binding-darwin-x64`
 */
export function completeLockfile(lockfile) {
  const packages = { ...lockfile.packages };
  /** @type {string[]} */
  const added = [];
  for (const [folder, dependent] of Object.entries(lockfile.packages)) {
    for (const [name, range] of Object.entries(dependent.optionalDependencies ?? {})) {
      if (isLocked(packages, folder, name)) continue;
      const entry = `node_modules/${name}`;
      packages[entry] = placeholder(name, range, dependent.dev === true);
      added.push(entry);
    }
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { lockfile: { ...lockfile, packages: Object.fromEntries(sorted) }, added };
}

/**
 * Whether a package finds a dependency in its own node_modules or in one further up.
 * @param {Record<string, LockedPackage>} packages
 * @param {string} dependent folder of the package that asks
 * @param {string} name
 * @returns {boolean}
 */
function isLocked(packages, dependent, name) {
  if (`${dependent === '' ? '' : `${dependent}/`}node_modules/${name}` in packages) return true;
  if (dependent === '') return false;
  const above = dependent.lastIndexOf('/node_modules/');
  return isLocked(packages, above === -1 ? '' : dependent.slice(0, above), name);
}

/**
 * @param {string} name
 * @param {string} range
 * @param {boolean} dev
 * @returns {LockedPackage}
 */
function placeholder(name, range, dev) {
  return {
    version: range.replace(/^[\^~]/, ''),
    ...platformOf(name),
    ...(dev ? { dev: true } : {}),
    optional: true,
  };
}

/**
 * The platform that a package of binaries is for, read off its name (`…-linux-arm64-musl`, `…-wasm32-wasi`).
 * @param {string} name
 * @returns {Pick<LockedPackage, 'os' | 'cpu' | 'libc'>} empty where the name says nothing
 */
export function platformOf(name) {
  if (name.includes('wasm32')) return { cpu: ['wasm32'] };
  const [, os, cpu] =
    /[@/-](android|darwin|freebsd|linux|win32|openharmony|openbsd|netbsd|sunos|aix)-([a-z0-9]+)/.exec(name) ?? [];
  if (os === undefined || cpu === undefined) return {};
  const libc = /-(musl|gnu)[a-z]*$/.exec(name)?.[1];
  return {
    cpu: [cpu],
    os: [os],
    ...(os === 'linux' && libc !== undefined ? { libc: [libc === 'gnu' ? 'glibc' : 'musl'] } : {}),
  };
}
