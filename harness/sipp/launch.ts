import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { wallClockOffset } from '../timeline/clock.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { register } from './children.ts';
import { lint } from './lint.ts';
import { portHolder } from './port-holder.ts';
import { allocateSidePorts } from './ports.ts';
import type { SidePorts } from './ports.ts';
import { SippProcess } from './sipp-process.ts';

/** SIPp could not be brought to run; the message says why, in SIPp's words where it has any. */
export class SippLaunchError extends Error {
  override name = 'SippLaunchError';
}

export interface LaunchOptions {
  recorder: Recorder;
  actor: string;
  /** SIPp XML, as {@link networkScenario} and {@link participantScenario} render it. */
  scenario: string;
  /** Where scenario, traces and logs stay as evidence, named after the actor. */
  folder: string;
  address: string;
  port: number;
  /** `address:port` that requests out of dialog go to; for scenarios that send any. */
  remote?: string;
  transport: 'udp' | 'tcp';
  /** Values for `[name]` in the scenario. */
  keys?: Record<string, string>;
  /** When SIPp gives up by itself, in milliseconds, should the harness be gone. */
  limitMs: number;
}

/** SIPp listens 10 ms after its start; with both cores busy it may be a hundred. */
const START_LIMIT_MS = 10_000;
const CONNECT_PAUSE_MS = 3;

/** How often another process may snatch a side port between our look and SIPp's bind. */
const ATTEMPTS = 3;

/**
 * Starts SIPp with a scenario and resolves when it is ready for messages and commands.
 * @throws SippLaunchError where the scenario has one of the known traps, or SIPp is missing or ends at once.
 */
export async function launchSipp(options: LaunchOptions): Promise<SippProcess> {
  const traps = lint(options.scenario);
  if (traps.length > 0)
    throw new SippLaunchError(`the scenario of ${options.actor} is not fit to run: ${traps.join('; ')}`);
  for (let attempt = 1; ; attempt++) {
    const ports = await allocateSidePorts(options.address);
    const outcome = await start(options, ports);
    if (outcome instanceof SippProcess) return outcome;
    if (attempt < ATTEMPTS && /twin|RTP|control|remote control/i.test(outcome.words)) continue;
    throw new SippLaunchError(explain(options, outcome.words));
  }
}

async function start(options: LaunchOptions, ports: SidePorts): Promise<SippProcess | { words: string }> {
  const { recorder, actor, folder, scenario } = options;
  mkdirSync(folder, { recursive: true });
  const file = (kind: string): string => join(folder, `${actor}.${kind}`);
  writeFileSync(file('scenario.xml'), scenario);

  const child = execa('sipp', argumentsFor(options, ports, file), {
    cwd: folder,
    env: { TZ: 'UTC', TERM: 'dumb' },
    stdin: 'ignore',
    reject: false,
  });
  let ended = false;
  const exit = child.then((result) => {
    ended = true;
    return {
      ...(result.exitCode === undefined ? {} : { code: result.exitCode }),
      ...(result.signal === undefined ? {} : { signal: result.signal }),
      words: wordsOf(result),
    };
  });
  register(child, exit);
  const sipp = new SippProcess({
    recorder,
    actor,
    traceFile: file('messages.log'),
    errorFile: file('errors.log'),
    child,
    exit,
    wallOffset: wallClockOffset(),
  });

  const deadline = performance.now() + START_LIMIT_MS;
  while (!ended && performance.now() < deadline) {
    const gate = await connected(ports.gate);
    if (gate) {
      sipp.connect(gate);
      return sipp;
    }
    await delay(CONNECT_PAUSE_MS);
  }
  const gone = ended;
  await sipp.stop();
  const { words } = await sipp.ended;
  return { words: gone ? words : `it did not listen within ${START_LIMIT_MS} ms; ${words}` };
}

function argumentsFor(options: LaunchOptions, ports: SidePorts, file: (kind: string) => string): string[] {
  const { remote, address, port, transport, keys = {}, limitMs } = options;
  return [
    ...['-sf', file('scenario.xml'), ...(remote === undefined ? [] : [remote])],
    ...['-i', address, '-p', `${port}`, '-t', transport === 'tcp' ? 't1' : 'u1'],
    ...['-mi', address, '-mp', `${ports.media}`, '-ci', '127.0.0.1', '-cp', `${ports.control}`],
    ...['-3pcc', `127.0.0.1:${ports.gate}`, '-nostdin', '-default_behaviors', 'none', '-max_recv_loops', '1'],
    ...(transport === 'tcp' ? ['-aa'] : []),
    ...['-timeout', `${Math.ceil(limitMs / 1000)}s`, '-timeout_error'],
    ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
    ...['-trace_msg', '-message_file', file('messages.log')],
    ...['-trace_err', '-error_file', file('errors.log')],
    ...['-trace_logs', '-log_file', file('log.log')],
  ];
}

const connected = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });

interface ExitWords {
  stderr: string;
  stdout: string;
  code?: string | undefined;
}

/** SIPp says why on stderr, and prints a table of numbers on stdout. */
function wordsOf({ stderr, stdout, code }: ExitWords): string {
  if (code === 'ENOENT') return 'SIPp is not installed; on Debian: apt-get install sip-tester';
  const said = stderr.trim() === '' ? stdout : stderr;
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-4)
    .map((line) => line.replace(/^\S+\t\S+\t\d+\.\d+: /, '').trim())
    .join(' | ');
}

function explain({ actor, address, port, transport }: LaunchOptions, words: string): string {
  const said = `SIPp of ${actor} did not start: ${words}`;
  if (!/bind|in use|listen/i.test(words)) return said;
  const holder = portHolder(address, port, transport);
  return `${said} | ${address}:${port} (${transport}) is ${holder === undefined ? 'held by nobody that can be seen' : `held by ${holder}`}`;
}
