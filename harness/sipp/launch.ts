import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join, resolve as absolute } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SipTransport } from '../sip/transport.ts';
import { wallClockOffset } from '../timeline/clock.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { Attention } from './attention.ts';
import { register, startProgram } from './children.ts';
import { sippPath } from './installed.ts';
import { trapsOf } from './fitness.ts';
import { lintArguments } from './lint.ts';
import type { Trap } from './lint.ts';
import { portHolder } from './port-holder.ts';
import { allocateSidePorts, COMMAND_ADDRESS } from './ports.ts';
import type { SidePorts } from './ports.ts';
import { LEFT_BRACKET } from './scenario.ts';
import { SippProcess } from './sipp-process.ts';
import { watchStalls } from './stalls.ts';

/** SIPp could not be brought to run; the message says why, in SIPp's words where it has any. */
export class SippLaunchError extends Error {
  override name = 'SippLaunchError';
}

export interface LaunchOptions {
  recorder: Recorder;
  actor: string;
  /** SIPp XML, as {@link networkScenario} and {@link participantScenario} render it. */
  scenario: string;
  /** Where scenario, traces and logs stay as evidence, named after the actor; one actor may be launched again. */
  folder: string;
  address: string;
  port: number;
  /** `address:port` that requests out of dialog go to; for scenarios that send any. */
  remote?: string;
  transport: 'udp' | 'tcp';
  /** What its messages are carried over in the end, for the record; by default that. */
  carriedOver?: SipTransport | undefined;
  /** CSeq number of the first request in each call; 1 by default. */
  firstCSeq?: number;
  /** Values for `[name]` in the scenario. */
  keys?: Record<string, string>;
  /** When SIPp gives up by itself, in milliseconds, should the harness be gone. */
  limitMs: number;
}

/** SIPp listens some 15 ms after its start, never earlier than 8; with both cores busy it may be a hundred. */
const START_LIMIT_MS = 10_000;
const EARLIEST_MS = 8;
const CONNECT_PAUSE_MS = 4;

/** How often another process may snatch a side port between our look and SIPp's bind. */
const ATTEMPTS = 3;

/**
 * Starts SIPp with a scenario and resolves when it is ready for messages and commands.
 * @throws SippLaunchError where the scenario has one of the known traps, or SIPp is missing or ends at once.
 */
export async function launchSipp(options: LaunchOptions): Promise<SippProcess> {
  refuse(options.actor, trapsOf(options.scenario));
  for (let attempt = 1; ; attempt++) {
    const outcome = await start(options, await allocateSidePorts(options.address));
    if (outcome instanceof SippProcess) return outcome;
    if (attempt < ATTEMPTS && /twin|3PCC|RTP|remote control/i.test(outcome.words)) continue;
    throw new SippLaunchError(explain(options, outcome.words));
  }
}

function refuse(actor: string, traps: Trap[]): void {
  if (traps.length === 0) return;
  const reasons = traps.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
  throw new SippLaunchError(`the scenario of ${actor} is not fit to run: ${reasons}`);
}

async function start(options: LaunchOptions, ports: SidePorts): Promise<SippProcess | { words: string }> {
  const { recorder, actor, scenario, transport } = options;
  const folder = absolute(options.folder);
  mkdirSync(folder, { recursive: true });
  const name = nameForFiles(folder, actor);
  const file = (kind: string): string => join(folder, `${name}.${kind}`);
  const sippOptions = argumentsFor(options, ports, file);
  refuse(actor, lintArguments(sippOptions, transport));
  writeFileSync(file('scenario.xml'), scenario);
  writeFileSync(file('messages.log'), '');

  const program = sippPath();
  if (program === undefined) return { words: 'SIPp is not installed; on Debian: apt-get install sip-tester' };
  const wallOffset = wallClockOffset();
  const printed = { stdout: file('stdout.log'), stderr: file('stderr.log') };
  const child = await startProgram([program, ...sippOptions], { directory: folder, ...printed });
  const attention = new Attention(child.pid);
  const unwatch = watchStalls(child.pid, actor, recorder);
  let ended = false;
  const exit = child.ended.then((end) => {
    ended = true;
    attention.end();
    unwatch();
    return { ...end, words: wordsOf(printed) };
  });
  register(child, exit);

  const gate = await connected(ports.gate, () => ended);
  if (gate) {
    const [traceFile, errorFile] = [file('messages.log'), file('errors.log')];
    return new SippProcess({
      recorder,
      actor,
      carriedOver: options.carriedOver ?? transport,
      traceFile,
      errorFile,
      gate,
      child,
      exit,
      attention,
      wallOffset,
    });
  }
  const late = ended ? '' : `it did not listen within ${START_LIMIT_MS} ms; `;
  child.kill('SIGKILL');
  return { words: late + (await exit).words };
}

/** What an earlier process of the same actor left is evidence too, and stays: the next one's files are numbered. */
function nameForFiles(folder: string, actor: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? actor : `${actor}-${number}`;
    if (!existsSync(join(folder, `${name}.scenario.xml`))) return name;
  }
}

/** SIPp does not tell when it listens, so there is nothing to do but try. */
async function connected(port: number, hopeless: () => boolean): Promise<Socket | undefined> {
  const deadline = performance.now() + START_LIMIT_MS;
  await delay(EARLIEST_MS);
  while (!hopeless() && performance.now() < deadline) {
    const gate = await connection(port);
    if (gate) return gate;
    await delay(CONNECT_PAUSE_MS);
  }
  return undefined;
}

const connection = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, COMMAND_ADDRESS);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });

function argumentsFor(options: LaunchOptions, ports: SidePorts, file: (kind: string) => string): string[] {
  const { remote, address, port, transport, firstCSeq, keys = {}, limitMs } = options;
  const valued: [name: string, value: string][] = [
    ['-sf', file('scenario.xml')],
    ['-i', address],
    ['-p', `${port}`],
    ['-t', transport === 'tcp' ? 't1' : 'u1'],
    ['-mi', address],
    ['-mp', `${ports.media}`],
    ['-ci', COMMAND_ADDRESS],
    ['-cp', `${ports.control}`],
    ['-3pcc', `${COMMAND_ADDRESS}:${ports.gate}`],
    ['-default_behaviors', 'none'],
    // Between two messages SIPp then does what the first one asks for.
    ['-max_recv_loops', '1'],
    ...(firstCSeq === undefined ? [] : [['-base_cseq', `${firstCSeq}`] as [string, string]]),
    ['-timeout', `${Math.ceil(limitMs / 1000)}s`],
    ['-message_file', file('messages.log')],
    ['-error_file', file('errors.log')],
    ['-log_file', file('log.log')],
  ];
  const flags = ['-nostdin', '-timeout_error', '-trace_msg', '-trace_err', '-trace_logs'];
  // Over TCP one read may bring several messages, and then SIPp is busy with the first: -aa answers what it can.
  if (transport === 'tcp') flags.push('-aa');
  const known = Object.entries({ [LEFT_BRACKET]: '[', ...keys }).flatMap(([name, value]) => ['-key', name, value]);
  return [...(remote === undefined ? [] : [remote]), ...valued.flat(), ...known, ...flags];
}

/** SIPp says why on stderr, and prints a table of numbers on stdout; neither is evidence. */
function wordsOf({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const [numbers, said] = [stdout, stderr].map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''));
  rmSync(stdout, { force: true });
  rmSync(stderr, { force: true });
  const lines = (said!.trim() === '' ? numbers! : said!).split('\n').filter((line) => line.trim() !== '');
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
