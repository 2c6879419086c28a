import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answersPing, startDockerd } from './dockerd.mjs';

let folder = '';
const inFolder = (/** @type {string} */ name) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/**
 * Starts a program of ours in the place of dockerd. It finds the paths of its socket and its pid file in its arguments.
 * @param {string} program JavaScript
 * @param {number} [readyWithin]
 */
function start(program, readyWithin = 20_000) {
  const command = inFolder('dockerd');
  writeFileSync(command, `#!${process.execPath}\nconst [socket, pidFile] = process.argv.slice(2);\n${program}`);
  chmodSync(command, 0o755);
  const [socket, pidFile, log] = [inFolder('docker.sock'), inFolder('docker.pid'), inFolder('dockerd.log')];
  return startDockerd({ command, args: [socket, pidFile], socket, pidFile, log, readyWithin });
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('returns when the daemon answers, and leaves it running', async () => {
  await start(`
    require('node:fs').writeFileSync(pidFile, String(process.pid));
    const server = require('node:http').createServer((request, response) => response.end('OK'));
    setTimeout(() => server.listen(socket), 150);
  `);
  try {
    expect(await answersPing(inFolder('docker.sock'))).toBe(true);
  } finally {
    process.kill(Number(readFileSync(inFolder('docker.pid'), 'utf8')));
  }
});

test('shows the last words of a daemon that dies', async () => {
  const dying = start(`console.error('failed to mount overlay: operation not permitted'); process.exitCode = 1`);
  await expect(dying).rejects.toThrow(/exit code 1[^]*operation not permitted/);
});

test('shows the last words of a daemon that never answers, and ends it', async () => {
  const silent = start(
    `
    require('node:fs').writeFileSync(pidFile, String(process.pid));
    console.error('waiting for the other half');
    setInterval(() => {}, 1000);
  `,
    3_000,
  );
  await expect(silent).rejects.toThrow(/did not answer[^]*waiting for the other half/);
  const pid = Number(readFileSync(inFolder('docker.pid'), 'utf8'));
  while (isRunning(pid)) await delay(20);
});

test('nothing answers on a socket that is not there', async () => {
  expect(await answersPing(inFolder('none.sock'))).toBe(false);
});
