import { describe, expect, test } from '@jest/globals';
import { groupTransactions } from '../sip/transaction.ts';
import type { EventOf } from '../timeline/event.ts';
import { oddAnswers, type Oddity } from './odd-answers.ts';
import { rawTurns } from './raw-turns.ts';

const LINES = [
  'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1;rport=5060',
  'From: <sip:alice@example.com>;tag=alice',
  'To: <sip:gs-1@as>;tag=focus',
  'Call-ID: call-1',
  'CSeq: 2 BYE',
];

const event = (raw: string, direction: 'sent' | 'received', seq: number): EventOf<'sip'> => ({
  kind: 'sip',
  actor: 'network',
  direction,
  transport: 'udp',
  raw,
  at: seq,
  seq,
});

/** The BYE and the response, as the harness takes them. */
function exchanged(oddity: Oddity) {
  const { alter, length = 'Content-Length: 0' } = oddAnswers[oddity];
  const bye = event(['BYE sip:gs-1@as SIP/2.0', ...LINES, '', ''].join('\r\n'), 'received', 1);
  const response = event(['SIP/2.0 200 OK', ...alter(LINES), length, '', ''].join('\r\n'), 'sent', 2);
  return groupTransactions([bye, response]);
}

describe.each(['other-branch', 'other-method', 'no-cseq', 'truncated'] as const)('a 200 %s', (oddity) => {
  test('answers no transaction', () => {
    const { transactions, strayResponses } = exchanged(oddity);
    expect(transactions[0]!.finals).toEqual([]);
    expect(strayResponses).toHaveLength(1);
  });
  test('leaves the BYE unanswered', () =>
    expect(rawTurns({ step: 'answer-oddly', oddity })).toMatchObject([{ misses: true }]));
});

test('a compact 200 is the answer', () => {
  const { transactions, strayResponses } = exchanged('compact');
  expect(transactions[0]!.finals).toHaveLength(1);
  expect(strayResponses).toEqual([]);
  expect(rawTurns({ step: 'answer-oddly', oddity: 'compact' })).toMatchObject([{ misses: false, length: 'l: 0' }]);
});

test('another Call-ID does not count where the branch is right', () =>
  expect(exchanged('other-call-id').transactions[0]!.finals).toHaveLength(1));

test('a repeated answer has a turn for each time', () =>
  expect(rawTurns({ step: 'answer-repeatedly', times: 5, over: { seconds: 5 } })).toHaveLength(5));
