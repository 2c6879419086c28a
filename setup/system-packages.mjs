import { existsSync, readFileSync } from 'node:fs';
import { findCommand, run, tail } from './command.mjs';
import { say, SetupProblem } from './project.mjs';

/**
 * A program that the operating system must supply.
 * @typedef {object} SystemTool
 * @property {string} title how messages call it
 * @property {string} debian package name on Debian and Ubuntu
 * @property {string} [leaner] a smaller package that does as well, on the releases that have it
 * @property {string} elsewhere what to do on any other system, as an order to the reader
 * @property {string} [mac] what to type on macOS
 * @property {string} [fedora] package name on Fedora and its kin
 */

/** @type {SystemTool} */
export const sipp = {
  title: 'SIPp',
  debian: 'sip-tester',
  fedora: 'sipp',
  mac: 'brew install sipp',
  elsewhere: 'install SIPp 3.6 or later (https://github.com/SIPp/sipp/releases) so that `sipp` is on the PATH',
};

/** @type {SystemTool} */
export const dockerEngine = {
  title: 'a Docker Engine',
  debian: 'docker.io',
  fedora: 'moby-engine',
  mac: 'brew install --cask docker',
  elsewhere: 'install Docker (https://docs.docker.com/engine/install/)',
};

/** @type {SystemTool} */
export const staticBusybox = {
  title: 'a static busybox, to make images without a registry',
  debian: 'busybox-static',
  fedora: 'busybox',
  elsewhere:
    'install a statically linked busybox so that `busybox` is on the PATH, or let `docker pull` reach a registry',
};

/** The page of the report is looked at in a real browser. @type {SystemTool} */
export const chromium = {
  title: 'Chromium',
  debian: 'chromium',
  leaner: 'chromium-headless-shell',
  fedora: 'chromium-headless',
  mac: 'brew install --cask google-chrome',
  elsewhere: 'install Chromium so that `chromium` is on the PATH',
};

/** The second opinion on captures. @type {SystemTool} */
export const tshark = {
  title: 'tshark',
  debian: 'tshark',
  fedora: 'wireshark-cli',
  mac: 'brew install wireshark',
  elsewhere: 'install Wireshark so that `tshark` and `dumpcap` are on the PATH',
};

/**
 * What decides how software gets onto this machine.
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {string[]} families ID and ID_LIKE of /etc/os-release
 * @property {boolean} root
 * @property {boolean} apt `apt-get` is there
 */

/** @returns {Machine} */
export function thisMachine() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return {
    platform: process.platform,
    families: familiesOf(release),
    root: process.getuid?.() === 0,
    apt: findCommand('apt-get') !== undefined,
  };
}

/**
 * @param {string} osRelease the text of /etc/os-release
 * @returns {string[]} for instance `['ubuntu', 'debian']`
 */
export function familiesOf(osRelease) {
  return [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replace(/["']/g, '').split(' '),
  );
}

/** @param {Machine} machine */
export function isDebian({ families }) {
  return families.includes('debian') || families.includes('ubuntu');
}

/**
 * Whether the set-up may install packages itself.
 * @param {Machine} machine
 */
export function canInstall(machine) {
  return machine.root && machine.apt && isDebian(machine);
}

/**
 * What the reader is to type or do, on this machine, for the tools that are missing.
 * @param {readonly SystemTool[]} missing at least one
 * @param {Machine} machine
 * @returns {string}
 */
export function installationOrder(missing, machine) {
  const titles = missing.map(({ title }) => title).join(' and ');
  const sudo = machine.root ? '' : 'sudo ';
  if (isDebian(machine)) {
    const names = missing.map(({ debian }) => debian).join(' ');
    return `${titles} missing; type: ${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends ${names}`;
  }
  if (machine.families.includes('fedora') && missing.every(({ fedora }) => fedora !== undefined)) {
    return `${titles} missing; type: ${sudo}dnf install ${missing.map(({ fedora }) => fedora).join(' ')}`;
  }
  if (machine.platform === 'darwin' && missing.every(({ mac }) => mac !== undefined)) {
    return `${titles} missing; type: ${missing.map(({ mac }) => mac).join(' && ')}`;
  }
  return `${titles} missing; ${missing.map(({ elsewhere }) => elsewhere).join('; ')}`;
}

/**
 * Installs what is missing with apt, or says how to.
 * @param {readonly SystemTool[]} missing
 * @param {string} [about] how long it takes, for whoever waits
 * @throws {SetupProblem} where this user or this system cannot install, or apt fails
 */
export async function installTools(missing, about = '10 s') {
  if (missing.length === 0) return;
  const machine = thisMachine();
  if (!canInstall(machine)) throw new SetupProblem(installationOrder(missing, machine));
  say(`installing ${missing.map(({ title }) => title).join(' and ')} with apt (about ${about}) …`);
  await aptGet('update');
  const names = await Promise.all(missing.map(packageOf));
  // From Debian 13 on the Docker client is a package of its own, which the engine's package only recommends.
  if (missing.includes(dockerEngine) && (await isKnown('docker-cli'))) names.push('docker-cli');
  await aptGet('install', '-y', '--no-install-recommends', ...names);
}

/** @param {SystemTool} tool */
async function packageOf({ debian, leaner }) {
  return leaner !== undefined && (await isKnown(leaner)) ? leaner : debian;
}

/** @param {string} name */
async function isKnown(name) {
  return (await run('apt-cache', ['show', name])).ok;
}

/** @param {string[]} args */
async function aptGet(...args) {
  const result = await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (!result.ok) {
    throw new SetupProblem(`apt-get ${args.join(' ')} failed:\n${tail(result.stdout + result.stderr)}`);
  }
}
