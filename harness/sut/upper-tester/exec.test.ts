import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning, remaining } from '../../reaper/running.ts';
import { Recorder } from '../../timeline/recorder.ts';
import type { SutDescriptor, UpperTesterAction } from '../descriptor.ts';
import { openUpperTester, Unsupported, UpperTesterError, type UpperTester } from './upper-tester.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpm-leave-exec-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function upperTester(
  exec: Partial<Record<UpperTesterAction, string[]>>,
  { limitMs = 5_000, signal }: { limitMs?: number; signal?: AbortSignal } = {},
): UpperTester {
  const descriptor = {
    file: join(folder, 'sut.yaml'),
    role: 'client',
    product: { vendor: 'Example Corp', name: 'Example chat', version: '1' },
    upperTester: { exec, instances: 'one' },
  } as SutDescriptor;
  const context = { testPurpose: 'TP-CL-LV-10', runId: 'run-1', limitMs, ...(signal && { signal }) };
  return openUpperTester({ descriptor, address: '192.0.2.20', controlPort: 8080 }, 'alice-1', new Recorder(), context);
}

const hostile = `it's "here"; touch gone; $(touch gone) \`touch gone\` | & * \\ \n{group}`;
const printed = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('what a command is given', () => {
  test('a value is one word, whatever is in it', async () => {
    await upperTester({
      send: [
        'node',
        '-e',
        'fs.writeFileSync("sent", JSON.stringify(process.argv.slice(1)))',
        '--',
        '{text}',
        '<{text}>',
      ],
    }).send(hostile);
    expect(JSON.parse(printed('sent'))).toEqual([hostile, `<${hostile}>`]);
  });

  test('a quoted value is one word for a shell, and nothing of it is run', async () => {
    await upperTester({ send: ['sh', '-c', 'printf %s {text:sh} >shell; ls >list'] }).send(hostile);
    expect(printed('shell')).toBe(hostile);
    expect(printed('list').split('\n')).not.toContain('gone');
  });

  test('everything known of the instance, in every command and in its environment', async () => {
    const client = upperTester({
      join: [
        'sh',
        '-c',
        'echo "$ACTION $ADDRESS $INSTANCE $TEST_PURPOSE $RUN_ID $IDENTITY $PROXY $TRANSPORT $T1 $T2 $GROUP [$CONVERSATION_ID]" >joined',
      ],
    });
    await client.start({
      identity: 'sip:a@example.com',
      proxy: '192.0.2.10:5060',
      transport: 'tcp',
      t1: 500,
      t2: 4000,
    });
    await client.join({ group: 'sip:gs-1@example.com' });
    expect(printed('joined')).toBe(
      'join 192.0.2.20 alice-1 TP-CL-LV-10 run-1 sip:a@example.com 192.0.2.10:5060 tcp 500 4000 sip:gs-1@example.com []\n',
    );
  });
});

describe('what a command says', () => {
  const says = (script: string) => upperTester({ state: ['sh', '-c', script] }).state();

  test('the state is on its last line', async () => {
    expect(await says('echo connecting; echo LEFT; echo')).toEqual({ state: 'LEFT' });
  });

  test('as JSON it may say more', async () => {
    expect(await says(`echo '{"state": "JOINED", "messages": ["hi"]}'`)).toEqual({ state: 'JOINED', messages: ['hi'] });
  });

  test.each<[string, string, RegExp]>([
    ['nothing', 'true', /printed nothing, expected a state on its last line$/],
    ['another state', 'echo gone', /said state "gone", expected one of IDLE/],
    ['broken JSON', "echo '{state'", /printed "\{state", expected JSON$/],
    ['a failure', 'echo LEFT; echo no phone >&2; exit 3', /ended with exit status 3: no phone$/],
    ['a crash', 'kill -9 $$', /was ended by SIGKILL$/],
  ])('%s is an error', async (_, script, message) => {
    const error = await says(script).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UpperTesterError);
    expect(error).not.toBeInstanceOf(Unsupported);
    expect((error as Error).message).toMatch(message);
  });

  test('a flood is cut, and its end still read', async () => {
    expect(await says('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo LEFT')).toEqual({ state: 'LEFT' });
  });

  test('exit status 127 says unsupported, and so does having no command', async () => {
    await expect(upperTester({ leave: ['sh', '-c', 'exit 127'] }).leave()).rejects.toThrow(Unsupported);
    await expect(upperTester({ stop: ['true'] }).leave()).rejects.toThrow(Unsupported);
  });

  test('a program that is not there is no such answer', async () => {
    const error = await upperTester({ leave: ['no-such-program'] })
      .leave()
      .catch((e: unknown) => e);
    expect(error).not.toBeInstanceOf(Unsupported);
    expect((error as Error).message).toMatch(/cannot be started \(ENOENT\)$/);
  });

  test('start and stop may be absent', async () => {
    const client = upperTester({ leave: ['true'] });
    await client.start({
      identity: 'sip:a@example.com',
      proxy: '192.0.2.10:5060',
      transport: 'udp',
      t1: 500,
      t2: 4000,
    });
    await expect(client.stop()).resolves.toBeUndefined();
  });
});

describe('a command that takes too long', () => {
  test('is ended', async () => {
    const client = upperTester({ leave: ['sleep', '60'] }, { limitMs: 300 });
    await expect(client.leave()).rejects.toThrow('the upper tester did not answer leave within 300 ms');
  });

  test('is ended when the run is, with all that it started', async () => {
    const controller = new AbortController();
    const script = 'sleep 60 & echo $! >unfinished; mv unfinished pid; wait';
    const client = upperTester({ leave: ['sh', '-c', script] }, { limitMs: 60_000, signal: controller.signal });
    const left = client.leave();
    while (!existsSync(join(folder, 'pid'))) await delay(5);
    expect(isRunning(Number(printed('pid')))).toBe(true);
    controller.abort(new Error('the run is interrupted'));
    await expect(left).rejects.toThrow('the run is interrupted');
    expect(await remaining(Number(printed('pid')))).toEqual([]);
  });

  test('is not waited for in the background', async () => {
    const client = upperTester({ start: ['sh', '-c', 'sleep 60 & echo $! >background'] });
    await client.start({
      identity: 'sip:a@example.com',
      proxy: '192.0.2.10:5060',
      transport: 'udp',
      t1: 500,
      t2: 4000,
    });
    const pid = Number(printed('background'));
    expect(isRunning(pid)).toBe(true);
    process.kill(pid);
  });
});
