import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BENCHMARK = fileURLToPath(new URL('../../tests/capture-benchmark.ts', import.meta.url));

/** How many packets of a made-up capture `judge` reads and judges in a second. */
export interface CaptureRate {
  packets: number;
  packetsPerS: number;
}

/**
 * @param made how large the capture is to be: groups, and departures of each
 * @throws Error where a planted breach was missed, or one found that there is not, or tshark is missing
 */
export async function captureRate(made: { groups: number; departures: number }): Promise<CaptureRate> {
  const words = [BENCHMARK, String(made.groups), String(made.departures)];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const packets = Number(/, (\d+) packets/.exec(stdout)?.[1]);
  const packetsPerS = Number(/judging\b.* (\d+) packets\/s/.exec(stdout)?.[1]);
  if (!packets || !packetsPerS) throw new Error(`the benchmark of captures says something else: ${stdout}`);
  return { packets, packetsPerS };
}
