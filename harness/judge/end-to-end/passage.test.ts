import { describe, expect, test } from '@jest/globals';
import { MadeGroup, type Passing } from './made-group.ts';
import { lostFarewell } from './passage.ts';

const lost = (group: MadeGroup) => lostFarewell(group.evidence().timeline, 'alice');

describe('a farewell that the focus sent', () => {
  test.each<[string, Passing, string | undefined]>([
    ['a BYE of the focus', { what: 'BYE', from: 'focus' }, 'BYE sip:alice@ims.test'],
    ['a 2xx to a BYE', { what: 200 }, 'SIP/2.0 200 to the BYE'],
    ['the last of the 2xx', { what: 299 }, 'SIP/2.0 299 to the BYE'],
    ['a provisional response', { what: 100 }, undefined],
    ['a redirection', { what: 300 }, undefined],
    ['a failure', { what: 500 }, undefined],
    ['a 2xx to something else', { what: 200, method: 'INVITE' }, undefined],
    ['a 2xx that does not say to what', { what: 200, cseq: null }, undefined],
    ['another request', { what: 'INFO', from: 'focus' }, undefined],
  ])('and that did not get through: %s', (_, message, expected) => {
    expect(lost(new MadeGroup().passes(150, 'alice', 'received', message))).toBe(expected);
  });

  test('and that got through is not lost', () => {
    for (const what of ['BYE', 200] as const) {
      const group = new MadeGroup().byeOfFocus(150, 'alice', 'received', what);
      expect(lost(group.byeOfFocus(151, 'alice-client', 'sent', what))).toBeUndefined();
    }
    const unnumbered: Passing = { what: 'BYE', from: 'focus', cseq: null };
    const group = new MadeGroup().passes(150, 'alice', 'received', unnumbered);
    expect(lost(group.passes(151, 'alice-client', 'sent', unnumbered))).toBeUndefined();
  });

  const due: Passing = { what: 'BYE', from: 'focus' };
  test.each<[string, Passing]>([
    ['of another call', { ...due, callId: 'other' }],
    ['with another tag', { ...due, fromTag: 'other' }],
    ['with another CSeq', { ...due, cseq: 3 }],
    ['with the same letters in other header fields', { ...due, callId: 'alicef', fromTag: 'ocus' }],
    ['with another method', { ...due, what: 'INFO', method: 'BYE' }],
    ['with another method in its CSeq', { ...due, method: 'INFO' }],
    ['that is the response to it', { ...due, what: 200 }],
  ])('is lost although the relay sent one %s', (_, message) => {
    const group = new MadeGroup().passes(150, 'alice', 'received', due).passes(151, 'alice-client', 'sent', message);
    expect(lost(group)).toBe('BYE sip:alice@ims.test');
  });

  test('is lost although the client, or the focus, sent one like it', () => {
    const group = new MadeGroup().passes(150, 'alice', 'received', due).passes(151, 'alice-client', 'received', due);
    expect(lost(group.passes(152, 'alice', 'sent', due))).toBe('BYE sip:alice@ims.test');
  });

  test('is not looked for in what the client itself sent, nor at other devices', () => {
    expect(lost(new MadeGroup().bye(150, 'alice', 'sent').byeOfFocus(151, 'alice', 'sent', 200))).toBeUndefined();
    const tablet = lostFarewell(
      new MadeGroup().byeOfFocus(150, 'alice', 'received').evidence().timeline,
      'alice-tablet',
    );
    expect(tablet).toBeUndefined();
  });
});

describe('an answer that the network made up', () => {
  const madeUp = (bye: Passing, answer: Passing) =>
    lost(new MadeGroup().passes(140, 'alice', 'sent', bye).passes(145, 'alice-client', 'sent', answer));

  test.each([300, 500])('is a failure, %i, to a BYE that the focus had got', (what) => {
    expect(madeUp({ what: 'BYE' }, { what })).toBe(
      `the answer to a BYE that the focus got: the network answered ${what} Whatever in its place`,
    );
  });

  test.each<[string, Passing, Passing]>([
    ['no failure', { what: 'BYE' }, { what: 299 }],
    ['no response', { what: 'BYE' }, { what: 'BYE' }],
    ['no response to a BYE', { what: 'BYE' }, { what: 500, method: 'INVITE' }],
    ['that to another request', { what: 'INVITE' }, { what: 500, cseq: 2 }],
    ['that to another call', { what: 'BYE' }, { what: 500, callId: 'other' }],
    ['that to another dialog', { what: 'BYE' }, { what: 500, fromTag: 'other' }],
    ['that to another BYE', { what: 'BYE' }, { what: 500, cseq: 3 }],
    ['to no BYE, but to a response', { what: 200 }, { what: 500 }],
    ['that to a BYE without a number', { what: 'BYE', cseq: null }, { what: 500 }],
    ['a failure that does not say of what', { what: 'BYE' }, { what: 500, cseq: null }],
  ])('is not what is %s', (_, bye, answer) => {
    expect(madeUp(bye, answer)).toBeUndefined();
  });

  test('is none where the BYE came from another device, or came down', () => {
    const answered = (group: MadeGroup) => lost(group.bye(145, 'alice-client', 'sent', 500));
    const other = new MadeGroup();
    other.timeline.sip(140, 'alice-tablet', 'sent', [
      'BYE sip:focus@ims.test SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bKtablet',
      'From: <sip:alice@ims.test>;tag=alice',
      'Call-ID: alice',
      'CSeq: 2 BYE',
    ]);
    expect(answered(other)).toBeUndefined();
    const down = new MadeGroup().bye(140, 'alice', 'received').bye(141, 'alice-client', 'sent');
    expect(answered(down)).toBeUndefined();
  });

  test('is none where the focus had not got the BYE', () => {
    const group = new MadeGroup().bye(139, 'alice-client', 'received').bye(140, 'alice', 'received', 500);
    expect(lost(group.bye(145, 'alice-client', 'sent', 500))).toBeUndefined();
  });

  test('is none where the focus sent it among others', () => {
    const group = new MadeGroup()
      .bye(140, 'alice', 'sent')
      .bye(141, 'alice', 'received', 100)
      .bye(142, 'alice', 'received', 500);
    expect(lost(group.bye(145, 'alice-client', 'sent', 500))).toBeUndefined();
  });
});
