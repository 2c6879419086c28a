import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { fill, fillAll, placeholdersOf } from './placeholders.ts';

describe('filling placeholders', () => {
  test('every one of them', () => {
    expect(fill('{a}-{b}-{a}', { a: '1', b: '{a}' })).toBe('1-{a}-1');
  });

  test('what has no value stays, and so does what is no placeholder', () => {
    expect(fill(`{"state": 1} {none} {toString} awk '{print $1}'`, {})).toBe(
      `{"state": 1} {none} {toString} awk '{print $1}'`,
    );
  });

  test('in all values of a mapping', () => {
    expect(fillAll({ NEXT_HOP: 'sip:{proxy}' }, { proxy: '127.0.0.1:5060' })).toEqual({
      NEXT_HOP: 'sip:127.0.0.1:5060',
    });
    expect(fillAll(undefined, {})).toEqual({});
  });

  test('a shell reads a quoted value as that value and runs nothing of it', () => {
    const hostile = `it's "here"; $(echo gone) \`echo gone\` | cat && exit 7\n\\ * ~ é`;
    const script = fill('printf %s {text:sh}', { text: hostile });
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(hostile);
  });

  test('lists them', () => {
    expect(placeholdersOf('{a} {b:sh} {} { c }')).toEqual([
      { name: 'a', plain: true },
      { name: 'b', plain: false },
    ]);
  });
});
