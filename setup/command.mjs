import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * How a command ended.
 * @typedef {object} Outcome
 * @property {boolean} ok it ran and exited with 0
 * @property {string} stdout
 * @property {string} stderr its standard error; where it could not be started or ran out of time, the reason
 */

/**
 * Runs a command to its end; never throws, whatever happens to it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeout?: number, env?: NodeJS.ProcessEnv, cwd?: string }} [options] timeout in ms: SIGTERM after that
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { timeout, env, cwd } = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: env ?? process.env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve) => {
    const expiry =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            stderr += `no answer within ${timeout / 1000} s`;
            child.kill();
          }, timeout);
    child.once('error', (error) => {
      clearTimeout(expiry);
      resolve({ ok: false, stdout, stderr: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(expiry);
      resolve({ ok: code === 0, stdout, stderr });
    });
  });
}

/** Where system commands live that a user's PATH often leaves out. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * The file that a command name stands for, or undefined where there is none.
 * @param {string} name
 * @param {string[]} [folders] where to look; the PATH and the system folders if not given
 */
export function findCommand(name, folders = [...(process.env.PATH ?? '').split(delimiter), ...systemFolders]) {
  return folders.map((folder) => join(folder, name)).find(isExecutableFile);
}

/** @param {string} file */
function isExecutableFile(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The last lines of a command's output, for a message.
 * @param {string} text
 * @param {number} [lines]
 */
export function tail(text, lines = 15) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
