import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { documents } from './documents.ts';
import { withoutDefect } from './coverage.ts';

test('the generated documents are those of this catalogue and these suites; if not: npm run docs', async () => {
  for (const [name, text] of await documents())
    expect([name, readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')]).toEqual([name, text]);
});

test('every requirement that can be falsified has a defect that breaks it', () => {
  expect(withoutDefect()).toEqual([]);
});
