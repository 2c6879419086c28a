import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderPcapng } from '../evidence/pcapng.ts';
import { judgeCapture } from './judge-capture.ts';
import { madeCapture, VIOLATIONS } from './made-group.ts';

/** Twice as many of each kind as there are ways, so that each way is there. */
const { packets, departures } = madeCapture(2, 30);
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
  'every departure is found, and exactly those are breaches that were planted, by the check that must find them',
  async () => {
    const report = await judged(renderPcapng(packets, about));
    expect(new Set(report.departures.map(({ callId }) => callId))).toEqual(
      new Set(departures.map(({ callId }) => callId)),
    );
    const found = report.departures.flatMap(({ callId, role, findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ check }) => `${callId} ${role} ${check}`),
    );
    const planted = departures.flatMap(({ callId, kind, violation }) =>
      violation === undefined
        ? []
        : [`${callId} ${Object.entries(VIOLATIONS[kind]).find(([name]) => name === violation)![1]} ${violation}`],
    );
    // A breach may show in other checks as well; none may be missed, and none found where nothing was planted.
    expect(planted.filter((one) => !found.includes(one))).toEqual([]);
    const sound = new Set(departures.filter(({ violation }) => violation === undefined).map(({ callId }) => callId));
    expect(found.filter((one) => sound.has(one.split(' ')[0]!))).toEqual([]);
    expect(report.unjudged).toBe(0);
    expect(new Set(departures.map(({ violation }) => violation)).size).toBe(11);
    expect(report.mostOpen).toBeLessThan(40);
  },
  LIMIT_MS,
);

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
