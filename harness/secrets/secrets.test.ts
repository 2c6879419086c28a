import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Secrets } from './secrets.ts';

const password = `p@ss "w<ö>rd' & \\more`;
const secrets = new Secrets({ CHAT_PASSWORD: password });

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['as it is', password],
  ['in JSON', JSON.stringify({ password })],
  ['in a URL', `http://x/?p=${encodeURIComponent(password)}`],
  ['in HTML', `<b>p@ss &quot;w&lt;ö&gt;rd&#39; &amp; \\more</b>`],
  ['in Base64', Buffer.from(password).toString('base64')],
  ['in Base64 after a name', Buffer.from(`alice:${password}`).toString('base64')],
  ['in Base64 after another', Buffer.from(`bob:${password}\n`).toString('base64')],
  ['in Base64 after a third', Buffer.from(`al:${password}--`).toString('base64')],
])('a secret is blotted out %s', (_, text) => {
  const redacted = secrets.redact(`before ${text} after`);
  expect(redacted).toMatch(/^before .*\[secret CHAT_PASSWORD\].* after$/s);
  for (const part of ['w<', 'ö', 'more']) expect(redacted).not.toContain(part);
});

test('in all texts of a report, keys included', () => {
  expect(secrets.redactAll({ [password]: [password, 1, null, { deep: `x${password}` }] })).toEqual({
    '[secret CHAT_PASSWORD]': ['[secret CHAT_PASSWORD]', 1, null, { deep: 'x[secret CHAT_PASSWORD]' }],
  });
});

test('in all files below a folder, byte by byte, and no other file is touched', async () => {
  mkdirSync(join(folder, 'evidence'));
  const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from(password), Buffer.from([0xfe])]);
  writeFileSync(join(folder, 'evidence/trace.log'), bytes);
  writeFileSync(join(folder, 'plain.txt'), 'nothing here');
  writeFileSync(join(tmpdir(), `outside-${process.pid}`), password);
  symlinkSync(join(tmpdir(), `outside-${process.pid}`), join(folder, 'link'));
  const before = statSync(join(folder, 'plain.txt')).ino;
  await secrets.sweep(folder);
  const swept = readFileSync(join(folder, 'evidence/trace.log'));
  expect(swept).toEqual(
    Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from('[secret CHAT_PASSWORD]'), Buffer.from([0xfe])]),
  );
  expect(statSync(join(folder, 'plain.txt')).ino).toBe(before);
  expect(readFileSync(join(tmpdir(), `outside-${process.pid}`), 'utf8')).toBe(password);
  rmSync(join(tmpdir(), `outside-${process.pid}`));
});

test('octets that hold one are known by it', () => {
  const octets = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(password), Buffer.from([0xc3])]);
  expect(secrets.isIn(octets)).toBe(true);
  expect(secrets.isIn(octets.subarray(0, -2))).toBe(false);
  expect(new Secrets({}).isIn(octets)).toBe(false);
});

test('a secret that holds another leaves nothing of it', () => {
  expect(new Secrets({ SHORT: 'secret', LONG: 'secret-and-more' }).redact('secret-and-more secret')).toBe(
    '[secret LONG] [secret SHORT]',
  );
});

test('names without a usable value are refused, without the value', () => {
  expect(() => Secrets.fromEnvironment(['A_TOKEN'], {})).toThrow('A_TOKEN is not set; expected a secret in it');
  expect(() => Secrets.fromEnvironment(['A_TOKEN'], { A_TOKEN: 'abcde' })).toThrow(
    /^(?!.*abcde).*at least 6 characters$/,
  );
  expect(Secrets.fromEnvironment(['A_TOKEN'], { A_TOKEN: 'abcdef' }).redact('abcdef')).toBe('[secret A_TOKEN]');
});
