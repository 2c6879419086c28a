import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Pack, type PackedItem } from './packed.ts';

const opened = (pack: Pack): unknown => JSON.parse(inflateRawSync(Buffer.from(pack.text(), 'base64')).toString());

test('what goes in comes out, under its number, and no character of it could be markup', () => {
  const text = fc.string({ unit: 'binary' }).map((any) => any.toWellFormed());
  const item = fc.tuple(text, text, text) as fc.Arbitrary<PackedItem>;
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.array(item))), (parts) => {
      const pack = new Pack();
      expect(parts.map((part) => pack.add(part))).toEqual(parts.map((_, index) => index));
      expect(opened(pack)).toEqual(parts);
      expect(pack.text()).toMatch(/^[A-Za-z0-9+/=]*$/);
    }),
  );
});

test('messages of many cases, alike but for a few characters, pack to a tenth', () => {
  const pack = new Pack();
  const message = 'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK\r\nMax-Forwards: 70\r\n'.repeat(10);
  for (let count = 0; count < 100; count++) pack.add(`INVITE sip:${count}@x SIP/2.0\r\n${message}`);
  expect(pack.text().length).toBeLessThan((100 * message.length) / 10);
});

test('there is so much room for plain text and no more', () => {
  const pack = new Pack();
  expect([400_000, 400_000, 100_000, 1].map((length) => pack.takesPlain(length))).toEqual([true, false, true, false]);
});
