import { expect, test } from '@jest/globals';
import { dockerNeed } from './intent.mjs';

test.each([
  { args: [], env: {}, need: 'preferred' },
  { args: [], env: { CI: 'true' }, need: 'required' },
  { args: [], env: { CI: 'false' }, need: 'preferred' },
  { args: ['--host', 'process'], env: { CI: 'true' }, need: 'unneeded' },
  { args: ['--select', 'TP-*', '--host=process'], env: {}, need: 'unneeded' },
  { args: ['--host', 'container'], env: {}, need: 'required' },
  { args: ['--host', 'process', '--host', 'container'], env: {}, need: 'required' },
  { args: ['--host'], env: {}, need: 'preferred' },
  { args: ['--out', 'process'], env: {}, need: 'preferred' },
])('the options $args with $env make Docker $need', ({ args, env, need }) => {
  expect(dockerNeed(args, env)).toBe(need);
});
