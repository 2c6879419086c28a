import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { tail } from './command.mjs';
import { SetupProblem } from './project.mjs';

/**
 * Starts the Docker Engine's daemon, detached from this process, and returns once it answers on its socket. The daemon
 * stays when we have gone. Where another dockerd turns out to be starting already, that one is waited for.
 * @param {object} options
 * @param {string} options.command the `dockerd` to start
 * @param {string[]} [options.args]
 * @param {string} options.socket path of the socket on which it will answer
 * @param {string} options.pidFile where it notes its process id
 * @param {string} options.log file that gets what it prints
 * @param {number} [options.readyWithin] ms
 * @throws {SetupProblem} with the log's tail, where it dies or does not answer in time
 */
export async function startDockerd({ command, args = [], socket, pidFile, log, readyWithin = 60_000 }) {
  const output = openSync(log, 'a');
  const daemon = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  /** @type {string | undefined} */
  let ended;
  daemon.once('error', (error) => (ended = error.message));
  daemon.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  const deadline = performance.now() + readyWithin;
  while (!(await answersPing(socket))) {
    if (ended !== undefined && !isAlive(pidFile))
      throw new SetupProblem(`dockerd did not start: ${ended}${lastWords(log)}`);
    if (performance.now() > deadline) {
      daemon.kill();
      throw new SetupProblem(`dockerd did not answer on ${socket} within ${readyWithin / 1000} s${lastWords(log)}`);
    }
    await delay(100);
  }
  daemon.unref();
}

/**
 * Whether the process lives that a pid file names; a file left by a dead one, whose number has gone to another program, does
 * not count.
 * @param {string} pidFile
 */
function isAlive(pidFile) {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'dockerd';
  } catch {
    return false;
  }
}

/** @param {string} log */
function lastWords(log) {
  return `; the end of ${log}:\n${tail(readFileSync(log, 'utf8'))}`;
}

/**
 * Whether a Docker Engine answers on a socket.
 * @param {string} socketPath
 * @returns {Promise<boolean>}
 */
export function answersPing(socketPath) {
  return new Promise((resolve) => {
    const request = get({ socketPath, path: '/_ping', agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(false));
  });
}
