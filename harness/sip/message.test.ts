import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contactUri, isFinal, isRequest, isResponse, parseSipMessage, SipSyntaxError } from './message.ts';

const wireFolder = new URL('../../fixtures/wire/', import.meta.url);
const wire = (name: string): string => readFileSync(new URL(name, wireFolder), 'utf8');
const lines = (...text: string[]): string => [...text, '', ''].join('\r\n');

describe('a message as it stands on the wire', () => {
  const names = readdirSync(wireFolder).filter((name) => name.endsWith('.sip'));

  test('there are examples', () => expect(names.length).toBeGreaterThan(10));

  test.each(names)('%s has everything that identifies it, and a body as long as it says', (name) => {
    const message = parseSipMessage(wire(name));
    expect(message.branch).toMatch(/^z9hG4bK/);
    expect(message.callId).toMatch(/^cid-/);
    expect(message.fromTag).toBeDefined();
    expect(message.cseq?.number).toBeGreaterThan(0);
    expect(Buffer.byteLength(message.body)).toBe(Number(message.header('Content-Length')));
  });

  test('a request', () => {
    const bye = parseSipMessage(wire('07-leave-bye.sip'));
    expect(isRequest(bye, 'BYE') && bye.requestUri).toBe('sip:gs-7f3a9c@as1.ims.example.com');
    expect(isRequest(bye, 'INVITE')).toBe(false);
    expect(bye.cseq).toEqual({ number: 2, method: 'BYE' });
    expect([bye.fromTag, bye.toTag]).toEqual(['a1-ft', 'f-at']);
  });

  test('a response', () => {
    const ok = parseSipMessage(wire('02-join-200.sip'));
    expect(isResponse(ok, 'INVITE') && [ok.status, ok.reason]).toEqual([200, 'OK']);
    expect(isResponse(ok, 'BYE')).toBe(false);
    expect(isFinal(ok)).toBe(true);
    expect(contactUri(ok)).toBe('sip:gs-7f3a9c@as1.ims.example.com');
  });

  test('the topmost Via gives the branch, also of a comma-separated line', () => {
    expect(parseSipMessage(wire('10-notify-departed.sip')).branch).toBe('z9hG4bK-p-n2');
    const joined = parseSipMessage(
      lines('OPTIONS sip:a SIP/2.0', 'v: SIP/2.0/UDP a;branch = one, SIP/2.0/UDP b;branch=two'),
    );
    expect(joined.branch).toBe('one');
  });
});

describe('forms that real stacks use', () => {
  const message = parseSipMessage(
    lines(
      'sip/2.0 200 ok',
      'v:SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx',
      'F : "Al, ice; <x>" <sip:a@b;x=y>;TAG=one',
      't: sip:c@d;tag=two',
      'i: call',
      'CSEQ:  7   BYE',
      'l:   0',
      'Route: <sip:one;lr>,',
      '\t<sip:two;lr>',
      'route: <sip:three;lr>',
    ),
  );

  test('compact names, any case, padding', () => {
    expect(message).toMatchObject({ fromTag: 'one', toTag: 'two', callId: 'call', branch: 'z9hG4bKx' });
    expect(message.cseq).toEqual({ number: 7, method: 'BYE' });
    expect(message.header('Content-Length')).toBe('0');
    expect(message.header('L')).toBe('0');
  });

  test('folded and repeated lines', () => {
    expect(message.headers('ROUTE')).toEqual(['<sip:one;lr>, <sip:two;lr>', '<sip:three;lr>']);
    expect(message.values('route')).toEqual(['<sip:one;lr>', '<sip:two;lr>', '<sip:three;lr>']);
  });

  test('bare line feeds, as traces have them', () => {
    const bye = parseSipMessage(wire('07-leave-bye.sip').replaceAll('\r\n', '\n'));
    expect(bye.cseq).toEqual({ number: 2, method: 'BYE' });
  });

  test('Content-Length counts octets and cuts what follows', () => {
    expect(parseSipMessage('MESSAGE sip:a SIP/2.0\r\nl: 3\r\n\r\nüx and more').body).toBe('üx');
    expect(parseSipMessage('MESSAGE sip:a SIP/2.0\r\nl: 99\r\n\r\nshort').body).toBe('short');
  });

  test('a body of UTF-8 that stands there octet by octet, as in a trace, is not cut short', () => {
    const octets = Buffer.from('<x>Jörg</x>').toString('latin1');
    const notify = parseSipMessage(`NOTIFY sip:a SIP/2.0\r\nl: ${octets.length}\r\n\r\n${octets}more`);
    expect(notify.body).toBe(octets);
  });

  test('what is missing is undefined, not an error', () => {
    const bare = parseSipMessage('BYE sip:a SIP/2.0\r\n\r\n');
    expect(bare).toMatchObject({ cseq: undefined, branch: undefined, callId: undefined, toTag: undefined, body: '' });
    expect(bare.header('via')).toBeUndefined();
  });
});

/** What kind of error a text meets when it is read, if any. */
const failureOf = (text: string): unknown => {
  try {
    parseSipMessage(text).values('via');
  } catch (error) {
    return (error as Error).constructor;
  }
  return undefined;
};

describe('what is no SIP message', () => {
  test.each([
    '',
    'hello',
    'HTTP/1.1 200 OK\r\n\r\n',
    'SIP/2.0 99 Low\r\n\r\n',
    'BYE sip:a SIP/2.0\r\nno colon here\r\n\r\n',
  ])('%j', (text) => {
    expect(() => parseSipMessage(text)).toThrow(SipSyntaxError);
  });

  test('any text either reads or throws a SipSyntaxError', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('Via: x', ' folded', 'From: <', 'CSeq: 1', 't: "', ','));
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('BYE sip:a SIP/2.0', 'SIP/2.0 200', 'x'), (rest, start) => {
        expect([undefined, SipSyntaxError]).toContain(failureOf([start, ...rest].join('\r\n')));
      }),
    );
  });
});

test('a header field reads the same however it is written', () => {
  const token = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  fc.assert(
    fc.property(token, token, fc.constantFrom('', ' ', '\t', '\r\n '), fc.boolean(), (branch, tag, space, compact) => {
      const message = parseSipMessage(
        lines(
          'BYE sip:a SIP/2.0',
          `${compact ? 'V' : 'via'}:${space} SIP/2.0/TCP h${space};${space}branch${space}=${space}${branch};rport`,
          `${compact ? 'f' : 'FROM'}: "a;tag=wrong"${space}<sip:u;tag=no>;x;tag${space}=${space}${tag}`,
        ),
      );
      expect([message.branch, message.fromTag]).toEqual([branch, tag]);
    }),
  );
});

test.each(['constructor', '__proto__', 'hasOwnProperty'])('a header field called %s is a header field', (name) => {
  const message = parseSipMessage(`OPTIONS sip:a@b SIP/2.0\r\n${name}: 7\r\nCall-ID: c1\r\n\r\n`);
  expect([message.header(name), message.callId]).toEqual(['7', 'c1']);
});
