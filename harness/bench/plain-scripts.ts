/** The peer that a lab would use today: SIPp by shell scripts, one test after another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOf } from '../choreography/declare.ts';
import type { MeasuredCase } from './measured-run.ts';

export interface PlainScripts {
  /** How many cases the script ran. */
  sampled: number;
  /** What the script took for them, in milliseconds. */
  sampleMs: number;
  /** What their own times come to that the script waited for. */
  sampleWaitMs: number;
  cases: number;
  /** For all cases: their waits, and for each of them what the script took beyond the waits of the sample. */
  extrapolatedMs: number;
}

/** An address and ports that nobody else has. */
const PLACE = { address: '127.251.0.1', first: 20_000 };

/**
 * Runs a sample of cases by a generated script: for each it starts SIPp with the scenarios that the suite rendered, waits
 * until each listens, waits for as long as the case's exchange of messages and its demanded waits took, and ends them. It
 * asks nobody to leave, judges nothing and writes no report: what a lab's scripts do beyond that makes them slower.
 * @param folder of the run
 * @param limitMs the script runs for about that long
 */
export async function plainScripts(
  cases: readonly MeasuredCase[],
  folder: string,
  limitMs: number,
): Promise<PlainScripts> {
  const withSipp = cases.filter(({ record }) => scenariosIn(join(folder, record.evidence)).length > 0);
  const sample = sampled(withSipp, limitMs);
  const place = mkdtempSync(join(tmpdir(), 'plain-scripts-'));
  try {
    const script = join(place, 'run.sh');
    writeFileSync(script, scriptOf(sample, folder, place));
    const began = performance.now();
    const [code] = (await once(spawn('/bin/sh', [script], { stdio: 'ignore' }), 'exit')) as [number];
    if (code !== 0) throw new Error(`the script of plain SIPp ended with exit status ${code}`);
    const sampleMs = performance.now() - began;
    const sampleWaitMs = waitsOf(sample);
    const beyond = (sampleMs - sampleWaitMs) / sample.length;
    return {
      sampled: sample.length,
      sampleMs,
      sampleWaitMs,
      cases: withSipp.length,
      extrapolatedMs: waitsOf(withSipp) + beyond * withSipp.length,
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}

const waitsOf = (cases: readonly MeasuredCase[]): number => cases.reduce((sum, one) => sum + exchangeMs(one), 0);

/** From the first message that the test side let out to the end of the observation. */
function exchangeMs({ timeline }: MeasuredCase): number {
  const first = timeline.find(({ kind }) => kind === 'go' || kind === 'control');
  const last = timeline.find((event) => event.kind === 'mark' && event.mark === 'observation-ended') ?? timeline.at(-1);
  return first && last ? Math.max(0, last.at - first.at) : 0;
}

/** Every so manieth case, from all over the suite, until the time is used up. */
function sampled(cases: readonly MeasuredCase[], limitMs: number): MeasuredCase[] {
  const stride = Math.max(1, Math.ceil(waitsOf(cases) / limitMs));
  return cases.filter((_, index) => index % stride === 0);
}

const scenariosIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.scenario.xml'))
    .map((name) => join(folder, name));

function scriptOf(cases: readonly MeasuredCase[], folder: string, place: string): string {
  let port = PLACE.first;
  const next = (): number => (port += 2);
  const lines = cases.flatMap((one) => {
    const gates: number[] = [];
    const starts = scenariosIn(join(folder, one.record.evidence)).map((scenario) => {
      const gate = next();
      gates.push(gate);
      const ports = `-p ${next()} -mp ${(port += 4) - 2} -cp ${next()} -3pcc 127.0.0.1:${gate}`;
      const { address } = PLACE;
      return `sipp ${address}:5060 -sf '${scenario}' -i ${address} -mi ${address} -ci 127.0.0.1 ${ports} -nostdin -trace_msg >/dev/null 2>&1 & started="$started $!"`;
    });
    // Port numbers in /proc/net/tcp are hexadecimal; 0A is the state of listening.
    const listening = gates.map(
      (gate) => `until grep -q ':${gate.toString(16).toUpperCase()} .* 0A ' /proc/net/tcp; do sleep 0.01; done`,
    );
    const wait = `sleep ${(exchangeMs(one) / 1000).toFixed(3)}`;
    return [`# ${nameOf(one.declaration)}`, 'started=', ...starts, ...listening, wait, 'kill $started; wait'];
  });
  return [`cd '${place}' || exit 1`, ...lines, 'exit 0', ''].join('\n');
}
