import { expect, test } from '@jest/globals';
import { librariesIn } from './handmade-image.mjs';

test('shared libraries are read off the listing, the loader too and the one inside the kernel not', () => {
  const listing = [
    '\tlinux-vdso.so.1 (0x00007ffbb5a81000)',
    '\tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007ffbb5a6b000)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007ffbb5a83000)',
  ].join('\n');
  expect(librariesIn(listing)).toEqual(['/lib/x86_64-linux-gnu/libdl.so.2', '/lib64/ld-linux-x86-64.so.2']);
});

test('a static program has none', () => {
  expect(librariesIn('\tnot a dynamic executable\n')).toEqual([]);
  expect(librariesIn('\tstatically linked\n')).toEqual([]);
});
