import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { run } from './command.mjs';
import { leftFiles, markedProcesses } from './leftovers.mjs';
import { projectFolder } from './project.mjs';

let folder = '';
const mark = () => `test-${folder}`;
const look = () =>
  run(process.execPath, [join(projectFolder, 'setup/leaks.mjs'), '1000'], {
    env: { ...process.env, CPM_LEAVE_TESTS: mark(), TMPDIR: folder, NODE_OPTIONS: '' },
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('caches of tools are no leftovers', () => {
  expect(leftFiles(['node-compile-cache', 'jest_rs', 'docs-Xy12'])).toEqual(['docs-Xy12']);
});

test('a run that has left nothing is fine', async () => {
  expect(await look()).toMatchObject({ ok: true, stderr: '' });
});

test('a process and a file that were left are named', async () => {
  const child = spawn('sleep', ['600'], { env: { ...process.env, CPM_LEAVE_TESTS: mark() }, stdio: 'ignore' });
  writeFileSync(join(folder, 'forgotten'), '');
  expect(markedProcesses('CPM_LEAVE_TESTS', mark())).toEqual([{ pid: child.pid, command: 'sleep 600' }]);
  const { ok, stderr } = await look();
  expect(ok).toBe(false);
  expect(stderr).toContain(`left behind by the tests: process ${child.pid}: sleep 600`);
  expect(stderr).toContain(`left behind by the tests: file ${folder}/forgotten`);
  child.kill();
  await once(child, 'exit');
});
