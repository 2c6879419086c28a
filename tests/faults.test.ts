/**
 * Faults in our own house: whatever is killed, cut off or full, what has finished is kept and readable, what has not is
 * marked, nothing is left running, and a rerun works.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { CampaignOptions } from '../harness/campaign/options.ts';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { REFERENCE_SYSTEMS } from '../harness/campaign/reference-systems.ts';
import { markedProcesses } from '../harness/reaper/marked.ts';
import { ownerMark } from '../harness/reaper/reaper.ts';
import type { RunProgress } from '../harness/report/progress-events.ts';
import type { Report } from '../harness/report/report.ts';
import { runningSipps } from '../harness/sipp/children.ts';
import { engineAnswers } from '../harness/sut/host/engine.ts';
import { describeWhere } from './where-installed.ts';

const LIMIT_MS = 120_000;
const MAIN = resolve('harness/cli/main.ts');

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const verdicts = ({ purposes }: Report) => Object.fromEntries(purposes.map(({ id, verdict }) => [id, verdict]));
const words = ({ purposes }: Report, id: string): string =>
  purposes
    .find((one) => one.id === id)!
    .checks.map(({ message }) => message)
    .join('; ');
const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'latin1');

/** A run in this process, in which something happens once a purpose waits for something. */
async function runAmid(select: string[], when: string, happens: () => void): Promise<Report> {
  let happened = false;
  const onProgress = (event: RunProgress): void => {
    if (happened || event.type !== 'waiting' || event.id !== when || (event.untilMs ?? 0) < 500) return;
    happened = true;
    happens();
  };
  const options: CampaignOptions = {
    suts: REFERENCE_SYSTEMS,
    select,
    profile: 'cr',
    host: 'process',
    out,
    command: 'bin/cpm-leave run',
    signal: new AbortController().signal,
    onProgress,
  };
  const report = await runCampaign(options);
  expect(happened).toBe(true);
  return report;
}

