import { describe, expect, test } from '@jest/globals';
import { TraceReader } from './trace.ts';

const RULE = '-'.repeat(47);

const record = (heading: string, raw: string, time = '10:12:02.012137'): string =>
  `${RULE} 2026-11-22 ${time}\n${heading} :\n\n${raw}\n\n`.replace(' :\n', heading.includes('[') ? ' :\n' : ':\n');

const BYE = 'BYE sip:x SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 0\r\n\r\n';

describe('message trace', () => {
  test('gives direction, transport, time with microseconds and every octet', () => {
    const body = 'Gr\xfc\xdfe \x00\r\n\r\nend';
    const [message] = new TraceReader().push(record(`UDP message received [${body.length}] bytes`, body));
    expect(message).toEqual({
      wallMs: Date.UTC(2026, 10, 22, 10, 12, 2, 12) + 0.137,
      transport: 'udp',
      direction: 'received',
      raw: body,
    });
  });

  test('knows what was sent, and TCP', () => {
    const [message] = new TraceReader().push(record(`TCP message sent (${BYE.length} bytes)`, BYE));
    expect(message).toMatchObject({ transport: 'tcp', direction: 'sent', raw: BYE });
  });

  test('passes over commands and noise', () => {
    const command = 'Call-ID: 1\n==reply==';
    const text =
      record(`TCP control message received [${command.length}] bytes`, command) +
      `${RULE} 2026-11-22 10:12:02.000000\nUDP message voluntary lost (while sending).` +
      `${RULE}\nUnexpected UDP message received:\n\n${BYE}\n` +
      record(`UDP message received [${BYE.length}] bytes`, BYE);
    expect(new TraceReader().push(text).map(({ raw }) => raw)).toEqual([BYE]);
  });

  test('is not misled by a body that looks like a record', () => {
    const inner = record('UDP message sent (3 bytes)', 'abc');
    const messages = new TraceReader().push(record(`UDP message received [${inner.length}] bytes`, inner));
    expect(messages.map(({ raw }) => raw)).toEqual([inner]);
  });

  test('waits for the rest of a record, wherever it is cut', () => {
    const times = ['10:12:02.000001', '10:12:02.000002', '10:12:02.000003'];
    const text = times
      .map((time) => `noise\n${record(`UDP message received [${BYE.length}] bytes`, BYE, time)}`)
      .join('');
    for (let size = 1; size < text.length; size += 7) {
      const reader = new TraceReader();
      const messages = [];
      for (let at = 0; at < text.length; at += size) messages.push(...reader.push(text.slice(at, at + size)));
      expect(messages.map(({ raw }) => raw)).toEqual([BYE, BYE, BYE]);
    }
  });

  test('takes a record that was written twice once', () => {
    const heading = `UDP message sent (${BYE.length} bytes)`;
    const text = record(heading, BYE) + record(heading, BYE) + record(heading, BYE, '10:12:02.600000');
    expect(new TraceReader().push(text)).toHaveLength(2);
  });
});
