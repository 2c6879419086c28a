import { expect, test } from '@jest/globals';
import { readErrorLog, summarise, tellsOfLostMessage } from './error-log.ts';

const STAMP = '2026-11-22\t12:46:06.439069\t1795351566.439069: ';
const LATER = '2026-11-22\t12:46:07.000000\t1795351567.000000: ';

const LOG =
  `The following events occurred:\n${STAMP}Continuing call on unexpected message for Call-Id 'o1': while sending (index 4), ` +
  `received 'INFO sip:alice SIP/2.0\r\nCall-ID: o1\r\n\r\n'${LATER}Automatic response mode for an unexpected INFO, NOTIFY, ` +
  `OPTIONS or UPDATE for call: s1${LATER}Discarding message which can't be mapped to a known SIPp call:\nSIP/2.0 200 OK\r\n`;

test('two entries on a line, and entries of many lines, are told apart by their stamps', () => {
  const errors = readErrorLog(LOG);
  expect(errors.map(({ wallMs }) => wallMs)).toEqual([1795351566439.069, 1795351567000, 1795351567000]);
  expect(errors.map(summarise)).toEqual([
    "Continuing call on unexpected message for Call-Id 'o1': while sending (index 4), received 'INFO sip:alice SIP/2.0",
    'Automatic response mode for an unexpected INFO, NOTIFY, OPTIONS or UPDATE for call: s1',
    "Discarding message which can't be mapped to a known SIPp call: SIP/2.0 200 OK",
  ]);
});

test('what SIPp answered in the scenario’s place is not lost', () => {
  expect(readErrorLog(LOG).map(tellsOfLostMessage)).toEqual([true, false, true]);
});

test('an empty log has no entries', () => expect(readErrorLog('')).toEqual([]));
