import { expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { unwrapCpim, wrapCpim } from './cpim.ts';

const envelope = { from: 'sip:alice@ims.example', to: 'sip:bob@ims.example', contentType: 'text/plain; charset=utf-8' };

test('what is wrapped is unwrapped the same', () => {
  assert(
    property(string({ unit: 'grapheme' }), (content) => {
      const message = {
        ...envelope,
        dateTime: '2026-11-22T10:00:00Z',
        headers: [{ name: 'NS', value: 'imdn <urn:ietf:params:imdn>' }],
        content,
      };
      expect(unwrapCpim(wrapCpim(message))).toEqual(message);
    }),
  );
});

test('the wire form', () => {
  expect(wrapCpim({ ...envelope, content: 'é' })).toBe(
    'From: <sip:alice@ims.example>\r\nTo: <sip:bob@ims.example>\r\n\r\n' +
      'Content-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\né',
  );
});

test('display names, bare line feeds and a missing Content-Length are understood', () => {
  const body = 'from: "Alice: A." <sip:a@x>\nTO: sip:b@x\n\nContent-type: text/plain\n\nhello\n\nthere';
  expect(unwrapCpim(body)).toEqual({
    from: 'sip:a@x',
    to: 'sip:b@x',
    contentType: 'text/plain',
    content: 'hello\n\nthere',
  });
});

test('what stands behind the Content-Length is cut off', () => {
  expect(unwrapCpim(`${wrapCpim({ ...envelope, content: 'é!' })}\r\n`)?.content).toBe('é!');
});

test.each(['', 'hello', 'From: <a>\r\n\r\n', 'hello\r\nthere\r\n\r\n\r\n', 'To: <a>\r\n\r\nContent-Type: x\r\n\r\ny'])(
  'no CPIM: %j',
  (body) => {
    expect(unwrapCpim(body)).toBeUndefined();
  },
);
