import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { claimLoopbackBlock } from './loopback-block.ts';

test('two claims never name the same block, and a block that was released can be had again', async () => {
  const first = await claimLoopbackBlock();
  const second = await claimLoopbackBlock();
  expect(second.first).not.toBe(first.first);
  await first.release();
  // Somebody else on this machine may be quicker, but not again and again.
  let third = await claimLoopbackBlock();
  for (let round = 0; round < 10 && third.first !== first.first; round++) {
    await third.release();
    third = await claimLoopbackBlock();
  }
  expect(third.first).toBe(first.first);
  await Promise.all([second.release(), third.release()]);
});

test('a claim ends with its process, and does not keep that alive', async () => {
  const script = `const { claimLoopbackBlock } = await import(process.argv[1]); console.log((await claimLoopbackBlock()).first)`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, new URL('loopback-block.ts', import.meta.url).href],
    { timeout: 25_000 },
  );
  expect(stdout).toMatch(/^127\.\d+\.0\.0\n$/);
});
