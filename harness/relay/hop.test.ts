import { describe, expect, test } from '@jest/globals';
import { parseSipMessage } from '../sip/message.ts';
import { answered, passedBack, passedOn, targetOf } from './hop.ts';

const OWN = { address: '192.0.2.5', port: 5060 };
const CLIENT = { address: '192.0.2.1', port: 33333 };
const FOCUS = { address: '192.0.2.9', port: 5060 };

const message = (start: string, ...fields: string[]): string => [start, ...fields, '', ''].join('\r\n');
const invite = (...more: string[]): string =>
  message(
    'INVITE sip:gs-1@as.example.com SIP/2.0',
    'v: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKabc;rport',
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:gs-1@as.example.com>',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    ...more,
  );
const on = (raw: string, path = [FOCUS]) => parseSipMessage(passedOn(raw, { own: OWN, source: CLIENT, path }));

describe('a request goes on', () => {
  test('with a Via of this hop above the one that it came with, whose source is noted', () => {
    expect(on(invite()).values('via')).toEqual([
      expect.stringMatching(/^SIP\/2\.0\/UDP 192\.0\.2\.5:5060;branch=z9hG4bKr[0-9a-f]{16}$/),
      'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKabc;rport=33333;received=192.0.2.1',
    ]);
  });

  test('with the same branch every time, and with that of its INVITE for an ACK', () => {
    const ack = invite().replace('INVITE sip', 'ACK sip').replace('1 INVITE', '1 ACK');
    expect(new Set([on(invite()).branch, on(invite()).branch, on(ack).branch]).size).toBe(1);
  });

  test('without the Route that led here, by the path, and with a Record-Route', () => {
    const sent = on(invite('Route: <sip:192.0.2.5:5060;transport=udp;lr>'), [
      { address: '192.0.2.7', port: 5060 },
      FOCUS,
    ]);
    expect(sent.values('route')).toEqual(['<sip:192.0.2.7:5060;lr>', '<sip:192.0.2.9:5060;lr>']);
    expect(sent.values('record-route')).toEqual(['<sip:192.0.2.5:5060;lr>']);
  });

  test('in a dialog by the routes that it has, without a Record-Route', () => {
    const bye = invite('Route: <sip:192.0.2.5:5060;lr>, <sip:192.0.2.8:5060;lr>')
      .replace('INVITE sip', 'BYE sip')
      .replace('1 INVITE', '2 BYE')
      .replace('To: <sip:gs-1@as.example.com>', 't: <sip:gs-1@as.example.com>;tag=f');
    expect(on(bye).values('route')).toEqual(['<sip:192.0.2.8:5060;lr>']);
    expect(on(bye).values('record-route')).toEqual([]);
  });

  test('with its body as it was', () => {
    expect(passedOn(`${invite('Content-Length: 5')}v=0\r\n`, { own: OWN, source: CLIENT, path: [] })).toMatch(
      /\r\n\r\nv=0\r\n$/,
    );
  });
});

describe('a response goes back', () => {
  const response = (...vias: string[]): string => message('SIP/2.0 200 OK', ...vias, 'CSeq: 1 INVITE');

  test('without our Via, to where the request came from', () => {
    const back = passedBack(
      response(
        'Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bKr1, SIP/2.0/UDP 192.0.2.1:5070;rport=33333;received=192.0.2.1',
      ),
      OWN,
    );
    expect(back?.to).toEqual(CLIENT);
    expect(parseSipMessage(back!.raw).values('via')).toEqual([
      'SIP/2.0/UDP 192.0.2.1:5070;rport=33333;received=192.0.2.1',
    ]);
  });

  test('to the sent-by where nothing else is noted, port 5060 where none is written', () => {
    const back = passedBack(
      response('Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bKr1', 'Via: SIP/2.0/UDP 192.0.2.4;branch=x'),
      OWN,
    );
    expect(back?.to).toEqual({ address: '192.0.2.4', port: 5060 });
  });

  test('nowhere where it is not ours', () => {
    expect(
      passedBack(response('Via: SIP/2.0/UDP 192.0.2.6:5060;branch=x', 'Via: SIP/2.0/UDP 192.0.2.4;branch=x'), OWN),
    ).toBeUndefined();
    expect(passedBack(response('Via: SIP/2.0/UDP 192.0.2.5:5060;branch=x'), OWN)).toBeUndefined();
  });
});

test('a request to the client goes to its Contact, or to the next Route', () => {
  const notify = 'NOTIFY sip:alice@192.0.2.1:5070;transport=udp SIP/2.0';
  expect(targetOf(message(notify))).toEqual({ address: '192.0.2.1', port: 5070 });
  expect(targetOf(message(notify, 'Route: <sip:192.0.2.3;lr>'))).toEqual({ address: '192.0.2.3', port: 5060 });
});

test('an answer of our own copies what a response copies', () => {
  const answer = parseSipMessage(answered(invite('Contact: <sip:alice@192.0.2.1>'), 403));
  expect(answer.startLine).toBe('SIP/2.0 403 Forbidden');
  expect(answer.fields.map(({ name }) => name)).toEqual(['via', 'from', 'to', 'call-id', 'cseq', 'content-length']);
});
