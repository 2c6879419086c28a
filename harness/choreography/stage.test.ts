import { expect, test } from '@jest/globals';
import { atMost } from './stage.ts';

const pending = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const never = new Promise(() => {});

test('what is waited for leaves no timer behind that would keep the process', async () => {
  const before = pending();
  await atMost(60_000, Promise.resolve(), new AbortController().signal);
  expect(pending()).toBe(before);
});

test('waiting ends after its time, and with the case', async () => {
  await atMost(5, never, new AbortController().signal);
  await expect(atMost(60_000, never, AbortSignal.abort(new Error('the case is over')))).rejects.toThrow(
    'the case is over',
  );
});
