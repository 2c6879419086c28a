import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  nat,
  oneof,
  option,
  property,
  record,
  stringMatching,
  uint8Array,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { MsrpDecoder } from './decoder.ts';
import type { Decoded, DecoderLimits } from './decoder.ts';
import { encode, responseTo, sendRequests, successReport } from './encoder.ts';
import { byteRangeOf, headerOf } from './message.ts';
import type { MsrpMessage, MsrpRequest } from './message.ts';

const decodeAll = (pieces: Buffer[], limits?: Partial<DecoderLimits>): Decoded[] => {
  const decoder = new MsrpDecoder(limits);
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
};

const messagesOf = (decoded: Decoded[]): MsrpMessage[] =>
  decoded.flatMap((each) => (each.kind === 'message' ? [each.message] : []));

/** Without the excerpt of `not-msrp`, which shows what was there at the time. */
const gist = (decoded: Decoded[]) =>
  decoded.map((each) =>
    each.kind === 'message' ? { message: each.message, octets: each.octets.toString('latin1') } : each.reason,
  );

const cut = (stream: Buffer, sizes: number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let i = 0; from < stream.length; i++) {
    const to = from + 1 + (sizes[i % sizes.length] ?? 0);
    pieces.push(stream.subarray(from, to));
    from = to;
  }
  return pieces;
};

const token = stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const uri = stringMatching(/^msrp:\/\/[a-z]{1,8}:[1-9][0-9]{0,3}\/[A-Za-z0-9]{1,8};tcp$/);
const paths = array(uri, { minLength: 1, maxLength: 3 });

/** Bodies made of what is hard to tell from framing, and of any octets at all. */
const anyBody = oneof(
  uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets)),
  array(constantFrom('\r\n', '\r', '-------', '------', 'id0', 'id1$', 'MSRP id0 SEND', '$', '+', 'é'), {
    maxLength: 12,
  }).map((parts) => Buffer.from(parts.join(''))),
);

const anyMessage: Arbitrary<MsrpMessage> = record({
  transaction: stringMatching(/^[a-z0-9][A-Za-z0-9.+%=-]{3,15}$/),
  start: oneof(
    record({ kind: constantFrom('request' as const), method: constantFrom('SEND', 'REPORT', 'NICKNAME') }),
    record({
      kind: constantFrom('response' as const),
      status: nat(899).map((n) => n + 100),
      comment: constantFrom('', 'OK', 'Session Does Not Exist'),
    }),
  ),
  toPath: paths,
  fromPath: paths,
  headers: array(
    record({ name: token.map((name) => `X-${name}`), value: stringMatching(/^([!-~]([ -~]{0,10}[!-~])?)?$/) }),
    {
      maxLength: 4,
    },
  ),
  body: option(anyBody, { nil: undefined }),
  flag: constantFrom('$' as const, '+' as const, '#' as const),
})
  .map(({ start, body: octets, ...parts }) => ({ ...start, ...parts, ...(octets && { body: octets }) }))
  .filter((each) => each.body === undefined || !each.body.includes(`-------${each.transaction}`));

const sizes = array(nat(40), { minLength: 1, maxLength: 8 });

describe('any split', () => {
  test('of any messages decodes to the same messages', () => {
    assert(
      property(array(anyMessage, { maxLength: 5 }), sizes, (messages, pieces) => {
        const stream = Buffer.concat(messages.map(encode));
        expect(messagesOf(decodeAll(cut(stream, pieces)))).toEqual(messages);
      }),
    );
  });

  test('of messages among garbage and beyond the limits decodes to the same', () => {
    const garbage = stringMatching(/^[ -~\r\n]{1,30}$/).map((text) => Buffer.from(text));
    const limits = { header: 200, message: 220 };
    assert(
      property(array(oneof(anyMessage.map(encode), garbage), { maxLength: 6 }), sizes, (parts, pieces) => {
        const stream = Buffer.concat(parts);
        expect(gist(decodeAll(cut(stream, pieces), limits))).toEqual(gist(decodeAll([stream], limits)));
      }),
    );
  });

  test('of any octets never throws', () => {
    assert(
      property(array(uint8Array({ maxLength: 200 })), (pieces) => {
        expect(() => decodeAll(pieces.map((piece) => Buffer.from(piece)))).not.toThrow();
      }),
    );
  });
});

const text = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
const ok = text('MSRP t001 200 OK', 'To-Path: msrp://a:1/a;tcp', 'From-Path: msrp://b:1/b;tcp', '-------t001$');

