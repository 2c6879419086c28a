import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderPcapng } from '../evidence/pcapng.ts';
import { judgeCapture } from './judge-capture.ts';
import { madeCapture, plantedIn, SHARE, VIOLATIONS } from './made-group.ts';

/** So many that each way of doing wrong has its share. */
const { packets, departures } = madeCapture(8, 50);
const LIMIT_MS = 60_000;
const about = { about: 'made up', application: 'test' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function judged(octets: Buffer) {
  const file = join(folder, 'x');
  await writeFile(file, octets);
  return judgeCapture(file, 'cr');
}

test(
  'every departure is found, and exactly those are breaches that were planted, by the checks that must find them',
  async () => {
    const report = await judged(renderPcapng(packets, about));
    expect(new Set(report.departures.map(({ callId }) => callId))).toEqual(
      new Set(departures.map(({ callId }) => callId)),
    );
    const found = report.departures.flatMap(({ callId, role, findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ check }) => `${callId} ${role} ${check}`),
    );
    expect(found.toSorted()).toEqual(plantedIn(departures).toSorted());
    expect([report.unjudged, report.otherSessions]).toEqual([0, 0]);
    expect(report.mostOpen).toBeLessThan(100);
  },
  LIMIT_MS,
);

test('each way of doing wrong has its share, and every check that judges a capture is breached by one', async () => {
  for (const kind of ['leave', 'removal'] as const) {
    const made = departures.filter((departure) => departure.kind === kind);
    const shares = Object.keys(VIOLATIONS[kind]).map(
      (violation) => made.filter((departure) => departure.violation === violation).length / made.length,
    );
    expect(new Set(shares)).toEqual(new Set([SHARE]));
  }
  const { checks } = await judged(renderPcapng(packets, about));
  expect(Object.entries(checks).flatMap(([check, { fail = 0 }]) => (fail === 0 ? [check] : []))).toEqual([]);
});

test('talk in the group changes nothing', async () => {
  const silent = madeCapture(1, 10);
  const talking = madeCapture(1, 10, { messages: 30 });
  const told = async (made: typeof silent) => (await judged(renderPcapng(made.packets, about))).checks;
  expect(await told(talking)).toEqual(await told(silent));
  expect(talking.packets.length).toBeGreaterThan(silent.packets.length + 10 * 30 * 6);
});

test('a file that is no capture is refused', async () => {
  const file = join(folder, 'none');
  await writeFile(file, Buffer.alloc(5_000_000));
  await expect(judgeCapture(file, 'cr')).rejects.toThrow('neither pcap nor pcapng');
});

test('gzip makes no difference', async () => {
  const plain = await judged(renderPcapng(packets.slice(0, 500), about));
  expect(await judged(gzipSync(renderPcapng(packets.slice(0, 500), about)))).toEqual(plain);
});

test('a capture that begins in the middle says of how many departures it can say nothing', async () => {
  const late = packets.filter(({ time }) => time > packets[0]!.time + 250_000_000_000n);
  const bye = late.find(({ data }) => Buffer.from(data).includes('BYE sip:'))!;
  const cut = late.filter((packet) => packet === bye || packet.time > bye.time + 1_000_000_000n);
  expect((await judged(renderPcapng(cut, about))).unjudged).toBeGreaterThan(0);
});

test(
  'a cut file is judged as far as it goes',
  async () => {
    const whole = renderPcapng(packets.slice(0, 500), about);
    const report = await judged(whole.subarray(0, whole.length - 7));
    expect(report.capture.cutShort).toBe(true);
    expect(report.departures.length).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
