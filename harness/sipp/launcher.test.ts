import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { remaining } from '../reaper/running.ts';
import { Launcher, type Program } from './launcher.ts';

let folder: string;
let launcher: Launcher;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
});
beforeEach(() => {
  launcher = new Launcher();
});
afterEach(() => launcher.close());
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (script: string, ...words: string[]): Promise<Program> =>
  launcher.start(['/bin/sh', '-c', script, ...words], {
    directory: folder,
    stdout: join(folder, 'out'),
    stderr: join(folder, 'err'),
  });
const printed = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('a program gets its words as they are, its directory, and its outputs in files', async () => {
  const program = await shell('echo "$0" "$1" "$(pwd)"; echo no >&2; exit 7', `it's $HOME`, '"; exit 3 #');
  expect(await program.ended).toEqual({ code: 7 });
  expect([printed('out'), printed('err')]).toEqual([`it's $HOME "; exit 3 # ${folder}\n`, 'no\n']);
});

test('an end by a signal is told as one, and afterwards there is nobody to send one to', async () => {
  const program = await shell('exec sleep 60');
  expect(program.kill('SIGTERM')).toBe(true);
  expect(await program.ended).toEqual({ signal: 'SIGTERM' });
  expect(program.kill('SIGTERM')).toBe(false);
});

test('programs are told apart', async () => {
  const programs = await Promise.all([3, 1, 2].map((code) => shell(`sleep 0.0${code}; exit ${code}`)));
  expect(await Promise.all(programs.map(({ ended }) => ended))).toEqual([{ code: 3 }, { code: 1 }, { code: 2 }]);
});

test('the idle wake-ups of what it starts are put together', async () => {
  const program = await shell('cat /proc/self/timerslack_ns');
  await program.ended;
  expect(printed('out')).toBe('20000000\n');
});

test('what it started ends with it, whoever ends it', async () => {
  const programs = await Promise.all([shell('exec sleep 60'), shell('exec sleep 60')]);
  launcher.close();
  expect(await Promise.all(programs.map(({ ended }) => ended))).toEqual([{ signal: 'SIGKILL' }, { signal: 'SIGKILL' }]);
  expect(await remaining(...programs.map(({ pid }) => pid))).toEqual([]);
});

test('a folder that is not there is told instead of being waited for', async () => {
  const nowhere = { directory: '/nonexistent', stdout: '/dev/null', stderr: '/dev/null' };
  await expect(launcher.start(['/bin/true'], nowhere)).rejects.toThrow('gone');
});