test(
  'SIPp is killed: an error that says so, and the purpose beside it passes',
  async () => {
    const report = await runAmid(['TP-CL-LV-10', 'TP-CF-LV-02'], 'TP-CL-LV-10', () => {
      for (const pid of runningSipps()) if (commandOf(pid).includes('TP-CL-LV-10')) process.kill(pid, 'SIGKILL');
    });
    const { verdict, cases } = report.purposes.find(({ id }) => id === 'TP-CL-LV-10')!;
    // Where the machine was busy besides, the case has been done again.
    expect([verdict, cases[0]!.attempts]).toEqual(verdict === 'pass' ? ['pass', 2] : ['error', 1]);
    const timeline = readFileSync(join(out, report.run.id, 'evidence/TP-CL-LV-10/timeline.jsonl'), 'utf8');
    expect(timeline).toMatch(/SIPp of network ended by itself with signal SIGKILL/);
    expect(verdicts(report)['TP-CF-LV-02']).toBe('pass');
    expect(runningSipps()).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'the system under test is killed: nothing is held against it, and it is started again for the next purpose',
  async () => {
    const report = await runAmid(['TP-CL-LV-10', 'TP-CF-LV-02'], 'TP-CL-LV-10', () => {
      const owner = ownerMark()['CPM_LEAVE_OWNER']!;
      const client = markedProcesses('CPM_LEAVE_OWNER', owner).find((pid) => commandOf(pid).includes('client/main.ts'));
      process.kill(client!, 'SIGKILL');
    });
    expect(Object.values(verdicts(report))).not.toContain('fail');
    expect(words(report, 'TP-CL-LV-10')).toMatch(/was ended by SIGKILL/);
  },
  LIMIT_MS,
);

describe('the whole run is killed', () => {
  const select = ['--select', 'TP-CL-LV-0[1-3]', '--select', 'TP-CL-LV-10'];
  let folder: string;
  let run: ChildProcess;
  let owner: string;
  let started: number[];

  const reported = (): Report => JSON.parse(readFileSync(join(folder, 'latest/report.json'), 'utf8')) as Report;

  beforeAll(async () => {
    // On a busy machine the last purpose may have finished before the first report was written: then once more.
    for (let attempt = 0; attempt < 5; attempt++) {
      folder = join(out, `killed-${attempt}`);
      run = spawn(process.execPath, [MAIN, 'run', '--host', 'process', ...select, '--out', folder], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(run, 'exit');
      await untilThere(join(folder, 'latest', 'report.json'));
      if (run.exitCode !== null) continue;
      owner = ownerOf(run.pid!);
      started = markedProcesses('CPM_LEAVE_OWNER', owner);
      run.kill('SIGKILL');
      await ended;
      if (reported().summary.notRun > 0) return;
    }
  }, LIMIT_MS);

  test('and leaves no process behind', async () => {
    expect(started.length).toBeGreaterThan(1);
    for (let i = 0; i < 400 && markedProcesses('CPM_LEAVE_OWNER', owner).length > 0; i++) await delay(50);
    expect(markedProcesses('CPM_LEAVE_OWNER', owner).map(commandOf)).toEqual([]);
  });

  test('what has finished can be read, and what has not is marked', () => {
    const report = reported();
    expect(report.run.interrupted).toBe(true);
    expect(report.purposes.filter((one) => one.run).map(({ verdict }) => verdict)).toContain('pass');
    expect(report.purposes.filter((one) => !one.run)).not.toEqual([]);
    expect(report.summary.notRun).toBeGreaterThan(0);
  });

  test('what has finished is judged again from its evidence', async () => {
    const { stdout, exitCode } = await execa(process.execPath, [MAIN, 'judge', join(folder, 'latest')], {
      reject: false,
    });
    expect(stdout).toMatch(/TP-CL-LV-0\d/);
    expect([0, 3, 130]).toContain(exitCode);
  });

  test(
    'a rerun does the rest',
    async () => {
      const { stderr, exitCode } = await execa(process.execPath, [MAIN, 'rerun', join(folder, 'latest')], {
        reject: false,
      });
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(reported().run.interrupted).toBe(false);
    },
    LIMIT_MS,
  );
});

/** The owner label that a run gives to its processes: what every one of them has in its environment. */
function ownerOf(pid: number): string {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const mark = readFileSync(`/proc/${child}/cmdline`, 'latin1')
    .split('\0')
    .find((word) => word.split('/').length === 4 && word.includes(`/${pid}/`));
  return mark ?? '';
}

async function untilThere(file: string): Promise<void> {
  for (let i = 0; i < 2000 && !existsSync(file); i++) await delay(50);
  expect(existsSync(file)).toBe(true);
}

const isRoot = process.getuid?.() === 0;

// Nobody else may mount a file system to fill.
(isRoot ? describe : describe.skip)('the disk is full', () => {
  test(
    'the verdicts are told, the message says why there is no whole report, and nothing is green',
    async () => {
      const folder = join(out, 'small');
      mkdirSync(folder);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
      try {
        const options = ['--host', 'process', '--select', 'TP-CL-LV-01', '--out', folder];
        const { stdout, stderr, exitCode } = await execa(process.execPath, [MAIN, 'run', ...options], {
          reject: false,
        });
        expect(`${stdout}${stderr}`).toMatch(/ENOSPC/);
        expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
        expect(exitCode).toBe(3);
      } finally {
        execFileSync('umount', ['--lazy', folder]);
      }
    },
    LIMIT_MS,
  );
});

test('the wall clock decides nothing: of what leads to a verdict, one file reads it, to map the stamps of SIPp', () => {
  const folders = ['judge', 'timeline', 'sipp', 'msrp', 'choreography'].map((name) => join('harness', name));
  const reading = folders
    .flatMap((place) => readdirSync(place, { recursive: true, encoding: 'utf8' }).map((file) => join(place, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        // The date in a message, and a number that nobody else has, may be of any day.
        .filter((line) => /Date\.now\(\)|new Date\(\)/.test(line) && !/^\s*(\/\/|\*)|dateTime:|callId:/.test(line))
        .map(() => file),
    );
  expect(new Set(reading)).toEqual(new Set(['harness/timeline/clock.ts']));
});

describeWhere(await engineAnswers())('the Docker Engine goes half-way', () => {
  test(
    'the run ends, says so, and what it left is removed by the next',
    async () => {
      const socket = join(out, 'engine.sock');
      const proxy = await engineProxy(socket);
      const run = spawn(
        process.execPath,
        [
          MAIN,
          'run',
          '--host',
          'container',
          '--select',
          'TP-CL-LV-0[1-3]',
          '--select',
          'TP-CL-LV-10',
          '--out',
          join(out, 'engine'),
        ],
        { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DOCKER_HOST: `unix://${socket}` } },
      );
      const ended = once(run, 'exit');
      const said: string[] = [];
      for (const stream of [run.stdout, run.stderr])
        stream.on('data', (octets: Buffer) => said.push(octets.toString()));
      await untilThere(join(out, 'engine/latest/report.json'));
      proxy.cut();
      const [code] = (await ended) as [number];
      expect({ code, said: code === 3 ? '' : said.join('') }).toEqual({ code: 3, said: '' });
      const report = JSON.parse(readFileSync(join(out, 'engine/latest/report.json'), 'utf8')) as Report;
      expect(report.harness.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
        expect.stringContaining('what the run has started may be left'),
      ]);
      expect(Object.values(verdicts(report))).not.toContain('fail');

      await execa(process.execPath, [
        MAIN,
        'run',
        '--host',
        'container',
        '--select',
        'TP-CL-LV-01',
        '--out',
        join(out, 'next'),
      ]);
      const label = `label=cpm-leave.run=${report.run.id}`;
      for (const what of [
        ['ps', '--all'],
        ['network', 'ls'],
      ]) {
        const { stdout } = await execa('docker', [...what, '--quiet', '--filter', label]);
        expect(stdout).toBe('');
      }
    },
    LIMIT_MS,
  );
});

/** Stands between a run and the engine, which itself goes on. */
async function engineProxy(path: string): Promise<{ cut(): void }> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect('/var/run/docker.sock');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    cut() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
