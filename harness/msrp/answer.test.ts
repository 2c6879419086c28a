import { expect, test } from '@jest/globals';
import { answerTo } from './answer.ts';
import type { MsrpRequest } from './message.ts';

const request = (method: string, failureReport?: string): MsrpRequest => ({
  kind: 'request',
  method,
  transaction: 't001',
  toPath: ['a'],
  fromPath: ['b'],
  headers: failureReport === undefined ? [] : [{ name: 'failure-report', value: failureReport }],
  flag: '$',
});

test.each([
  ['SEND', undefined, true, 200],
  ['SEND', 'yes', true, 200],
  ['SEND', 'partial', true, undefined],
  ['SEND', 'no', true, undefined],
  ['SEND', undefined, false, 481],
  ['SEND', 'partial', false, 481],
  ['SEND', 'no', false, undefined],
  ['NICKNAME', undefined, true, 501],
  ['AUTH', 'partial', true, 501],
  ['NICKNAME', undefined, false, 481],
  ['REPORT', undefined, true, undefined],
  ['REPORT', undefined, false, undefined],
])('%s, Failure-Report %s, session known %s: %s', (method, failureReport, known, status) => {
  expect(answerTo(request(method, failureReport), known)).toBe(status);
});

test('nobody to answer to', () => {
  expect(answerTo({ ...request('SEND'), fromPath: [] }, true)).toBeUndefined();
});
