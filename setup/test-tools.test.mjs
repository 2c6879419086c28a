import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, tshark } from './system-packages.mjs';
import { firstComplaint, goingOnWithout, missingTestTools } from './test-tools.mjs';

/** @type {import('./system-packages.mjs').Machine} */
const debianRoot = { platform: 'linux', families: ['debian'], root: true, apt: true };

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'test-tools-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  { there: [], missing: [chromium, tshark] },
  { there: ['chromium-headless-shell', 'tshark', 'dumpcap'], missing: [] },
  { there: ['google-chrome', 'tshark'], missing: [tshark] },
  { there: ['tshark', 'dumpcap'], missing: [chromium] },
])('where $there are there, the rest is missing', ({ there, missing }) => {
  for (const command of there) writeFileSync(join(folder, command), '', { mode: 0o755 });
  expect(missingTestTools([folder])).toEqual(missing);
});

const order = 'tshark missing; type: apt-get update && apt-get install --no-install-recommends tshark';

test('a machine that cannot install is told in one line what is skipped, and what to type', () => {
  expect(goingOnWithout([tshark], debianRoot, {})).toBe(`the tests that need them are skipped: ${order}`);
});

test('in CI nothing is skipped, and apt is quoted', () => {
  const reason = firstComplaint('apt-get install tshark failed:\nGet:1 http://x\nE: Unable to fetch some archives\n');
  expect(goingOnWithout([tshark], debianRoot, { CI: 'true' }, reason)).toBe(
    `the tests that need them fail: ${order} (apt could not: E: Unable to fetch some archives)`,
  );
});
