import { expect, test } from '@jest/globals';
import { completeLockfile, platformOf } from './lockfile.mjs';

test('an optional package that is nowhere to be found gets an entry for its platform', () => {
  const { lockfile, added } = completeLockfile({
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', dev: true, optionalDependencies: { '@a/x-darwin-arm64': '^1.0.0' } },
    },
  });
  expect(added).toEqual(['node_modules/@a/x-darwin-arm64']);
  expect(lockfile.packages['node_modules/@a/x-darwin-arm64']).toEqual({
    version: '1.0.0',
    cpu: ['arm64'],
    os: ['darwin'],
    dev: true,
    optional: true,
  });
  expect(Object.keys(lockfile.packages)).toEqual(['', 'node_modules/@a/x-darwin-arm64', 'node_modules/a']);
});

test.each(['node_modules/b/node_modules/a/node_modules/x', 'node_modules/b/node_modules/x', 'node_modules/x'])(
  'an optional package counts as locked where Node would find it, at %s',
  (place) => {
    const nested = 'node_modules/b/node_modules/a';
    const lockfile = {
      packages: { [nested]: { optionalDependencies: { x: '1.0.0' } }, [place]: { version: '1.0.0' } },
    };
    expect(completeLockfile(lockfile).added).toEqual([]);
  },
);

test('a complete lockfile stays as it is', () => {
  const lockfile = {
    packages: { '': { optionalDependencies: { x: '1.0.0' } }, 'node_modules/x': { version: '1.0.0' } },
  };
  expect(completeLockfile(lockfile)).toEqual({ lockfile, added: [] });
});

test.each([
  ['@unrs/resolver-binding-linux-x64-musl', { cpu: ['x64'], os: ['linux'], libc: ['musl'] }],
  ['@oxlint/binding-linux-arm-gnueabihf', { cpu: ['arm'], os: ['linux'], libc: ['glibc'] }],
  ['@oxlint-tsgolint/win32-arm64', { cpu: ['arm64'], os: ['win32'] }],
  ['@unrs/resolver-binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ['fsevents', {}],
])('the name %s tells its platform', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
