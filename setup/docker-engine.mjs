import { existsSync } from 'node:fs';
import { findCommand, run, tail } from './command.mjs';
import { startDockerd } from './dockerd.mjs';
import { say, SetupProblem } from './project.mjs';

/** Where the engine listens, and `docker` looks for it, unless told otherwise. */
const defaultSocket = '/var/run/docker.sock';
const daemonLog = '/var/log/dockerd.log';
/** Where dockerd notes its process id unless told otherwise. */
const daemonPidFile = '/var/run/docker.pid';

/**
 * What a request to the engine's version gave:
 * - `answers`: there is an engine;
 * - `refuses`: there is one, but not for this user;
 * - `silent`: nothing answers, or there is no `docker` to ask with.
 * @typedef {'answers' | 'refuses' | 'silent'} EngineState
 */

/** @returns {Promise<EngineState>} */
export async function engineState() {
  const result = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 15_000 });
  if (result.ok) return 'answers';
  return /permission denied/i.test(result.stderr) ? 'refuses' : 'silent';
}

/**
 * Whether an engine, or the client for it, would have to be installed first.
 * @param {EngineState} state as found
 */
export function engineIsMissing(state) {
  if (state !== 'silent') return false;
  if (findCommand('docker') === undefined) return true;
  return findCommand('dockerd') === undefined && !engineIsElsewhere();
}

/** A DOCKER_HOST other than the usual socket is somebody else's engine: it is neither installed nor started from here. */
function engineIsElsewhere() {
  const host = process.env.DOCKER_HOST;
  return host !== undefined && host !== '' && host !== `unix://${defaultSocket}`;
}

/**
 * Makes an installed engine answer: starts it through the service manager, or `dockerd` itself where there is none.
 * @param {EngineState} state as found
 * @throws {SetupProblem} where it cannot be made to answer
 */
export async function startEngine(state) {
  if (state === 'answers') return;
  if (state === 'refuses') {
    throw new SetupProblem(
      'the Docker Engine refuses this user; type: sudo usermod -aG docker "$USER" and log in anew, or run as root',
    );
  }
  if (engineIsElsewhere()) {
    throw new SetupProblem(
      `no Docker Engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}; start it, or unset DOCKER_HOST`,
    );
  }
  if (process.platform !== 'linux') throw new SetupProblem('the Docker Engine does not run; start Docker Desktop');
  await (existsSync('/run/systemd/system') ? startService() : startDaemon());
  if ((await engineState()) !== 'answers') {
    const { stderr } = await run('docker', ['version'], { timeout: 15_000 });
    throw new SetupProblem(`the Docker Engine was started, but \`docker version\` fails:\n${tail(stderr)}`);
  }
}

async function startService() {
  requireRoot('sudo systemctl start docker');
  say('starting the Docker Engine …');
  const result = await run('systemctl', ['start', 'docker'], { timeout: 90_000 });
  if (!result.ok) throw new SetupProblem(`systemctl start docker failed:\n${tail(result.stderr)}`);
}

async function startDaemon() {
  requireRoot('sudo dockerd');
  const command = findCommand('dockerd');
  if (command === undefined) throw new SetupProblem('dockerd is not installed');
  say(`starting the Docker Engine (its log: ${daemonLog}) …`);
  await startDockerd({ command, socket: defaultSocket, pidFile: daemonPidFile, log: daemonLog });
}

/** @param {string} order what the user is to type */
function requireRoot(order) {
  if (process.getuid?.() !== 0) throw new SetupProblem(`the Docker Engine does not run; type: ${order}`);
}
