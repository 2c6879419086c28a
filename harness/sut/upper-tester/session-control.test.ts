import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Recorder } from '../../timeline/recorder.ts';
import type { RunningSut } from '../host/host.ts';
import { openSessionControl, type SessionControl } from './session-control.ts';
import { Unsupported } from './upper-tester.ts';

const dialog = { callId: 'call-1', fromTag: 'a', toTag: 'b' };

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** Session control over HTTP; `asked` has every request that came. */
async function overHttp(
  status: number,
  answer: object,
): Promise<{ control: SessionControl; recorder: Recorder; asked: string[] }> {
  const asked: string[] = [];
  const serve: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  };
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { ...controlOf({ http: `http://{address}:${port}`, instances: 'many' }), asked };
}

function controlOf(upperTester: unknown): { control: SessionControl; recorder: Recorder } {
  const descriptor = { file: join(tmpdir(), 'sut.yaml'), product: { name: 'A P-CSCF' }, upperTester };
  const recorder = new Recorder();
  const sut = { descriptor, address: '127.0.0.1' } as unknown as RunningSut;
  return { control: openSessionControl(sut, 'pcscf', recorder, { testPurpose: 'TP-PC-RL-01', runId: 'r' }), recorder };
}

test('over HTTP both actions name the dialog, and what is said of it is on record', async () => {
  const { control, recorder, asked } = await overHttp(200, { dialog: 'present' });
  await control.release(dialog);
  expect(await control.dialog(dialog)).toBe('present');
  expect(asked).toEqual([`POST /release ${JSON.stringify(dialog)}`, `POST /dialog ${JSON.stringify(dialog)}`]);
  expect(
    recorder.events().map((event) => (event.kind === 'control' ? [event.action, event.phase, event.state] : [])),
  ).toEqual([
    ['release', 'request', undefined],
    ['release', 'answer', 'present'],
    ['dialog', 'request', undefined],
    ['dialog', 'answer', 'present'],
  ]);
});

test('501 says that there is no such thing', async () => {
  const { control } = await overHttp(501, { error: 'no' });
  await expect(control.release(dialog)).rejects.toThrow(Unsupported);
});

test('an answer that says nothing of the dialog, or something else, is refused', async () => {
  await expect((await overHttp(200, {})).control.dialog(dialog)).rejects.toThrow(
    'does not say whether the dialog is stored',
  );
  server?.close();
  await expect((await overHttp(200, { dialog: 'maybe' })).control.dialog(dialog)).rejects.toThrow(
    'expected one of present, absent',
  );
});

test('a command gets the identifiers as words, and prints what is stored', async () => {
  const script = 'test "$1 $2 $3" = "call-1 a b" && echo absent';
  const { control } = controlOf({
    exec: { dialog: ['sh', '-c', script, 'sh', '{callId}', '{fromTag}', '{toTag}'] },
    instances: 'many',
  });
  expect(await control.dialog(dialog)).toBe('absent');
  await expect(control.release(dialog)).rejects.toThrow(Unsupported);
});
