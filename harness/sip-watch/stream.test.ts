import { expect, test } from '@jest/globals';
import { SipStream } from './stream.ts';

const message = (name: string, body: string): string =>
  `NOTIFY sip:${name} SIP/2.0\r\nCall-ID: ${name}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const read = (stream: SipStream, text: string): string[] =>
  stream.push(Buffer.from(text)).map(({ head, body }) => `${/Call-ID: (\w+)/.exec(head)?.[1]}:${body.toString()}`);

test('several messages in one piece, with keep-alives between them', () =>
  expect(read(new SipStream(), `${message('a', 'one')}\r\n\r\n${message('b', '')}`)).toEqual(['a:one', 'b:']));

test('one octet at a time', () => {
  const stream = new SipStream();
  const whole = message('a', 'body') + message('b', 'x'.repeat(300));
  expect(whole.split('').flatMap((octet) => read(stream, octet))).toEqual(['a:body', `b:${'x'.repeat(300)}`]);
});

test('a compact Content-Length', () =>
  expect(read(new SipStream(), 'NOTIFY a SIP/2.0\r\nCall-ID: c\r\nl: 2\r\n\r\nhi')).toEqual(['c:hi']));
