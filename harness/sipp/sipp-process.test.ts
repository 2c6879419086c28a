import { createServer } from 'node:net';
import { connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { wallClockOffset } from '../timeline/clock.ts';
import { Recorder } from '../timeline/recorder.ts';
import { SippProcess } from './sipp-process.ts';

/** A SIPp of straw: it has a gate, a trace, and ends when it is told to. */
async function straw(wallOffset: number, recorder: Recorder, folder: string): Promise<SippProcess> {
  const server = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate = connect((server.address() as { port: number }).port, '127.0.0.1');
  await new Promise((resolve) => gate.once('connect', resolve));
  server.close();
  const [traceFile, errorFile] = [join(folder, 'messages.log'), join(folder, 'errors.log')];
  writeFileSync(traceFile, '');
  const { promise: exit, resolve } = Promise.withResolvers<{ code: number; words: string }>();
  const kill = (): boolean => (resolve({ code: 0, words: '' }), true);
  return new SippProcess({
    recorder,
    actor: 'straw',
    carriedOver: 'udp',
    traceFile,
    errorFile,
    gate,
    child: { pid: 0, kill },
    exit,
    attention: { rouse: () => {} },
    wallOffset,
  });
}

test.each([
  ['stands', 0, []],
  ['was set by 50 ms', 50, [expect.objectContaining({ event: 'clock-step', severity: 'error' })]],
])('a wall clock that %s', async (_, step, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'sipp-straw-'));
  const recorder = new Recorder();
  await (await straw(wallClockOffset() - step, recorder, folder)).stop();
  expect(recorder.events()).toEqual(expected);
  rmSync(folder, { recursive: true });
});
