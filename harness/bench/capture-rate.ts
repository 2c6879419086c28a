import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BENCHMARK = fileURLToPath(new URL('../../tests/capture-benchmark.ts', import.meta.url));

/** How many packets of a made-up capture `judge` reads and judges in a second. */
export interface CaptureRate {
  packets: number;
  packetsPerS: number;
  /** By how much that is faster than tshark, which only reads; absent where there is none. */
  againstTshark?: number;
}

/** What the benchmark of captures prints, as far as it matters here. */
interface Measured {
  packets: number;
  judge: { packetsPerSecond: number };
  tshark?: { packetsPerSecond: number };
}

/**
 * In a process of its own, so that what it leaves in memory slows nobody else.
 * @param made how large the capture is to be: groups, and departures of each
 * @throws Error where a planted breach was missed, or one found that is not there
 */
export async function captureRate(made: { groups: number; departures: number }): Promise<CaptureRate> {
  const words = [BENCHMARK, '--groups', String(made.groups), '--each', String(made.departures), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const { packets, judge, tshark } = JSON.parse(stdout) as Measured;
  const { packetsPerSecond: packetsPerS } = judge;
  return { packets, packetsPerS, ...(tshark && { againstTshark: packetsPerS / tshark.packetsPerSecond }) };
}
