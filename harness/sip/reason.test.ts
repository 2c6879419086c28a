import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSipMessage } from './message.ts';
import { hasProtocol, reasonsOf } from './reason.ts';

const reasons = (...lines: string[]) =>
  reasonsOf(parseSipMessage(['BYE sip:a SIP/2.0', ...lines, '', ''].join('\r\n'))).map(({ protocol, cause, text }) => ({
    protocol,
    cause,
    text,
  }));

test('values over several lines and in comma-separated lists', () => {
  expect(
    reasons('Reason: SIP;cause=200;text="Call, completed; ok"', 'reason: Q.850;cause=16,RELEASE_CAUSE ;cause=1'),
  ).toEqual([
    { protocol: 'SIP', cause: 200, text: 'Call, completed; ok' },
    { protocol: 'Q.850', cause: 16, text: undefined },
    { protocol: 'RELEASE_CAUSE', cause: 1, text: undefined },
  ]);
});

test('no Reason, no cause, a cause that is no number', () => {
  expect(reasons()).toEqual([]);
  expect(reasons('Reason: SIP, SIP;cause=abc').map((reason) => reason.cause)).toEqual([undefined, undefined]);
});

test('escapes in the text', () => {
  expect(reasons(String.raw`Reason: SIP;cause=200;text="say \"bye\""`)[0]?.text).toBe('say "bye"');
});

test('protocols compare without case', () => {
  const [reason] = reasonsOf(parseSipMessage('BYE sip:a SIP/2.0\r\nReason: sip;cause=200\r\n\r\n'));
  expect(hasProtocol(reason!, 'SIP')).toBe(true);
  expect(hasProtocol(reason!, 'Q.850')).toBe(false);
});

test('white space and folding change nothing, any text survives quoting', () => {
  const space = fc.constantFrom('', ' ', '\t', '\r\n  ');
  const printable = fc.stringMatching(/^[ -~]{0,40}$/);
  fc.assert(
    fc.property(space, space, fc.nat(699), printable, (a, b, cause, text) => {
      const quoted = text.replace(/["\\]/g, String.raw`\$&`);
      expect(
        reasons(`Reason: SIP${a};${b}cause${a}=${b}${cause}${b};text${b}=${a}"${quoted}"${a},${b}X;cause=1`),
      ).toEqual([
        { protocol: 'SIP', cause, text },
        { protocol: 'X', cause: 1, text: undefined },
      ]);
    }),
  );
});
