import { expect, test } from '@jest/globals';
import { installedAsLocked } from './installed-packages.mjs';

const locked = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-darwin': { version: '2.0.0', optional: true },
  },
};
const a = { version: '1.0.0', integrity: 'sha512-a' };

test('an installation may lack the optional packages of other platforms', () => {
  expect(installedAsLocked(locked, { packages: { 'node_modules/a': a } })).toBe(true);
});

test.each([
  ['has no list of its own, because it never ended', undefined],
  ['lacks a package', { packages: {} }],
  ['has another version', { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } }],
  ['has another content', { packages: { 'node_modules/a': { ...a, integrity: 'sha512-x' } } }],
  ['has a package that the lockfile no longer knows', { packages: { 'node_modules/a': a, 'node_modules/c': a } }],
])('an installation is done anew where it %s', (_why, installed) => {
  expect(installedAsLocked(locked, installed)).toBe(false);
});
