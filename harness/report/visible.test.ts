import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { visible } from './visible.ts';

test('terminal escapes are shown, not sent', () => {
  expect(visible('\u001b[31mred\u0007\u007f\u009b')).toBe('␛[31mred␇␡\\u{9b}');
});

test('line breaks become spaces: one message is one line', () => {
  expect(visible('a\r\nb\tc')).toBe('a b c');
});

test('marks that reorder text are shown', () => {
  expect(visible('a\u202eb')).toBe('a\\u{202e}b');
});

test('half a surrogate pair becomes the replacement character, a whole one stays', () => {
  expect(visible('\ud83d')).toBe('\ufffd');
  expect(visible('😀')).toBe('😀');
});

test('a megabyte is cut, and says by how much', () => {
  expect(visible('x'.repeat(1_000_000))).toBe(`${'x'.repeat(2000)} … (998000 more)`);
});

test('whatever comes in, nothing that acts comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u);
    }),
  );
});
