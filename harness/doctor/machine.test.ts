import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { sippSymptom, whyNotBindable } from './machine.ts';

test('a SIPp that the scenarios were proved with is good', () => {
  expect(sippSymptom('\n SIPp v3.6.1-TLS-PCAP-SHA256.\n')).toEqual({ id: 'sipp', state: 'good', found: 'SIPp 3.6.1' });
});

test.each([
  ['another version', ' SIPp v3.7.2.\n', 'limited', /^SIPp 3\.7\.2, with which/],
  ['something else of that name', 'usage: sipp', 'missing', /does not tell its version$/],
])('%s is said to be so, with what mends it', (_, printed, state, found) => {
  expect(sippSymptom(printed)).toEqual({
    id: 'sipp',
    state,
    found: expect.stringMatching(found),
    mend: expect.any(String),
  });
});

test('a free port can be bound, and is given back', async () => {
  expect(await whyNotBindable('127.9.62.1')).toBeUndefined();
  expect(await whyNotBindable('127.9.62.1')).toBeUndefined();
});

test('a port that is taken over UDP or TCP cannot', async () => {
  const udp = createSocket('udp4').bind(5060, '127.9.62.2');
  const tcp = createServer().listen(5060, '127.9.62.3');
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  expect(await whyNotBindable('127.9.62.2')).toBe('127.9.62.2 port 5060 cannot be bound: the port is taken');
  expect(await whyNotBindable('127.9.62.3')).toMatch(/the port is taken$/);
  udp.close();
  tcp.close();
});

test('an address of somebody else cannot', async () => {
  expect(await whyNotBindable('192.0.2.1')).toMatch(/this machine has no such address$/);
});
