import { describe, expect, test } from '@jest/globals';
import { Dialogs } from './dialogs.ts';
import { requestText, responseText } from './raw-peer.ts';

const at = '192.0.2.1:5060';

function follow(...messages: ['sent' | 'received', string][]): Dialogs {
  const dialogs = new Dialogs();
  for (const [direction, raw] of messages) dialogs.observe({ wallMs: 0, transport: 'udp', direction, raw });
  return dialogs;
}

describe('a dialog that the other side began', () => {
  const invite = requestText({
    method: 'INVITE',
    callId: 'c',
    cseq: 4,
    at,
    headers: ['Record-Route: <sip:p1;lr>', 'Record-Route: <sip:p2;lr>'],
  });

  test('the answer copies every Via and the Record-Routes, and tags To', () => {
    const twoVias = invite.replace('Max-Forwards', 'v: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKq\r\nMax-Forwards');
    const { reply } = follow(['received', twoVias]).compose('c')!;
    expect(reply).toEqual([
      expect.stringMatching(/^Via: SIP\/2\.0\/UDP 192\.0\.2\.1:5060/),
      'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKq',
      'From: <sip:alice@ims.test>;tag=a1',
      expect.stringMatching(/^To: <sip:group@ims\.test>;tag=[0-9a-f]{12}$/),
      'Call-ID: c',
      'CSeq: 4 INVITE',
      'Record-Route: <sip:p1;lr>',
      'Record-Route: <sip:p2;lr>',
    ]);
  });

  test('requests turn From and To round, keep the order of the route set and count on their own', () => {
    const composition = follow(['received', invite]).compose('c')!;
    expect(composition.request).toEqual([
      expect.stringMatching(/^From: <sip:group@ims\.test>;tag=[0-9a-f]{12}$/),
      'To: <sip:alice@ims.test>;tag=a1',
      'Call-ID: c',
    ]);
    expect(composition.route).toEqual(['Route: <sip:p1;lr>', 'Route: <sip:p2;lr>']);
    expect(composition).toMatchObject({ cseq: 1, target: `sip:alice@${at}` });
  });

  test('what waits for an answer is the newest BYE, not a retransmission of one before it', () => {
    const to = '<sip:group@ims.test>;tag=us';
    const bye = (cseq: number): string => requestText({ method: 'BYE', callId: 'c', cseq, at, to });
    const { reply } = follow(
      ['received', invite],
      ['received', bye(5)],
      ['received', bye(6)],
      ['received', bye(5)],
    ).compose('c')!;
    expect(reply).toContain('CSeq: 6 BYE');
    expect(reply).toContain(`To: ${to}`);
  });

  test('a BYE in compact form is answered in long form', () => {
    const bye = requestText({ method: 'BYE', callId: 'c', cseq: 5, at, to: '<sip:group@ims.test>;tag=us' })
      .replace('Via:', 'v:')
      .replace('From:', 'f:')
      .replace('To:', 't:')
      .replace('Call-ID:', 'i:');
    const { reply } = follow(['received', invite], ['received', bye]).compose('c')!;
    expect(reply.map((line) => line.split(':')[0])).toEqual(['Via', 'From', 'To', 'Call-ID', 'CSeq']);
  });
});

describe('a dialog that we began', () => {
  const invite = requestText({ method: 'INVITE', callId: 'c', cseq: 1, at });

  test('takes tag, target and the reversed route set from the 2xx, not from the 180 before it', () => {
    const headers = ['Record-Route: <sip:p1;lr>, <sip:p2;lr>', 'm: "Group" <sip:gs@192.0.2.2>;isfocus'];
    const dialogs = follow(
      ['sent', invite],
      ['received', responseText(invite, '180 Ringing', { tag: 'f' })],
      ['received', responseText(invite, '200 OK', { tag: 'f', headers })],
    );
    expect(dialogs.compose('c')).toMatchObject({
      route: ['Route: <sip:p2;lr>', 'Route: <sip:p1;lr>'],
      request: ['From: <sip:alice@ims.test>;tag=a1', 'To: <sip:group@ims.test>;tag=f', 'Call-ID: c'],
      target: 'sip:gs@192.0.2.2',
      cseq: 2,
    });
  });

  test('counts on from its own last request, whatever the CSeq of the other side', () => {
    const again = requestText({ method: 'INVITE', callId: 'c', cseq: 7, at });
    const bye = requestText({ method: 'BYE', callId: 'c', cseq: 99, at });
    expect(follow(['sent', invite], ['sent', again], ['received', bye]).compose('c')!.cseq).toBe(8);
  });

  test('a response of its own leaves the number free', () => {
    const bye = requestText({ method: 'BYE', callId: 'c', cseq: 3, at });
    const dialogs = follow(['sent', invite]);
    dialogs.observe({ wallMs: 0, transport: 'udp', direction: 'sent', raw: responseText(bye, '403 Forbidden') });
    expect(dialogs.compose('c')!.cseq).toBe(2);
  });

  test('a NOTIFY that overtakes the answer to the SUBSCRIBE makes the dialog', () => {
    const subscribe = requestText({
      method: 'SUBSCRIBE',
      callId: 's',
      cseq: 1,
      at,
      headers: ['Event: conference;id=7'],
    });
    const notify = requestText({
      method: 'NOTIFY',
      callId: 's',
      cseq: 1,
      at: '192.0.2.2:5060',
      from: '<sip:group@ims.test>;tag=n',
      to: '<sip:alice@ims.test>;tag=a1',
    });
    const composition = follow(['sent', subscribe], ['received', notify]).compose('s')!;
    expect(composition.request).toContain('To: <sip:group@ims.test>;tag=n');
    expect(composition.request).toContain('Event: conference;id=7');
    expect(composition.target).toBe('sip:alice@192.0.2.2:5060');
  });
});

test('what is no SIP message, or no dialog, tells nothing', () => {
  const dialogs = follow(
    ['received', '\r\n\r\n'],
    ['received', requestText({ method: 'OPTIONS', callId: 'o', cseq: 1, at })],
  );
  expect(dialogs.has('o')).toBe(false);
  expect(dialogs.compose('o')).toBeUndefined();
});