describe('decoding', () => {
  test('a look-alike of the end-line without flag and CRLF belongs to the body', () => {
    const body = 'one\r\n-------t001x\r\n-------t001$ \r\ntwo';
    const [decoded] = decodeAll([
      text('MSRP t001 SEND', 'To-Path: a', 'From-Path: b', 'Content-Type: text/plain', '', body, '-------t001+'),
    ]);
    expect(decoded).toMatchObject({ kind: 'message', message: { flag: '+', body: Buffer.from(body) } });
  });

  test('an empty line before the end-line makes no body', () => {
    const [message] = messagesOf(decodeAll([text('MSRP t001 SEND', 'To-Path: a', '', '-------t001$')]));
    expect(message).not.toHaveProperty('body');
  });

  test('no octets between empty line and end-line are a body of none', () => {
    const [message] = messagesOf(decodeAll([text('MSRP t001 SEND', 'To-Path: a', '', '', '-------t001$')]));
    expect(message?.body).toEqual(Buffer.alloc(0));
  });

  test('empty lines between messages are passed over', () => {
    expect(gist(decodeAll([text('', ''), ok, text(''), ok]))).toHaveLength(2);
  });

  test('padded header fields, names in any case', () => {
    const [message] = messagesOf(
      decodeAll([text('MSRP t001 SEND', 'to-path:  a   b ', 'BYTE-RANGE:   1-*/9 ', '-------t001$')]),
    );
    expect(message?.toPath).toEqual(['a', 'b']);
    expect(message && byteRangeOf(message)).toEqual({ start: 1, total: 9 });
  });

  test('what is no MSRP is reported once, and the next message is found', () => {
    const decoded = decodeAll([Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n'), ok]);
    expect(gist(decoded)).toEqual(['not-msrp', expect.objectContaining({ message: expect.anything() })]);
    expect(decoded[0]).toMatchObject({ detail: expect.stringContaining('GET / HTTP/1.1') });
  });

  test('a body over 1 MiB is reported once, and the next message is found', () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'x');
    const head = text('MSRP big1 SEND', 'To-Path: a', 'Content-Type: text/plain', '');
    const stream = [head, mebibyte, text('', '-------big1$'), ok];
    expect(gist(decodeAll(stream))).toEqual(['message-too-large', expect.anything()]);
  });

  test('a header over 64 KiB is reported once, and the next message is found', () => {
    const stream = [text('MSRP big1 SEND', `To-Path: ${'a'.repeat(70_000)}`, 'X: y', '', 'body', '-------big1$'), ok];
    expect(gist(decodeAll(stream))).toEqual(['header-too-large', expect.anything()]);
  });

  test('an endless message is not held in memory', () => {
    const decoder = new MsrpDecoder();
    decoder.push(text('MSRP big1 SEND', 'To-Path: a', ''));
    const before = process.memoryUsage().arrayBuffers;
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 64; i++) decoder.push(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  test('a stream that ends inside a message says how far it came', () => {
    expect(decodeAll([ok.subarray(0, 40)])).toEqual([
      { kind: 'protocol-error', reason: 'truncated', detail: 'the stream ended inside transaction t001, 40 octets in' },
    ]);
  });

  test('a line that is no header field does not spoil the message', () => {
    const [message] = messagesOf(
      decodeAll([text('MSRP t001 SEND', 'nonsense', 'X: a\rb', 'To-Path: a', '-------t001$')]),
    );
    expect(message).toMatchObject({ toPath: ['a'], headers: [] });
  });
});

describe('encoding', () => {
  const outgoing = { toPath: ['msrp://r:1;tcp', 'msrp://s:1/s;tcp'], fromPath: ['msrp://h:2/h;tcp'], messageId: 'm1' };

  test('a bodiless SEND as RFC 4975 shows it', () => {
    const [send] = sendRequests(outgoing);
    const id = send?.transaction;
    expect(send && encode(send).toString()).toBe(
      `MSRP ${id} SEND\r\nTo-Path: msrp://r:1;tcp msrp://s:1/s;tcp\r\nFrom-Path: msrp://h:2/h;tcp\r\n` +
        `Message-ID: m1\r\nByte-Range: 1-0/0\r\n-------${id}$\r\n`,
    );
  });

  test('chunks share the Message-ID and carry the whole body', () => {
    assert(
      property(uint8Array({ maxLength: 50 }), nat(20), (octets, size) => {
        const chunks = sendRequests({ ...outgoing, content: { type: 'text/plain', body: Buffer.from(octets) } }, size);
        expect(Buffer.concat(chunks.map((chunk) => chunk.body ?? Buffer.alloc(0)))).toEqual(Buffer.from(octets));
        expect(new Set(chunks.map((chunk) => chunk.transaction)).size).toBe(chunks.length);
        expect(chunks.map((chunk) => chunk.flag).join('')).toMatch(/^\+*\$$/);
        let sent = 0;
        for (const chunk of chunks) {
          expect(headerOf(chunk, 'Message-ID')).toBe('m1');
          expect(chunk.headers.at(-1)?.name).toBe('Content-Type');
          const range = { start: sent + 1, end: sent + (chunk.body?.length ?? 0), total: octets.length };
          expect(byteRangeOf(chunk)).toEqual(range);
          sent = range.end;
        }
      }),
    );
  });

  test('a response goes to the first From-Path URI, from the first To-Path URI', () => {
    const [request] = messagesOf(decodeAll([text('MSRP t001 SEND', 'To-Path: a b', 'From-Path: c d', '-------t001$')]));
    expect(encode(responseTo(request as MsrpRequest, 481)).toString()).toBe(
      text('MSRP t001 481 Session Does Not Exist', 'To-Path: c', 'From-Path: a', '-------t001$').toString(),
    );
  });

  test('a REPORT goes back the whole path', () => {
    const [request] = messagesOf(decodeAll([text('MSRP t001 SEND', 'To-Path: a', 'From-Path: c d', '-------t001$')]));
    expect(successReport(request as MsrpRequest, 'm9', 5, 'h')).toMatchObject({
      method: 'REPORT',
      toPath: ['c', 'd'],
      fromPath: ['h'],
      headers: [
        { name: 'Message-ID', value: 'm9' },
        { name: 'Byte-Range', value: '1-5/5' },
        { name: 'Status', value: '000 200 OK' },
      ],
    });
  });

  test('nothing that breaks the framing is written', () => {
    const [send] = sendRequests({ ...outgoing, headers: [{ name: 'X', value: 'a\r\nb' }] });
    expect(() => encode(send as MsrpRequest)).toThrow('line break');
    const response = responseTo(send as MsrpRequest, 200);
    expect(() => encode({ ...response, body: Buffer.from(`-------${response.transaction}`) })).toThrow('end-line');
  });
});
