import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ownerMark } from '../reaper/reaper.ts';
import type { Traffic } from '../sut/host/host.ts';
import { holds, sendMarker, type Way } from './marker.ts';
import { dumpcapArguments } from './traffic.ts';

const SCRIPT = fileURLToPath(new URL('dumpcap.sh', import.meta.url));

/** How long dumpcap may take to open the interfaces, in milliseconds. */
const READY_LIMIT_MS = 15_000;
/** How long it may take to hand over what the kernel holds for it, and then to end, in milliseconds each. */
const LAST_PACKETS_LIMIT_MS = 3_000;
const END_LIMIT_MS = 3_000;

/** dumpcap cannot capture here. The message is one sentence that says what mends it. */
export class DumpcapError extends Error {
  override name = 'DumpcapError';
  /** What is wrong, and what to type about it where that is known. */
  readonly found: string;
  readonly mend: string | undefined;

  constructor(found: string, mend?: string) {
    super(mend === undefined ? found : `${found}; mend with: ${mend}`);
    this.found = found;
    this.mend = mend;
  }
}

/** One dumpcap that captures, from the moment that it says so until it is ended or this process is gone. */
export class Dumpcap {
  readonly file: string;
  readonly #child;
  readonly #gone: Promise<number>;
  readonly #reports = new EventEmitter();
  #said = '';
  #isGone = false;

  private constructor(traffic: readonly Traffic[], file: string) {
    this.file = file;
    // A session of its own: who interrupts the run from the keyboard still gets the packets of what it finishes.
    this.#child = execa('/bin/sh', [SCRIPT, ...dumpcapArguments(traffic, file)], {
      env: { ...ownerMark(), LC_ALL: 'C' },
      stdin: 'pipe',
      stdout: 'ignore',
      buffer: false,
      reject: false,
      detached: true,
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-MOST_SAID);
      this.#reports.emit('said');
    });
    this.#gone = this.#child.then(({ exitCode }) => {
      this.#isGone = true;
      this.#reports.emit('said');
      return exitCode ?? -1;
    });
  }

  /**
   * Resolves once packets are being captured.
   * @param file to be made, as pcapng
   * @throws {DumpcapError} where it is missing, or may not
   */
  static async start(traffic: readonly Traffic[], file: string): Promise<Dumpcap> {
    const dumpcap = new Dumpcap(traffic, file);
    if (!(await dumpcap.#until(() => dumpcap.#said.includes(`File: ${file}`), READY_LIMIT_MS))) {
      dumpcap.#kill();
      throw whyNot(await dumpcap.#gone, dumpcap.#said);
    }
    return dumpcap;
  }

  /**
   * Ends it when it has read all packets so far, which a packet sent now tells.
   * @param way absent where there is none that matter
   * @returns what is wrong with the capture, in a few words; `undefined` where it is whole
   */
  async end(way?: Way): Promise<string | undefined> {
    if (this.#isGone) return `dumpcap ended before the run did: ${lastLine(this.#said)}`;
    const whole = way === undefined || (await this.#hasReadAll(way));
    this.#child.stdin.end();
    if (!(await this.#until(() => this.#isGone, END_LIMIT_MS))) this.#kill();
    await this.#gone;
    const dropped = droppedPackets(this.#said);
    if (dropped > 0) return `${dropped} packets were dropped`;
    return whole ? undefined : 'the last packets may be missing';
  }

  /** It writes to the file before it says how many packets it has, which it says where there are more than before. */
  async #hasReadAll(way: Way): Promise<boolean> {
    const text = `cpm-leave ${randomUUID()}`;
    const { size } = await stat(this.file);
    try {
      await sendMarker(way, text);
    } catch {
      return false;
    }
    return this.#until(() => holds(this.file, text, size), LAST_PACKETS_LIMIT_MS);
  }

  /** Whether something holds before a limit, in milliseconds, and before dumpcap is gone; asked whenever it says something. */
  async #until(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
    const limit = AbortSignal.timeout(limitMs);
    for (;;) {
      const said = once(this.#reports, 'said', { signal: limit }).catch(() => undefined);
      if (await condition()) return true;
      if (this.#isGone || limit.aborted) return false;
      await said;
    }
  }

  #kill(): void {
    this.#child.stdin.destroy();
    if (this.#isGone || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** In characters; it says how many packets it has several times a second. */
const MOST_SAID = 16_384;

/** Exit statuses of a shell that cannot start a program. */
const SHELL = { mayNot: 126, missing: 127 } as const;

/**
 * Why it does not capture.
 * @param status exit status of the shell that was to become it
 * @param said on standard error
 */
export function whyNot(status: number, said: string): DumpcapError {
  if (status === SHELL.missing)
    return new DumpcapError('there is no dumpcap on the PATH', 'apt-get install tshark (or install Wireshark)');
  if (status === SHELL.mayNot || /permi(ssion|tted)/i.test(said))
    return new DumpcapError(
      'dumpcap may not capture for this user',
      'sudo setcap cap_net_raw,cap_net_admin=ep "$(command -v dumpcap)" (or be root)',
    );
  return new DumpcapError(`dumpcap does not capture: ${/^dumpcap: (.*)$/m.exec(said)?.[1] ?? lastLine(said)}`);
}

/** By the kernel, by libpcap or by dumpcap itself, on all interfaces. */
export const droppedPackets = (said: string): number =>
  [...said.matchAll(/^Packets received\/dropped on interface '.*': \d+\/(\d+)/gm)].reduce(
    (sum, [, dropped]) => sum + Number(dropped),
    0,
  );

const lastLine = (said: string): string =>
  said
    .trim()
    .split(/[\r\n]+/)
    .at(-1) || 'it said nothing';
