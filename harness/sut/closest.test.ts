import { expect, test } from '@jest/globals';
import { closest } from './closest.ts';

const known = ['role', 'product', 'host', 'upperTester', 'relMax'];

test.each([
  ['hots', 'host'],
  ['uppertester', 'upperTester'],
  ['upper_tester', 'upperTester'],
  ['REL_MAX', 'relMax'],
  ['products', 'product'],
])('%s means %s', (word, meant) => {
  expect(closest(word, known)).toBe(meant);
});

test.each(['zzzzzzzz', '', 'timeouts'])('%j means none of them', (word) => {
  expect(closest(word, known)).toBeUndefined();
});
