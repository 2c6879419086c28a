import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeWhole, MsrpDecoder } from '../msrp/decoder.ts';
import { MsrpFramer } from './msrp-framer.ts';

const header = fc.constantFrom(
  'To-Path: msrp://a/1;tcp\r\nFrom-Path: msrp://b/2;tcp\r\n',
  'to-path:  msrp://a/1;tcp msrp://c/3;tcp\r\nFrom-Path: msrp://b/2;tcp\r\n',
  'To-Path: msrp://a/2;tcp\r\nFrom-Path: msrp://b/2;tcp\r\n',
  'Message-ID: 1\r\nTo-Path: msrp://a/1;tcp\r\n',
  '',
);
const id = fc.constantFrom('abcd', 'abcde', 'x.y', 'z'.repeat(40));
const body = fc.constantFrom(
  '',
  '\r\nhello\r\n',
  '\r\n-------abc$\r\n',
  '\r\n\r\n-------abcd\r\n',
  '\r\nMSRP abcd SEND\r\n',
);
const message = fc
  .tuple(id, fc.constantFrom('SEND', '200 OK', '200', ''), header, body, fc.constantFrom('$', '+', '#', '!'))
  .map(
    ([transaction, what, fields, text, flag]) =>
      `MSRP ${transaction} ${what}\r\n${fields}${text}-------${transaction}${flag}\r\n`,
  );
const stream = fc.array(fc.oneof({ arbitrary: message, weight: 5 }, fc.constantFrom('\r\n', 'junk', '\r\nMSRP ')), {
  maxLength: 8,
});

test('a stream is cut into the messages that the decoder finds, with their paths, however it is segmented', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), (pieces, cuts, aligned) => {
      const whole = Buffer.from(pieces.join(''));
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
      const segments = aligned
        ? pieces.map((piece) => Buffer.from(piece))
        : places.slice(1).map((place, index) => whole.subarray(places[index], place));
      const framer = new MsrpFramer();
      const found = segments.flatMap((segment) =>
        framer.push(segment).flatMap(({ octets, paths }) => {
          const read = decodeWhole(octets);
          if (!read) return [];
          expect(paths).toEqual({ to: read.toPath[0] ?? '', from: read.fromPath[0] ?? '' });
          return [read];
        }),
      );
      const expected = new MsrpDecoder().push(whole).flatMap((one) => (one.kind === 'message' ? [one.message] : []));
      expect(found).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
