import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';

const PROGRAM = `
  import { listenForInterruption } from ${JSON.stringify(new URL('interruption.ts', import.meta.url).href)};
  const { signal, release } = listenForInterruption(() => console.log('first'));
  const busy = setInterval(() => {}, 1000);
  signal.addEventListener('abort', () => {
    if (process.argv[1] === 'quick') { clearInterval(busy); release(); process.exitCode = 7; }
  });
  console.log('ready');
`;

let child: ChildProcess;
afterEach(() => {
  child.kill('SIGKILL');
});

/** A program that ends with 7 once it was interrupted, if it is quick, or never. */
async function started(pace: 'quick' | 'slow') {
  child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, pace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard = (word: string) =>
    new Promise<void>((resolve) => child.stdout!.on('data', (text) => String(text).includes(word) && resolve()));
  await heard('ready');
  return { heard, ended: once(child, 'exit') };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('the first %s lets the run end by itself', async (name) => {
  const { ended } = await started('quick');
  child.kill(name);
  expect(await ended).toEqual([7, null]);
});

test('the second signal ends it at once, with 130', async () => {
  const { heard, ended } = await started('slow');
  const first = heard('first');
  child.kill('SIGINT');
  await first;
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
});
