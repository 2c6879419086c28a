/**
 * Reads one made-up capture with the judge and with tshark, and prints how many packets a second each takes, and whether
 * exactly the planted breaches were found. `node tests/capture-benchmark.ts [groups] [departures of each]`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { IpReader } from '../harness/capture/ip.ts';
import { judgeCapture } from '../harness/capture/judge-capture.ts';
import { madeCapture } from '../harness/capture/made-group.ts';
import { MessageReader } from '../harness/capture/messages.ts';
import { readFrames } from '../harness/capture/frames.ts';
import { renderPcapng } from '../harness/evidence/pcapng.ts';

const [groups = 200, each = 50] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'benchmark-'));
const file = join(folder, 'made.pcapng');
const { packets, departures } = madeCapture(groups, each);
await writeFile(file, renderPcapng(packets, { about: 'made up', application: 'cpm-leave' }));

async function timed(what: string, act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  const took = performance.now() - began;
  const rate = Math.round((1000 * packets.length) / took);
  process.stdout.write(
    `${what.padEnd(34)} ${(took / 1000).toFixed(2).padStart(8)} s ${String(rate).padStart(9)} packets/s\n`,
  );
  return took;
}

process.stdout.write(`${departures.length} departures of ${groups} groups, ${packets.length} packets\n`);
const fields = ['-T', 'fields', '-e', 'frame.number', '-e', 'sip.Call-ID', '-e', 'msrp.transaction.id'];
const tshark = await timed('tshark -Y "sip || msrp" -T fields', () =>
  execa('tshark', ['-r', file, '-Y', 'sip || msrp', ...fields], { stdout: 'ignore' }),
);
const reading = await timed('reading every message', async () => {
  const messages = new MessageReader(() => {});
  const ip = new IpReader();
  await readFrames(file, (frame) => {
    const datagram = ip.read(frame);
    if (datagram) messages.read(datagram);
  });
});
let report: Awaited<ReturnType<typeof judgeCapture>> | undefined;
const judging = await timed('reading and judging', async () => {
  report = await judgeCapture(file, 'cr');
});
process.stdout.write(
  `against tshark: reading ${(tshark / reading).toFixed(1)} ×, judging ${(tshark / judging).toFixed(1)} ×\n`,
);

const failed = new Set(report!.departures.filter(({ verdicts }) => verdicts.cr === 'fail').map(({ callId }) => callId));
const planted = new Set(departures.filter(({ violation }) => violation !== undefined).map(({ callId }) => callId));
const missed = [...planted].filter((callId) => !failed.has(callId));
const invented = [...failed].filter((callId) => !planted.has(callId));
process.stdout.write(
  `${planted.size} planted, ${missed.length} missed, ${invented.length} found that were not planted; at most ${report!.mostOpen} dialogs open\n`,
);
process.exitCode = missed.length + invented.length > 0 ? 1 : 0;
await rm(folder, { recursive: true });
