import { expect, test } from '@jest/globals';
import { command, NO_DIALOG } from './command.ts';

const DIALOG = {
  reply: ['Via: v', 'CSeq: 2 BYE'],
  route: ['Route: <sip:p;lr>'],
  request: ['From: f', 'To: t', 'Event: conference'],
  cseq: 3,
  target: 'sip:x',
};

/** What stands between a section's mark and the next mark. */
const section = (text: string, name: string): string | undefined =>
  new RegExp(`==${name}==([^]*?)==[a-z]+==`).exec(text)?.[1];

test('each section holds what its kind of message needs', () => {
  const text = command('c', DIALOG, { 'X-A': 'b' }, 'v=0\r\n');
  expect(text).toMatch(/^Call-ID: c\r\n==reply==/);
  expect(text.endsWith('\r\n\r\n\x1b')).toBe(true);
  expect(section(text, 'reply')).toBe('Via: v\r\nCSeq: 2 BYE\r\nX-A: b');
  expect(section(text, 'route')).toBe('Route: <sip:p;lr>');
  expect(section(text, 'request')).toBe('From: f\r\nTo: t\r\nEvent: conference\r\nX-A: b');
  expect(section(text, 'cseq')).toBe('3');
  expect(section(text, 'target')).toBe('sip:x');
  expect(section(text, 'body')).toBe('v=0\r\n');
});

test('a header field that is given takes the place of the dialog’s own', () => {
  const text = command('c', DIALOG, { event: 'presence' }, '');
  expect(section(text, 'request')).toBe('From: f\r\nTo: t\r\nevent: presence');
});

test('the first command of a call says what the call is for', () => {
  expect(command('c', NO_DIALOG, {}, '', 'SUBSCRIBE')).toMatch(/^Call-ID: c\r\nDo: SUBSCRIBE\r\n==reply====route==/);
});
