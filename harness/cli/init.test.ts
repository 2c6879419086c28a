import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { loadDescriptor } from '../sut/load.ts';
import { commandLine } from './command-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function cli(...words: string[]): Promise<{ code: number; printed: string; told: string }> {
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const code = await commandLine(['node', 'cpm-leave', ...words]);
  return { code, printed: text(out), told: text(err) };
}

const named = ['--role', 'client', '--vendor', 'Example Corp', '--product', 'Example chat', '--product-version', '4.2'];

test('with everything given it asks nothing, and writes a description that is valid', async () => {
  const file = join(folder, 'chat.yaml');
  const { code, printed } = await cli('init', file, ...named, '--process', 'node chat.ts', '--upper-tester', 'exec');
  expect({ code, printed }).toEqual({ code: 0, printed: expect.stringContaining(`cpm-leave check --sut ${file}`) });
  expect(loadDescriptor(file)).toMatchObject({
    role: 'client',
    product: { name: 'Example chat' },
    host: { process: { command: ['node', 'chat.ts'] } },
    upperTester: { instances: 'one' },
  });
  const [, schema = ''] = /\$schema=(.*)/.exec(readFileSync(file, 'utf8')) ?? [];
  expect(JSON.parse(readFileSync(join(folder, schema), 'utf8'))).toMatchObject({ title: 'System under test' });
});

test.each([
  [['--role', 'phone'], "--role is 'phone'; expected one of client, focus, pcscf"],
  [['--role', 'focus'], '--vendor is missing, and there is no terminal to ask on'],
  [[...named], '--image, --process or --address is missing'],
  [[...named, '--image', 'x', '--process', 'y'], '--image and --process are both given; expected one place'],
  [[...named, '--address', 'here'], "--address is 'here'; expected an IPv4 address"],
  [[...named, '--address', '192.0.2.20'], '--local-address is missing'],
  [[...named, '--image', 'x', '--upper-tester', 'ssh'], "--upper-tester is 'ssh'; expected one of http, exec, manual"],
  [[...named, '--image', 'x', '--url', 'ftp://x'], 'upperTester.http is "ftp://x", expected a base URL'],
  [[...named, '--process', 'chat "x'], 'the quote " is not closed'],
  [['--form'], '--form needs --role, one of client, focus, pcscf, or --sut'],
])('%j writes nothing and ends with 2', async (words, expected) => {
  const { code, told, printed } = await cli('init', join(folder, 'chat.yaml'), ...words);
  expect(told).toContain(expected);
  expect(told).toMatch(/^error: .*\n$/);
  expect({ code, printed }).toEqual({ code: 2, printed: '' });
  expect(readdirSync(folder)).toEqual([]);
});

test('what exists is not written over', async () => {
  const file = join(folder, 'chat.yaml');
  writeFileSync(file, 'mine');
  const { code, told } = await cli('init', file, ...named, '--image', 'x');
  expect({ code, told }).toEqual({ code: 2, told: expect.stringContaining('exists; expected the name of a new file') });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('--form prints the form of a role', async () => {
  const { code, printed } = await cli('init', '--form', '--role', 'focus');
  expect(code).toBe(0);
  expect(printed).toContain('# Conformance statement of a focus');
  expect(printed).toContain('| PC_CF_REMOVE |');
});
