import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseSipMessage, SipSyntaxError } from '../sip/message.ts';
import { callIdIn } from './call-id.ts';

const line = fc.oneof(
  fc.constantFrom(
    'Call-ID: a@b',
    'call-id : c',
    'I:d',
    'CALL-ID:',
    'Contact: <sip:i:x>',
    'Via: x',
    'Call-IDs: no',
    ' i: folded',
    'Call_ID: no',
    '\nbody',
  ),
  fc.string({ maxLength: 6 }),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\r\n', '\n'))
  .map(([lines, end]) => ['BYE sip:a SIP/2.0', ...lines, '', 'Call-ID: in-the-body'].join(end));

function byParser(raw: string): string | undefined {
  try {
    return parseSipMessage(raw).callId;
  } catch (error) {
    if (error instanceof SipSyntaxError) return undefined;
    throw error;
  }
}

test('what is found is what the parser reads, where it can read the message at all', () => {
  fc.assert(
    fc.property(text, (raw) => {
      const octets = Buffer.from(raw);
      const read = byParser(octets.toString('latin1'));
      const found = callIdIn(octets);
      // A folded or empty value is left to the parser, and so is a message that is none.
      expect(found === undefined || read === undefined || read.startsWith(found)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['OPTIONS sip:a SIP/2.0\r\nVia: x\r\nCall-ID:  one@two \r\n\r\n', 'one@two'],
  ['OPTIONS sip:a SIP/2.0\ni\t: one\n\n', 'one'],
  ['OPTIONS sip:a SIP/2.0\r\n\r\nCall-ID: body\r\n', undefined],
  ['OPTIONS sip:a SIP/2.0\r\nCall-ID: cut', 'cut'],
  ['OPTIONS sip:a SIP/2.0', undefined],
  ['', undefined],
])('%j has %s', (raw, expected) => {
  expect(callIdIn(Buffer.from(raw))).toBe(expected);
});
