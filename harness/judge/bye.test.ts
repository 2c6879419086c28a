import { expect, test } from '@jest/globals';
import { parseSipMessage } from '../sip/message.ts';
import { groupTransactions } from '../sip/transaction.ts';
import { dialogFaults, givesSipCause, judgedBySipCause, orderFaults, spokenReasons } from './bye.ts';
import { MadeTimeline } from './made-timeline.ts';

const bye = (...headers: string[]) =>
  parseSipMessage(
    [
      'BYE sip:gs-1@as SIP/2.0',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKb',
      'From: <sip:alice@example.com>;tag=alice',
      'To: <sip:gs-1@as>;tag=focus',
      'Call-ID: call-1',
      'CSeq: 4 BYE',
      ...headers,
      '',
      '',
    ].join('\r\n'),
  );

test('a BYE of its dialog has its Call-ID and tags, each the right way round', () => {
  const dialog = { callId: 'call-1', localTag: 'alice', remoteTag: 'focus' };
  expect(dialogFaults(bye(), dialog)).toEqual([]);
  expect(dialogFaults(bye(), { callId: 'call-2', localTag: 'focus', remoteTag: undefined })).toEqual([
    "Call-ID is call-1, the dialog's is call-2",
    "From tag is alice, the dialog's is focus",
    "To tag is focus, the dialog's is absent",
  ]);
});

test('what a BYE lacks altogether is named as absent', () => {
  const { raw } = bye();
  expect(
    dialogFaults(parseSipMessage(raw.replace(';tag=focus', '')), {
      callId: 'call-1',
      localTag: 'alice',
      remoteTag: 'focus',
    }),
  ).toEqual(["To tag is absent, the dialog's is focus"]);
});

test.each<[number, 'received' | 'sent', string, string, string[]]>([
  [3, 'received', 'call-1', 'INVITE', []],
  [4, 'received', 'call-1', 'UPDATE', ['CSeq is 4, and 4 had been used in the dialog']],
  [9, 'received', 'call-2', 'INVITE', []],
  [9, 'sent', 'call-1', 'INVITE', []],
  [9, 'received', 'call-1', 'BYE', []],
])('CSeq 4 after a %i that was %s in %s with %s', (cseq, direction, callId, method, faults) => {
  const { timeline } = new MadeTimeline()
    .sip(1, 'network', direction, [
      `${method} sip:gs-1@as SIP/2.0`,
      'Via: SIP/2.0/UDP a;branch=z9hG4bKi',
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
    ])
    .evidence();
  const { transactions } = groupTransactions(timeline.filter((event) => event.kind === 'sip'));
  const dialog = { callId: 'call-1', localTag: 'alice', remoteTag: 'focus' };
  expect(orderFaults(bye(), dialog, transactions)).toEqual(faults);
});

test('a BYE without a CSeq is out of order; an earlier request without one has used none', () => {
  const dialog = { callId: 'call-1', localTag: 'alice', remoteTag: 'focus' };
  const { timeline } = new MadeTimeline()
    .sip(1, 'network', 'received', [
      'INFO sip:gs-1@as SIP/2.0',
      'Via: SIP/2.0/UDP a;branch=z9hG4bKi',
      'Call-ID: call-1',
    ])
    .evidence();
  const { transactions } = groupTransactions(timeline.filter((event) => event.kind === 'sip'));
  expect(orderFaults(bye(), dialog, transactions)).toEqual([]);
  expect(orderFaults(parseSipMessage(bye().raw.replace(/^CSeq.*\r\n/m, '')), dialog, transactions)).toHaveLength(1);
});

test.each<[string[], boolean, string]>([
  [['Reason: SIP;cause=200;text="bye"'], true, 'SIP;cause=200'],
  [['Reason: sip;cause=200', 'Reason: RELEASE_CAUSE;cause=1'], true, 'sip;cause=200, RELEASE_CAUSE;cause=1'],
  [['Reason: SIP;cause=410'], false, 'SIP;cause=410'],
  [['Reason: SIP;cause=200, SIP;cause=607'], false, 'SIP;cause=200, SIP;cause=607'],
  [['Reason: Q.850;cause=200'], false, 'Q.850;cause=200'],
  [[], false, 'no Reason'],
])('%j gives SIP;cause=200: %s', (headers, good, spoken) => {
  const message = bye(...headers);
  expect(givesSipCause(message, 200)).toBe(good);
  expect(spokenReasons(message)).toBe(spoken);
  expect(judgedBySipCause(message, 200).verdict).toBe(good ? 'pass' : 'fail');
});

test('the judgement shows what was written, and what is due', () => {
  expect(judgedBySipCause(bye('Reason: SIP;cause=410;text="Gone"'), 410).message).toBe(
    'Reason: SIP;cause=410;text="Gone"',
  );
  expect(judgedBySipCause(bye(), 410).message).toBe(
    'no Reason at all; one value of protocol SIP with cause 410 is due',
  );
});
