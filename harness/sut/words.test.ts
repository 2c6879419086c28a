import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitWords } from './words.ts';

describe('splitting a command line', () => {
  test.each([
    ['', []],
    ['  leave  now ', ['leave', 'now']],
    [`ssh phone 'chatctl leave'`, ['ssh', 'phone', 'chatctl leave']],
    [`a "" ''`, ['a', '', '']],
    [`--text="{text}"x`, ['--text={text}x']],
    [String.raw`a\ b "c\"d" 'e\f' \\`, ['a b', 'c"d', String.raw`e\f`, '\\']],
    ['a | b; $(c) `d` *', ['a', '|', 'b;', '$(c)', '`d`', '*']],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  test.each([`a 'b`, `a "b`, `'"`])('%j is refused', (line) => {
    expect(() => splitWords(line)).toThrow('is not closed');
  });

  test('what is quoted comes back whole', () => {
    const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quoted).join(' '))).toEqual(words);
      }),
    );
  });
});
