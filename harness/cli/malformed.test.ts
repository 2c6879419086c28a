/** Whatever is wrong with what the command line is given: one line with the place and the expectation, and nothing done. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { commandLine } from './command-line.ts';

const CORPUS = fileURLToPath(new URL('../../fixtures/malformed/', import.meta.url));
const expected = parse(readFileSync(join(CORPUS, 'expected.yaml'), 'utf8')) as Record<string, string>;
const options = parse(readFileSync(join(CORPUS, 'options.yaml'), 'utf8')) as { words: string[]; says: string }[];

const folder = mkdtempSync(join(tmpdir(), 'malformed-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  jest.restoreAllMocks();
});

const files = (kind: string): string[] => readdirSync(join(CORPUS, kind)).map((file) => join(CORPUS, kind, file));

/** What is told on standard error; fails unless the command ends with 2, prints nothing and writes nothing. */
async function refusal(...words: string[]): Promise<string> {
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await commandLine(['node', 'cpm-leave', ...words]);
  const text = told.mock.calls.map(([chunk]) => String(chunk)).join('');
  const shown = printed.mock.calls;
  jest.restoreAllMocks();
  expect({ code, shown }).toEqual({ code: 2, shown: [] });
  expect(text).toMatch(/^error: .+\n$/);
  expect(text).not.toMatch(/^ +at |\.ts:\d+:\d+\)/m);
  expect(readdirSync(folder)).toEqual([]);
  return text.slice('error: '.length);
}

test('the corpus is large, and all of it is expected to be refused', () => {
  const all = ['descriptors', 'baselines'].flatMap(files);
  expect(all.length + options.length).toBeGreaterThanOrEqual(60);
  expect(Object.keys(expected).toSorted()).toEqual(
    all.map((file) => file.slice(CORPUS.length, -'.yaml'.length)).toSorted(),
  );
});

describe('a descriptor', () => {
  test.each(files('descriptors').map((file) => [basename(file, '.yaml'), file]))('%s', async (name, file) => {
    const place = `${file}:${expected[`descriptors/${name}`]}`;
    for (const command of ['run', 'check'])
      expect(await refusal(command, '--sut', file, '--out', folder)).toContain(place);
    expect(await refusal('list', '--sut', file)).toContain(place);
  });
});

describe('a baseline', () => {
  test.each(files('baselines').map((file) => [basename(file, '.yaml'), file]))('%s', async (name, file) => {
    expect(await refusal('run', '--baseline', file, '--out', folder)).toContain(
      `${file}:${expected[`baselines/${name}`]}`,
    );
  });
});

describe('options', () => {
  test.each(options)('$words', async ({ words, says }) => {
    const where = ['run', 'check'].includes(words[0] ?? '') && !words.includes('--out') ? ['--out', folder] : [];
    expect(await refusal(...words.slice(0, 1), ...where, ...words.slice(1))).toContain(says);
    expect(existsSync('sut.yaml')).toBe(false);
  });
});
