import { expect, test } from '@jest/globals';
import { OutputTail } from './output-tail.ts';

test('keeps everything while it is little', () => {
  const tail = new OutputTail(100);
  tail.add('one\n');
  tail.add(Buffer.from('two\n\n'));
  expect(tail.text()).toBe('one\ntwo\n\n');
  expect(tail.lastLine()).toBe('two');
});

test('has no last line when there is none', () => {
  const tail = new OutputTail(100);
  expect(tail.lastLine()).toBeUndefined();
  tail.add('\n \n');
  expect(tail.lastLine()).toBeUndefined();
});

test('keeps the end of what is more than its limit, and says so', () => {
  const tail = new OutputTail(10);
  for (let i = 0; i < 1000; i++) tail.add(`${i} `);
  tail.add('abcdefgh');
  expect(tail.text()).toBe('[earlier output dropped]\n9 abcdefgh');
});

test('a letter that arrives in two pieces is one letter', () => {
  const tail = new OutputTail();
  const bytes = Buffer.from('é');
  tail.add(bytes.subarray(0, 1));
  tail.add(bytes.subarray(1));
  expect(tail.text()).toBe('é');
});
