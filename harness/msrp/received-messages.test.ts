import { expect, test } from '@jest/globals';
import { assert, nat, property, shuffledSubarray, tuple, uint8Array } from 'fast-check';
import { sendRequests } from './encoder.ts';
import type { MsrpRequest } from './message.ts';
import { ReceivedMessages } from './received-messages.ts';

const chunksOf = (octets: Uint8Array, size: number, messageId = 'm'): MsrpRequest[] =>
  sendRequests(
    { toPath: ['a'], fromPath: ['b'], messageId, content: { type: 'x/y', body: Buffer.from(octets) } },
    size,
  );

test('a message is complete with its last missing chunk, in whatever order they come', () => {
  const shuffled = tuple(uint8Array({ minLength: 1, maxLength: 40 }), nat(10)).chain(([octets, size]) => {
    const chunks = chunksOf(octets, size);
    const order = shuffledSubarray(chunks, { minLength: chunks.length });
    return order.map((each) => ({ length: octets.length, chunks: each }));
  });
  assert(
    property(shuffled, ({ length, chunks }) => {
      const received = new ReceivedMessages();
      const totals = chunks.map((chunk) => received.add(chunk));
      expect(totals).toEqual([...chunks.slice(1).map(() => undefined), length]);
    }),
  );
});

test('a message of no octets is complete', () => {
  expect(chunksOf(new Uint8Array(), 5).map((chunk) => new ReceivedMessages().add(chunk))).toEqual([0]);
});

test('a message that was given up begins anew', () => {
  const received = new ReceivedMessages();
  const [first, second] = chunksOf(new Uint8Array(4), 2);
  if (!first || !second) throw new Error('two chunks expected');
  received.add(first);
  expect(received.add({ ...second, flag: '#' })).toBeUndefined();
  expect(received.add(second)).toBeUndefined();
  expect(received.add(first)).toBe(4);
});

test('a bodiless SEND is no message', () => {
  const [bind] = sendRequests({ toPath: ['a'], fromPath: ['b'], messageId: 'm' });
  expect(bind && new ReceivedMessages().add(bind)).toBeUndefined();
});

test('of too many unfinished messages the oldest is forgotten', () => {
  const received = new ReceivedMessages();
  const [first, second] = chunksOf(new Uint8Array(4), 2, 'oldest');
  if (!first || !second) throw new Error('two chunks expected');
  received.add(first);
  for (let i = 0; i < 256; i++) {
    const [begun] = chunksOf(new Uint8Array(4), 2, `m${i}`);
    if (begun) received.add(begun);
  }
  expect(received.add(second)).toBeUndefined();
});
