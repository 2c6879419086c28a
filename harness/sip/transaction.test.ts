import { describe, expect, test } from '@jest/globals';
import type { SipEvent } from '../timeline/event.ts';
import { readableSipOf, sipOf } from './of-event.ts';
import { SipSyntaxError } from './message.ts';
import { firstFinal, groupTransactions } from './transaction.ts';

let seq = 0;
const event = (direction: SipEvent['direction'], raw: string, actor = 'network'): SipEvent => ({
  kind: 'sip',
  actor,
  direction,
  transport: 'udp',
  raw,
  at: seq,
  seq: seq++,
});
const text = (start: string, branch: string, cseq: string, callId = 'one'): string =>
  [start, `Via: SIP/2.0/UDP h;branch=${branch}`, `Call-ID: ${callId}`, `CSeq: ${cseq}`, '', ''].join('\r\n');
const request = (method: string, branch: string, number: number, callId?: string): string =>
  text(`${method} sip:a SIP/2.0`, branch, `${number} ${method}`, callId);
const response = (status: number, branch: string, cseq: string): string => text(`SIP/2.0 ${status} x`, branch, cseq);

describe('client transactions', () => {
  test('a BYE with copies, provisional and repeated final responses', () => {
    const bye = event('received', request('BYE', 'b1', 2));
    const copy = event('received', request('BYE', 'b1', 2));
    const trying = event('sent', response(100, 'b1', '2 BYE'));
    const ok = event('sent', response(200, 'b1', '2 BYE'));
    const again = event('sent', response(200, 'b1', '2 BYE'));
    const { transactions, strayResponses } = groupTransactions([bye, copy, trying, ok, again]);
    expect(transactions).toEqual([
      {
        actor: 'network',
        by: 'sut',
        method: 'BYE',
        branch: 'b1',
        callId: 'one',
        request: bye,
        retransmissions: [copy],
        provisionals: [trying],
        finals: [ok, again],
        acks: [],
      },
    ]);
    expect(firstFinal(transactions[0]!)).toBe(ok);
    expect(strayResponses).toEqual([]);
  });

  test('the same branch with a higher CSeq is another transaction, and each gets its own answer', () => {
    const events = [
      event('sent', request('NOTIFY', 'n', 1)),
      event('received', response(200, 'n', '1 NOTIFY')),
      event('sent', request('NOTIFY', 'n', 2)),
      event('received', response(481, 'n', '2 NOTIFY')),
    ];
    const { transactions } = groupTransactions(events);
    expect(transactions.map((transaction) => transaction.finals)).toEqual([[events[1]], [events[3]]]);
  });

  test('ACKs belong to the INVITE: on its branch after a failure, by dialog and CSeq after a 2xx', () => {
    const failed = event('received', request('INVITE', 'i1', 1));
    const ackOfFailed = event('received', request('ACK', 'i1', 1));
    const joined = event('received', request('INVITE', 'i2', 2));
    const ackOfJoined = event('received', request('ACK', 'a2', 2));
    const foreign = event('received', request('ACK', 'a3', 2, 'other call'));
    const log = groupTransactions([failed, ackOfFailed, joined, ackOfJoined, foreign]);
    expect(log.transactions.map((transaction) => transaction.acks)).toEqual([[ackOfFailed], [ackOfJoined]]);
    expect(log.strayAcks).toEqual([foreign]);
  });

  test('CANCEL shares the branch of its INVITE and is a transaction of its own', () => {
    const cancelled = event('sent', response(200, 'i1', '1 CANCEL'));
    const terminated = event('sent', response(487, 'i1', '1 INVITE'));
    const { transactions } = groupTransactions([
      event('received', request('INVITE', 'i1', 1)),
      event('received', request('CANCEL', 'i1', 1)),
      cancelled,
      terminated,
    ]);
    expect(transactions.map(({ method, finals }) => [method, finals])).toEqual([
      ['INVITE', [terminated]],
      ['CANCEL', [cancelled]],
    ]);
  });

  test('responses with another branch or another CSeq method are strays', () => {
    const wrongBranch = event('sent', response(200, 'other', '2 BYE'));
    const wrongMethod = event('sent', response(200, 'b1', '2 INVITE'));
    const own = event('received', response(200, 'b1', '2 BYE'));
    const log = groupTransactions([event('received', request('BYE', 'b1', 2)), wrongBranch, wrongMethod, own]);
    expect(log.strayResponses).toEqual([wrongBranch, wrongMethod, own]);
    expect(log.transactions[0]?.finals).toEqual([]);
  });

  test('actors and directions are kept apart', () => {
    const { transactions } = groupTransactions([
      event('sent', request('BYE', 'same', 2), 'alice'),
      event('sent', request('BYE', 'same', 2), 'bob'),
      event('received', request('BYE', 'same', 2), 'bob'),
    ]);
    expect(transactions.map(({ actor, by }) => `${actor} ${by}`)).toEqual(['alice tester', 'bob tester', 'bob sut']);
  });

  test('a message without branch goes by its Call-ID; what cannot be read is set apart', () => {
    const bare = 'BYE sip:a SIP/2.0\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n';
    const garbage = event('received', 'garbage');
    const log = groupTransactions([event('received', bare), garbage, event('received', bare)]);
    expect(log.transactions[0]?.retransmissions).toHaveLength(1);
    expect(log.unreadable).toEqual([garbage]);
  });
});

test('the message of an event is read once', () => {
  const bye = event('received', request('BYE', 'b', 1));
  expect(sipOf(bye)).toBe(sipOf(bye));
  const garbage = event('received', 'garbage');
  expect(() => sipOf(garbage)).toThrow(SipSyntaxError);
  expect(readableSipOf(garbage)).toBeUndefined();
});
