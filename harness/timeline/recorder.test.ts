import { describe, expect, test } from '@jest/globals';
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

describe('a flood', () => {
  const message = { kind: 'sip', actor: 'network', direction: 'received', transport: 'udp', raw: 'x' } as const;

  test('is kept up to a limit, and told of once', async () => {
    const recorder = new Recorder();
    for (let i = 0; i < 5000; i++) recorder.record(message);
    expect(recorder.full).toBe(true);
    await expect(recorder.flooded).resolves.toMatch(/floods the test side: 401 SIP messages came to network/);
    const events = recorder.events();
    expect(events.filter(({ kind }) => kind === 'sip')).toHaveLength(400);
    expect(events.filter(({ kind }) => kind === 'harness')).toMatchObject([{ severity: 'inconc' }]);
  });

  test('is counted for each actor, and not of what the test side sends', () => {
    const recorder = new Recorder();
    for (let i = 0; i < 300; i++) {
      recorder.record(message);
      recorder.record({ ...message, actor: 'bob' });
      recorder.record({ ...message, direction: 'sent' });
    }
    expect(recorder.full).toBe(false);
  });

  test('may be one of octets', () => {
    const recorder = new Recorder();
    const long = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 65; i++) recorder.record({ ...message, raw: long });
    expect(recorder.full).toBe(true);
  });

  test('is measured by how many an actor stands for', () => {
    const recorder = new Recorder(500);
    for (let i = 0; i < 50_000; i++) recorder.record(message);
    expect(recorder.full).toBe(false);
    recorder.record(message);
    expect(recorder.full).toBe(true);
  });

  test('leaves room for what is no message', () => {
    const recorder = new Recorder();
    for (let i = 0; i < 401; i++) recorder.record(message);
    recorder.record({ kind: 'mark', mark: 'observation-ended' });
    expect(recorder.events().at(-1)).toMatchObject({ kind: 'mark' });
  });
});

test('a listener that fails leaves an error on the record, and all others are told', () => {
  const recorder = new Recorder();
  const heard: string[] = [];
  recorder.listen(({ kind }) => {
    throw new Error(`nothing to be done about a ${kind}`);
  });
  recorder.listen(({ kind }) => heard.push(kind));
  recorder.record({ kind: 'mark', mark: 'preamble-reached' });
  expect(recorder.events()).toEqual([
    expect.objectContaining({ kind: 'mark' }),
    expect.objectContaining({
      kind: 'harness',
      event: 'fault',
      severity: 'error',
      message: 'nothing to be done about a mark',
    }),
  ]);
  expect(heard).toEqual(['harness', 'mark']);
});
