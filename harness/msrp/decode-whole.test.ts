import { expect, test } from '@jest/globals';
import { decodeWhole, MsrpDecoder } from './decoder.ts';

const PATHS = 'To-Path: msrp://a:1/x;tcp msrp://b:1/y;tcp\r\nFrom-Path: msrp://c:1/z;tcp\r\n';

const MESSAGES = {
  'a request without body': `MSRP t1 SEND\r\n${PATHS}Message-ID: 1\r\n-------t1$\r\n`,
  'one with an empty line and no body': `MSRP t1 SEND\r\n${PATHS}Message-ID: 1\r\n\r\n-------t1$\r\n`,
  'one with a body of no octets': `MSRP t1 SEND\r\n${PATHS}Content-Type: text/plain\r\n\r\n\r\n-------t1+\r\n`,
  'one with a body that has empty lines': `MSRP t1 SEND\r\n${PATHS}Content-Type: a/b\r\n\r\nx\r\n\r\ny\r\n-------t1#\r\n`,
  'a response with a comment': `MSRP t1 200 All right\r\n${PATHS}-------t1$\r\n`,
  'a response without one': `MSRP t1 481\r\n${PATHS}-------t1$\r\n`,
  'header fields that are none, and UTF-8': `MSRP t1 SEND\r\n${PATHS}nothing\r\n: x\r\nSubject:  Grüße \r\n-------t1$\r\n`,
};

test.each(Object.entries(MESSAGES))('%s is read at once as it is read piece by piece', (_, text) => {
  const octets = Buffer.from(text);
  const [found] = new MsrpDecoder().push(octets);
  expect(found).toMatchObject({ kind: 'message', message: decodeWhole(octets) });
  expect(decodeWhole(octets)).toEqual(found?.kind === 'message' ? found.message : undefined);
});

test('what only looked like a message is none', () => {
  expect(decodeWhole(Buffer.from('MSRP t1\r\n-------t1$\r\n'))).toBeUndefined();
});
