/**
 * How many packets a second `judge` takes of a capture, and how many tshark does of the same file in the same run; and
 * whether exactly the planted breaches were found.
 * `node tests/capture-benchmark.ts [--groups 200] [--each 50] [--messages 0] [--json]`
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa, ExecaError } from 'execa';
import { readFrames } from '../harness/capture/frames.ts';
import { IpReader } from '../harness/capture/ip.ts';
import { judgeCapture } from '../harness/capture/judge-capture.ts';
import { MadeCapture, plantedIn } from '../harness/capture/made-group.ts';
import { MessageReader } from '../harness/capture/messages.ts';
import { captureHeader, packetBlock } from '../harness/evidence/pcapng.ts';

/** What to make a capture of. */
export interface CaptureSize {
  groups: number;
  /** Departures of each group. */
  each: number;
  /** Chat messages from one's joining to one's leaving, each relayed to two. */
  messages: number;
}

/** What one pass over a capture took. */
export interface Pace {
  wallSeconds: number;
  /** User and system time, of all threads: what a busy machine changes less. */
  cpuSeconds: number;
  packetsPerSecond: number;
}

export interface CaptureMeasurement extends CaptureSize {
  packets: number;
  octets: number;
  departures: number;
  /** `judge`, from the file to the report. */
  judge: Pace;
  /** As far as the messages, without a look into them. */
  reading: Pace;
  /** Absent where there is no tshark. */
  tshark?: Pace;
  planted: number;
  /** Planted breaches that were not found, and breaches found that were not planted: call, role and check. */
  missed: string[];
  invented: string[];
  mostOpen: number;
}

/** Makes a capture, and measures tshark and `judge` on it. */
export async function measureCapture(size: CaptureSize): Promise<CaptureMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'capture-benchmark-'));
  try {
    const file = join(folder, 'made.pcapng');
    const { packets, octets, departures } = await write(file, size);
    const pace = (taken: Taken): Pace => ({ ...taken, packetsPerSecond: Math.round(packets / taken.wallSeconds) });

    const tshark = await takenByTshark(file);
    const reading = await timed(() => readMessages(file));
    const judge = await timed(() => judgeCapture(file, 'cr'));
    const planted = plantedIn(departures);
    const found = judge.result.departures.flatMap(({ callId, role, findings }) =>
      findings.filter(({ verdict }) => verdict === 'fail').map(({ check }) => `${callId} ${role} ${check}`),
    );
    return {
      ...size,
      packets,
      octets,
      departures: departures.length,
      judge: pace(judge.taken),
      reading: pace(reading.taken),
      ...(tshark ? { tshark: pace(tshark) } : {}),
      planted: planted.length,
      missed: without(planted, found),
      invented: without(found, planted),
      mostOpen: judge.result.mostOpen,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Taken = Omit<Pace, 'packetsPerSecond'>;

async function write(file: string, { groups, each, messages }: CaptureSize) {
  const made = new MadeCapture(groups, each, { messages });
  let packets = 0;
  const pieces = function* () {
    yield captureHeader({ about: 'made up', application: 'cpm-leave' });
    for (const piece of made.packets()) {
      packets += piece.length;
      yield Buffer.concat(piece.map(packetBlock));
    }
  };
  await writeFile(file, pieces());
  const { size: octets } = await stat(file);
  return { packets, octets, departures: made.departures };
}

async function readMessages(file: string): Promise<void> {
  const messages = new MessageReader(() => {});
  const ip = new IpReader();
  await readFrames(file, (frame) => {
    const datagram = ip.read(frame);
    if (datagram) messages.read(datagram);
  });
}

async function timed<T>(act: () => Promise<T>): Promise<{ taken: Taken; result: T }> {
  const began = performance.now();
  const before = process.cpuUsage();
  const result = await act();
  const { user, system } = process.cpuUsage(before);
  return {
    taken: { wallSeconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 },
    result,
  };
}

const FIELDS = ['frame.number', 'sip.Call-ID', 'msrp.transaction.id'].flatMap((field) => ['-e', field]);

/** The shell tells what its children used. */
async function takenByTshark(file: string): Promise<Taken | undefined> {
  const began = performance.now();
  const script = 'tshark "$@" >/dev/null 2>&1 || exit 127; times';
  const told = await execa('sh', [
    '-c',
    script,
    'sh',
    '-r',
    file,
    '-Y',
    'sip || msrp',
    '-T',
    'fields',
    ...FIELDS,
  ]).catch((error: unknown) => {
    if (error instanceof ExecaError && error.exitCode === 127) return undefined;
    throw error;
  });
  if (!told) return undefined;
  const children = told.stdout.split('\n').at(-1) ?? '';
  const cpuSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
  return { wallSeconds: (performance.now() - began) / 1000, cpuSeconds };
}

function without(these: readonly string[], those: readonly string[]): string[] {
  const known = new Set(those);
  return these.filter((one) => !known.has(one));
}

function rendered(measured: CaptureMeasurement): string {
  const { packets, octets, departures, groups, messages, tshark, reading, judge, planted, missed, invented } = measured;
  const line = (what: string, { wallSeconds, cpuSeconds, packetsPerSecond }: Pace) =>
    `${what.padEnd(34)}${wallSeconds.toFixed(2).padStart(8)} s ${String(packetsPerSecond).padStart(9)} packets/s ${cpuSeconds.toFixed(2).padStart(8)} s of processor`;
  const times = (of: Pace) =>
    tshark &&
    `${(tshark.wallSeconds / of.wallSeconds).toFixed(1)} × (by processor time ${(tshark.cpuSeconds / of.cpuSeconds).toFixed(1)} ×)`;
  return [
    `${departures} departures of ${groups} groups, each with ${messages} chat messages before it: ${packets} packets, ${Math.round(octets / 1e6)} MB`,
    tshark ? line('tshark -Y "sip || msrp" -T fields', tshark) : 'no tshark to compare with',
    line('reading every message', reading),
    line('judge', judge),
    ...(tshark ? [`against tshark: reading ${times(reading)}, judge ${times(judge)}`] : []),
    `${planted} breaches planted, ${missed.length} missed, ${invented.length} found that were not planted; at most ${measured.mostOpen} dialogs open`,
    '',
  ].join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      groups: { type: 'string', default: '200' },
      each: { type: 'string', default: '50' },
      messages: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
  });
  const measured = await measureCapture({
    groups: Number(values.groups),
    each: Number(values.each),
    messages: Number(values.messages),
  });
  process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : rendered(measured));
  process.exitCode = measured.missed.length + measured.invented.length > 0 ? 1 : 0;
}
