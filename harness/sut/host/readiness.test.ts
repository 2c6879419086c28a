import { expect, test } from '@jest/globals';
import { HostError } from './host.ts';
import { OutputTail } from './output-tail.ts';
import { untilReady, withLastWords } from './readiness.ts';

const never = new Promise<string>(() => {});

test('a system is ready when it says so, in however many pieces', async () => {
  const output = new OutputTail();
  const ready = untilReady('it', 'READY', output, never);
  output.add('starting\nREA');
  output.add('DY\n');
  await expect(ready).resolves.toBeUndefined();
});

test('a system may have said so already, or have nothing to say', async () => {
  const output = new OutputTail();
  output.add('READY\n');
  await expect(untilReady('it', 'READY', output, never)).resolves.toBeUndefined();
  await expect(untilReady('it', undefined, new OutputTail(), never)).resolves.toBeUndefined();
});

test('a system that ends first is not ready', async () => {
  await expect(
    untilReady('the phone', 'READY', new OutputTail(), Promise.resolve('ended with exit status 1')),
  ).rejects.toThrow(new HostError('the phone was not ready: it ended with exit status 1'));
});

test('a system that says something else is not ready', async () => {
  const output = new OutputTail();
  const ready = untilReady('the phone', 'READY', output, never, 50);
  output.add('ready soon\n');
  await expect(ready).rejects.toThrow('the phone was not ready: it did not print "READY" within 0.05 s');
});

test('last words are quoted where there are any', () => {
  const output = new OutputTail();
  expect(withLastWords('ended', output)).toBe('ended');
  output.add('one\ntwo\n');
  expect(withLastWords('ended', output)).toBe('ended; its last line was: two');
});
