import { describe, expect, test } from '@jest/globals';
import { canInstall, dockerEngine, familiesOf, installationOrder, sipp, staticBusybox } from './system-packages.mjs';

/** @type {import('./system-packages.mjs').Machine} */
const debianRoot = { platform: 'linux', families: ['debian'], root: true, apt: true };

test('the families of a system come from ID and ID_LIKE, quoted or not', () => {
  expect(familiesOf('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="21"\n')).toEqual([
    'linuxmint',
    'ubuntu',
    'debian',
  ]);
});

describe('packages are installed', () => {
  test('for root on Debian and its kin', () => {
    expect(canInstall(debianRoot)).toBe(true);
    expect(canInstall({ ...debianRoot, families: ['linuxmint', 'ubuntu'] })).toBe(true);
  });

  test.each([
    ['for another user', { root: false }],
    ['on another system', { families: ['fedora'] }],
    ['without apt-get', { apt: false }],
  ])('not %s', (_who, difference) => {
    expect(canInstall({ ...debianRoot, ...difference })).toBe(false);
  });
});

describe('the order to the user names what to type', () => {
  test('on Debian as another user than root', () => {
    expect(installationOrder([sipp, dockerEngine], { ...debianRoot, root: false })).toBe(
      'SIPp and a Docker Engine missing; type: sudo apt-get update && ' +
        'sudo apt-get install --no-install-recommends sip-tester docker.io',
    );
  });

  test('on Fedora', () => {
    expect(installationOrder([sipp], { ...debianRoot, families: ['fedora'], apt: false })).toBe(
      'SIPp missing; type: dnf install sipp',
    );
  });

  test('on macOS', () => {
    expect(installationOrder([sipp], { platform: 'darwin', families: [], root: false, apt: false })).toBe(
      'SIPp missing; type: brew install sipp',
    );
  });

  test('anywhere else', () => {
    const order = installationOrder([sipp, staticBusybox], { ...debianRoot, families: ['alpine'], apt: false });
    expect(order).toContain('install SIPp 3.6 or later');
    expect(order).toContain('statically linked busybox');
  });
});
