import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { copyPackages, neededPackages } from './needed-packages.mjs';

const root = mkdtempSync(join(tmpdir(), 'needed-'));
const target = mkdtempSync(join(tmpdir(), 'needed-copy-'));
afterAll(() => {
  rmSync(root, { recursive: true });
  rmSync(target, { recursive: true });
});

/**
 * @param {string} place
 * @param {string[]} [dependencies]
 */
function install(place, dependencies = []) {
  const folder = join(root, 'node_modules', place);
  mkdirSync(folder, { recursive: true });
  const manifest = { version: '1.0.0', dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}
install('a', ['b', '@scope/c']);
install('b', ['@scope/c', 'a']);
install('@scope/c');
install('b/node_modules/@scope/c');
install('b/node_modules/unneeded');
install('alone', ['nowhere']);

const folders = () => neededPackages(['a'], root);

test('what a package needs, and what that needs, from where Node would take it', () => {
  expect(folders().map((folder) => relative(join(root, 'node_modules'), folder))).toEqual([
    'a',
    'b',
    'b/node_modules/@scope/c',
    '@scope/c',
  ]);
});

test('is copied to the same places, and nothing else is', () => {
  copyPackages(folders(), root, target);
  const has = (/** @type {string} */ place) => existsSync(join(target, 'node_modules', place, 'package.json'));
  expect(['a', 'b', 'b/node_modules/@scope/c', '@scope/c'].filter((place) => !has(place))).toEqual([]);
  expect(has('b/node_modules/unneeded')).toBe(false);
});

test('one that is missing is named', () => {
  expect(() => neededPackages(['alone'], root)).toThrow('the npm package nowhere is missing');
});
