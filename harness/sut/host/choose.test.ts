import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HostDescription, SutDescriptor } from '../descriptor.ts';
import { chooseHost, hostOf } from './choose.ts';
import { HostError } from './host.ts';

const image = { name: 'x' };
const local = { command: ['x'], directory: '/' };
const address = { ip: '192.0.2.1', localAddresses: ['192.0.2.2'] };
const living = (host: HostDescription): SutDescriptor => ({ file: '/lab/sut.yaml', host }) as SutDescriptor;
const both = living({ image, process: local });

const present = () => Promise.resolve(true);
const absent = () => Promise.resolve(false);
const neverAsked = () => Promise.reject(new Error('the engine was asked for'));

let ci: string | undefined;
beforeEach(() => {
  ci = process.env['CI'];
  delete process.env['CI'];
});
afterEach(() => {
  if (ci === undefined) delete process.env['CI'];
  else process.env['CI'] = ci;
});

describe('without a wish', () => {
  test('containers where an engine answers, else processes', async () => {
    expect(await chooseHost(undefined, [both], present)).toBe('container');
    expect(await chooseHost(undefined, [both], absent)).toBe('process');
  });

  test('in CI a missing engine is an error that names its remedy', async () => {
    process.env['CI'] = 'true';
    expect(await chooseHost(undefined, [both], present)).toBe('container');
    await expect(chooseHost(undefined, [both], absent)).rejects.toThrow(HostError);
    await expect(chooseHost(undefined, [both], absent)).rejects.toThrow('node setup/ensure.mjs');
  });

  test('what the descriptors provide for', async () => {
    expect(await chooseHost(undefined, [both, living({ process: local })], present)).toBe('process');
    expect(await chooseHost(undefined, [living({ address })], neverAsked)).toBe('address');
    expect(await chooseHost(undefined, [living({ address }), both], present)).toBe('container');
    await expect(chooseHost(undefined, [living({ image })], absent)).rejects.toThrow('no Docker Engine answers');
    await expect(chooseHost(undefined, [living({ image }), living({ process: local })], present)).rejects.toThrow(
      'sut.yaml has no host.process, which --host process needs',
    );
  });
});

describe('with a wish', () => {
  test('processes need no engine, in CI neither', async () => {
    process.env['CI'] = 'true';
    expect(await chooseHost('process', [both], neverAsked)).toBe('process');
  });

  test('containers need one', async () => {
    expect(await chooseHost('container', [both], present)).toBe('container');
    await expect(chooseHost('container', [both], absent)).rejects.toThrow('no Docker Engine answers');
  });

  test('a descriptor without that host is an error', async () => {
    await expect(chooseHost('process', [living({ image })], absent)).rejects.toThrow(
      'sut.yaml has no host.process, which --host process needs',
    );
    await expect(chooseHost('address', [both], absent)).rejects.toThrow(HostError);
  });
});

test('a system that has only an address lives there whatever the run says', () => {
  expect(hostOf(living({ address }), 'container')).toBe('address');
  expect(hostOf(living({ address, image }), 'container')).toBe('container');
  expect(() => hostOf(living({ address, image }), 'process')).toThrow(HostError);
});
