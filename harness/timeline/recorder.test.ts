import { expect, test } from '@jest/globals';
import { Recorder, WaitTimeout } from './recorder.ts';

test('events are handed out in the order of time, whoever was recorded first', () => {
  const recorder = new Recorder();
  recorder.record({ kind: 'mark', mark: 'preamble-reached', at: 20 });
  recorder.record({ kind: 'mark', mark: 'answer-lost', at: 10 });
  expect(recorder.events().map((event) => event.at)).toEqual([10, 20]);
});

test('a wait is met by an event that was there before', async () => {
  const recorder = new Recorder();
  recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  await expect(recorder.waitFor('the preamble', 10, (e) => e.kind === 'mark')).resolves.toMatchObject({ kind: 'mark' });
});

test('a wait that is not met says what did not come', async () => {
  const recorder = new Recorder();
  await expect(recorder.waitFor('a BYE', 10, () => false)).rejects.toThrow(WaitTimeout);
  await expect(recorder.waitFor('a BYE', 10, () => false)).rejects.toThrow('a BYE, which did not come');
});
