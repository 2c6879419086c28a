import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { ownedByLabel } from '../sut/host/docker.ts';

/** Whose work a process does. */
export type Part = 'harness' | 'sipp' | 'sut';

export interface Cost {
  /** Processor time of user and system together, in seconds. */
  cpuS: number;
  /** The most that was resident at one time, in megabytes; of SIPp and systems, all of them together. */
  peakMb: number;
}

const PERIOD_MS = 200;
/** `USER_HZ`, which is 100 on every Linux that runs Node. */
const TICKS_PER_S = 100;
const CONTAINER_PERIODS = 10;

interface Observed {
  part: Part;
  ticks: number;
}

/**
 * Watches what a process costs, with everything that it starts, by looking into /proc five times a second. What a shell
 * has started and seen end counts as its own; a process is missed that begins and ends between two looks and that nobody
 * waits for.
 */
export class ProcessCost {
  readonly #root: number;
  readonly #seen = new Map<string, Observed>();
  readonly #peakKb: Record<Part, number> = { harness: 0, sipp: 0, sut: 0 };
  readonly #timer: NodeJS.Timeout;
  #contained: number[] = [];
  #looks = 0;

  /** @param root process id of the harness */
  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => this.#look(), PERIOD_MS).unref();
  }

  end(): Record<Part, Cost> {
    clearInterval(this.#timer);
    const ticksOf = (part: Part) =>
      [...this.#seen.values()].reduce((sum, one) => sum + (one.part === part ? one.ticks : 0), 0);
    const cost = (part: Part): Cost => ({ cpuS: ticksOf(part) / TICKS_PER_S, peakMb: this.#peakKb[part] / 1024 });
    return { harness: cost('harness'), sipp: cost('sipp'), sut: cost('sut') };
  }

  #look(): void {
    if (this.#looks++ % CONTAINER_PERIODS === 0) void this.#findContainers();
    const resident: Record<Part, number> = { harness: 0, sipp: 0, sut: 0 };
    for (const { pid, part, counts, began } of this.#family()) {
      const stat = statOf(pid);
      if (!stat) continue;
      resident[part] += residentKb(pid);
      // A launched SIPp is counted by the shell that waits for it, once it has ended.
      if (!counts) continue;
      const key = keyOf({ pid, began });
      const ticks = stat.own + (counts === 'all' ? stat.waited : 0);
      // One that has ended, and has not been waited for, has forgotten its children.
      this.#seen.set(key, { part, ticks: Math.max(ticks, this.#seen.get(key)?.ticks ?? 0) });
    }
    for (const part of Object.keys(resident) as Part[])
      this.#peakKb[part] = Math.max(this.#peakKb[part], resident[part]);
  }

  #family(): { pid: number; part: Part; counts: 'own' | 'all' | undefined; began: string }[] {
    const stats = processIds().flatMap((pid) => statOf(pid) ?? []);
    const children = Map.groupBy(stats, ({ parent }) => parent);
    const root = stats.find(({ pid }) => pid === this.#root);
    if (!root) return [];
    const launched = (pid: number): number[] =>
      (children.get(pid) ?? []).flatMap((child) => [child.pid, ...launched(child.pid)]);
    const beside = (children.get(this.#root) ?? []).flatMap(({ pid, began }) => {
      const part = this.#partOf(pid, began);
      const below = launched(pid).map((other) => ({ pid: other, part, counts: undefined, began: '' }));
      return [{ pid, part, counts: 'all' as const, began }, ...below];
    });
    const contained = this.#contained.map((pid) => ({ pid, part: 'sut' as const, counts: 'all' as const, began: '' }));
    return [{ pid: this.#root, part: 'harness', counts: 'own', began: root.began }, ...beside, ...contained];
  }

  /** One that has ended, and has not been waited for, has forgotten what it ran. */
  #partOf(pid: number, began: string): Part {
    const command = commandOf(pid);
    const known = this.#seen.get(keyOf({ pid, began }))?.part;
    return command === '' && known ? known : command.includes('launcher.sh') ? 'sipp' : 'sut';
  }

  /** The containers of that run are no children of it, and their owner label names it. */
  async #findContainers(): Promise<void> {
    try {
      const run = promisify(execFile);
      const { stdout } = await run('docker', ['ps', '--filter', `label=${ownedByLabel}`, '--format', '{{.ID}}']);
      const ids = stdout.split('\n').filter(Boolean);
      if (ids.length === 0) return;
      const format = `{{.State.Pid}} {{index .Config.Labels "${ownedByLabel}"}}`;
      // Where one of another run has gone meanwhile, docker fails, having told of all the others.
      const { stdout: states } = await run('docker', ['inspect', '--format', format, ...ids]).catch(
        (failure: { stdout?: string }) => ({ stdout: failure.stdout ?? '' }),
      );
      this.#contained = states
        .split('\n')
        .map((line) => line.split(' '))
        .filter(([, owner = '']) => processOf(owner) === this.#root)
        .map(([pid]) => Number(pid));
    } catch {
      this.#contained = [];
    }
  }
}

const keyOf = ({ pid, began }: Pick<Stat, 'pid' | 'began'>): string => `${pid} ${began}`;

/** An owner label names boot, process namespace, number and start of a process. */
const processOf = (owner: string): number => Number(owner.split('/')[2]);

interface Stat {
  pid: number;
  parent: number;
  /** In ticks. */
  own: number;
  /** Of children that ended and were waited for. */
  waited: number;
  /** Tells apart processes that had one number after the other. */
  began: string;
}

function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [parent, user, system, childUser, childSystem] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
    return { pid, parent: parent!, own: user! + system!, waited: childUser! + childSystem!, began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

const processIds = (): number[] => readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? Number(entry) : []));

const residentKb = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);

const commandOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
