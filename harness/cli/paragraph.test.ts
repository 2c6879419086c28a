import { expect, test } from '@jest/globals';
import { paragraph } from './paragraph.ts';

test('lines are broken between words and indented', () => {
  expect(paragraph('the user leaves and waits', 14, '- ', '  ')).toBe('- the user\n  leaves and\n  waits');
});

test('a word that is too long stands alone, whole', () => {
  expect(paragraph('a sip:gs-0123456789@focus b', 10)).toBe('a\nsip:gs-0123456789@focus\nb');
});
