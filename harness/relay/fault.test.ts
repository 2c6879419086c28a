import { describe, expect, test } from '@jest/globals';
import { parseSipMessage } from '../sip/message.ts';
import { describeFault, type Fault, Faults } from './fault.ts';

const request = (method: string) => parseSipMessage(`${method} sip:gs-1@focus SIP/2.0\r\nCSeq: 2 ${method}\r\n\r\n`);
const response = (status: number, method: string) =>
  parseSipMessage(`SIP/2.0 ${status} X\r\nCSeq: 2 ${method}\r\n\r\n`);

const faultsWith = (...all: Fault[]): Faults => {
  const faults = new Faults();
  for (const fault of all) faults.add(fault);
  return faults;
};

describe('what a fault catches', () => {
  const losesByes = () => faultsWith({ act: 'drop', method: 'BYE', kind: 'request', direction: 'up', device: 'alice' });

  test('what fits in every point', () => {
    expect(losesByes().meet(request('BYE'), 'up', 'alice')).toMatchObject({ act: 'drop' });
  });

  test.each([
    ['another method', request('INFO'), 'up', 'alice'],
    ['a response', response(200, 'BYE'), 'up', 'alice'],
    ['the other direction', request('BYE'), 'down', 'alice'],
    ['another device', request('BYE'), 'up', 'bob'],
  ] as const)('not %s', (_, message, direction, device) => {
    expect(losesByes().meet(message, direction, device)).toBeUndefined();
  });

  test('a response by its status, and by the method that it answers', () => {
    const faults = faultsWith({ act: 'drop', method: 'BYE', status: 200, direction: 'down' });
    expect(faults.meet(response(200, 'BYE'), 'down', 'bob')).toBeDefined();
    expect(faults.meet(response(500, 'BYE'), 'down', 'bob')).toBeUndefined();
    expect(faults.meet(response(200, 'INVITE'), 'down', 'bob')).toBeUndefined();
  });

  test('only those occurrences that it is for', () => {
    const faults = faultsWith({ act: 'drop', method: 'BYE', direction: 'up', occurrences: { first: 2, last: 3 } });
    const caught = [1, 2, 3, 4].map(() => faults.meet(request('BYE'), 'up', 'alice') !== undefined);
    expect(caught).toEqual([false, true, true, false]);
  });

  test('a response is not answered', () => {
    expect(
      faultsWith({ act: 'answer', code: 200, direction: 'up' }).meet(response(200, 'BYE'), 'up', 'alice'),
    ).toBeUndefined();
  });

  test('nothing once all are lifted', () => {
    const faults = losesByes();
    faults.lift();
    expect(faults.meet(request('BYE'), 'up', 'alice')).toBeUndefined();
  });
});

test.each<[Fault, string]>([
  [{ act: 'drop', method: 'BYE', kind: 'request', direction: 'up', device: 'alice' }, 'drops every BYE from alice'],
  [{ act: 'drop', direction: 'down' }, 'drops every message to any client'],
  [
    { act: 'drop', method: 'BYE', status: 200, direction: 'down', device: 'alice', occurrences: { first: 1, last: 2 } },
    'drops numbers 1 to 2, 200 to BYE to alice',
  ],
  [
    { act: 'answer', code: 403, method: 'BYE', direction: 'up', occurrences: { first: 1, last: 1 } },
    'answers by itself number 1, BYE from any client with 403',
  ],
  [
    { act: 'delay', ms: 500, method: 'NOTIFY', direction: 'down', device: 'bob' },
    'delays every NOTIFY to bob by 500 ms',
  ],
  [{ act: 'duplicate', direction: 'up', kind: 'response' }, 'doubles every response to anything from any client'],
])('a fault in words: %#', (fault, words) => {
  expect(describeFault(fault)).toBe(words);
});
