import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isRunning, remaining } from '../reaper/running.ts';
import { droppedPackets, Dumpcap, DumpcapError, whyNot } from './dumpcap.ts';
import { type MadeDumpcap, makeDumpcap } from './made-dumpcap.ts';

/** Captures until it is told to end, deaf to the keyboard, and cannot be found by its environment. */
const CAPTURES = `
trap 'echo "Packets received/dropped on interface '"'lo'"': 7/0 (pcap:0/dumpcap:0)" >&2; exit 0' TERM
trap '' INT HUP
: >"$file"
echo $$ >"$file.pid"
echo "File: $file" >&2
while :; do sleep 0.02; done`;

let made: MadeDumpcap;
let file: string;
beforeEach(() => {
  made = makeDumpcap();
  file = join(made.folder, 'x.pcapng');
});
afterEach(() => made.remove());

const start = () => Dumpcap.start([{ device: 'lo', filter: 'net 127.20.0.0/16' }], file);

const pidIn = (path: string): number => Number(readFileSync(path, 'utf8'));

test('it captures once it says so, and ends when it is told to', async () => {
  made.write(CAPTURES);
  const dumpcap = await start();
  const pid = pidIn(`${file}.pid`);
  expect(isRunning(pid)).toBe(true);
  expect(await dumpcap.end()).toBeUndefined();
  expect(await remaining(pid)).toEqual([]);
});

test('it is not ended before it has read what was sent last', async () => {
  made.write(CAPTURES.replace('while :', `printf late >>"$file"; printf '\\rPackets: 1 ' >&2\nwhile :`));
  const dumpcap = await start();
  // What it writes is no packet of ours, so that it is waited for in vain.
  expect(await dumpcap.end({ from: '127.0.0.1', to: '127.0.0.1' })).toBe('the last packets may be missing');
});

test('one that ends too early, or drops packets, makes no whole capture', async () => {
  made.write(`: >"$file"; echo "File: $file" >&2; echo 'dumpcap: The interface is gone.' >&2`);
  const early = await start();
  await untilEnded(early);
  made.write(CAPTURES.replace('7/0', '7/12'));
  expect(await (await start()).end()).toBe('12 packets were dropped');
});

async function untilEnded(dumpcap: Dumpcap): Promise<void> {
  let said: string | undefined;
  for (let i = 0; i < 500 && !said?.startsWith('dumpcap ended before'); i++) {
    await delay(20);
    said = await dumpcap.end();
  }
  expect(said).toBe('dumpcap ended before the run did: dumpcap: The interface is gone.');
}

test('one that may not capture is refused in a sentence, with what mends it', async () => {
  made.write(`echo 'dumpcap: You do not have permission to capture on device "lo".' >&2; exit 1`);
  await expect(start()).rejects.toThrow(DumpcapError);
  await expect(start()).rejects.toThrow(/^dumpcap may not capture for this user; mend with: sudo setcap [^\n]*$/);
});

test.each([
  [127, 'dumpcap: not found', /^there is no dumpcap on the PATH; mend with: apt-get install/],
  [126, 'dumpcap: Permission denied', /^dumpcap may not capture for this user/],
  [1, 'Capturing on x\ndumpcap: There is no device named "x".\n(No)', /^dumpcap does not capture: There is no device/],
])('exit status %i is understood', (status, said, why) => {
  expect(whyNot(status, said).message).toMatch(why);
});

test('what was dropped on several interfaces is added up', () => {
  const line = (name: string, dropped: number) =>
    `Packets received/dropped on interface '${name}': 5/${dropped} (pcap:${dropped}/dumpcap:0/flushed:0/ps_ifdrop:0)\n`;
  expect(droppedPackets(line('Loopback: lo', 2) + line('br-1', 3))).toBe(5);
  expect(droppedPackets('Packets captured: 2\n')).toBe(0);
});

test('it does not outlive a harness that is killed', async () => {
  made.write(`[ "$HIDDEN" ] || exec env -i HIDDEN=1 "$0" "$@"\n${CAPTURES}`);
  const module = new URL('dumpcap.ts', import.meta.url).href;
  const program = `
    import { Dumpcap } from ${JSON.stringify(module)};
    await Dumpcap.start([{ device: 'lo', filter: 'net 127.20.0.0/16' }], ${JSON.stringify(file)});
    console.log('captures');`;
  const harness = spawn(process.execPath, ['--input-type=module', '--eval', program], { env: process.env });
  try {
    await once(harness.stdout, 'data');
    expect(isRunning(pidIn(`${file}.pid`))).toBe(true);
  } finally {
    harness.kill('SIGKILL');
  }
  expect(await remaining(pidIn(`${file}.pid`))).toEqual([]);
});
