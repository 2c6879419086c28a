import { expect, test } from '@jest/globals';
import { terminalStyle } from './terminal-style.ts';

const terminal = { isTTY: true, columns: 90 };

test.each([
  ['a terminal', terminal, {}, { width: 90, colour: true }],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, { width: 90, colour: false }],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, { width: 90, colour: false }],
  ['a pipe', {}, {}, { width: 120, colour: false }],
  ['a pipe with COLUMNS', {}, { COLUMNS: '70' }, { width: 70, colour: false }],
  ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, { width: 120, colour: true }],
])('%s', (_, stream, environment, style) => {
  expect(terminalStyle(stream, environment)).toEqual(style);
});
