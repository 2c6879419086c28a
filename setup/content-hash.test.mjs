import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentHash, sourcesIn } from './content-hash.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-hash-'));
  mkdirSync(join(folder, 'focus'));
  writeFileSync(join(folder, 'focus/main.ts'), 'main');
});

afterEach(() => rmSync(folder, { recursive: true }));

const hash = (/** @type {string[]} */ more = []) => contentHash(folder, sourcesIn(folder), more);

test('the same files give the same hash', () => {
  expect(hash()).toBe(hash());
});

test('a change of content, of a name, or of a further word changes the hash', () => {
  const before = hash();
  expect(hash(['base'])).not.toBe(before);
  writeFileSync(join(folder, 'focus/main.ts'), 'other');
  const changed = hash();
  expect(changed).not.toBe(before);
  writeFileSync(join(folder, 'focus/roster.ts'), '');
  expect(hash()).not.toBe(changed);
});

test('a unit test does not count', () => {
  const before = hash();
  writeFileSync(join(folder, 'focus/main.test.ts'), 'test');
  expect(hash()).toBe(before);
});
