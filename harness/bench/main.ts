/**
 * What a run costs, measured: `npm run bench`. `--smoke` takes a small selection and fails where a bound is grossly
 * missed; `--json` prints JSON in place of the table. `--host`, `--timers` and `--out` as for a run and its file;
 * `--document FILE` renews the figures in a document.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSuites } from '../campaign/automated.ts';
import { isLarge } from '../campaign/select.ts';
import type { HostKind } from '../sut/host/host.ts';
import { captureRate } from './capture-rate.ts';
import { measuredRun } from './measured-run.ts';
import { plainScripts } from './plain-scripts.ts';
import { renderBench, withFigures } from './render.ts';
import { type BenchResult, boundsOf, runResult } from './result.ts';
import { idleCost, runsFor, scaleCost } from './scale-cost.ts';

/** Wait for minutes by themselves: the radio side's timers, and people who come and go. */
const BESIDE_THE_SPEED_PROFILE = ['TP-CL-TO-11', 'TP-CF-SC-05'];
const SMOKE_SELECTION = ['TP-CL-LV-*', 'TP-CL-RC-0*', 'TP-CF-FR-0*', 'TP-CF-RM-*'];
const SIZES = { full: [100, 250, 500, 1000], smoke: [50, 150] };
/** Divided by in every size: of few, what a busy machine adds is as much as what they cost. */
const NOTIFIES = { full: 2000, smoke: 300 };
const SCRIPTS_MS = { full: 120_000, smoke: 5000 };
const CAPTURE = { full: { groups: 200, departures: 50 }, smoke: { groups: 40, departures: 20 } };

/** Of a smoke test on a machine that does other work too: what is beyond is no load, but broken. */
const SMOKE_SLACK = 6;

const { values: asked } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    host: { type: 'string' },
    timers: { type: 'string' },
    out: { type: 'string', default: 'reports/bench.json' },
    document: { type: 'string' },
  },
});
const size = asked.smoke ? 'smoke' : 'full';
const host = (asked.host ?? (asked.smoke ? 'process' : 'container')) as HostKind;
const timers = asked.timers ?? (asked.smoke ? 'scaled' : 'rfc3261');

const say = (what: string) => process.stderr.write(`${what}\n`);
const loadBefore = loadavg()[0]!;
const place = await mkdtemp(join(tmpdir(), 'bench-'));
try {
  const result = await bench();
  await mkdir(dirname(resolve(asked.out)), { recursive: true });
  await writeFile(resolve(asked.out), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(asked.json ? `${JSON.stringify(result, null, 2)}\n` : renderBench(result));
  if (asked.document !== undefined)
    await writeFile(asked.document, withFigures(await readFile(asked.document, 'utf8'), result));
  process.exitCode = result.bounds.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await rm(place, { recursive: true, force: true });
}

async function bench(): Promise<BenchResult> {
  const selected = asked.smoke ? SMOKE_SELECTION : await speedProfile();
  say(`the run (${host}, timers ${timers})`);
  const words = [...selected.flatMap((glob) => ['--select', glob]), '--host', host, '--timers', timers];
  const measured = await measuredRun(words, join(place, 'run'));
  say('plain SIPp scripts, one after another');
  const scripts = await plainScripts(measured.cases, measured.folder, SCRIPTS_MS[size]);
  say('large groups');
  const groups = SIZES[size].map((participants) => ({ participants, runs: runsFor(NOTIFIES[size], participants) }));
  const idle = await idleCost(Math.max(...groups.map(({ runs }) => runs)), 'process', place);
  const scale = [];
  for (const group of groups) scale.push(await scaleCost(group, 'process', idle, place));
  say('captures');
  const captures = await captureRate(CAPTURE[size]);
  const result = {
    schemaVersion: 1 as const,
    at: new Date().toISOString(),
    machine: { cores: availableParallelism(), model: cpus()[0]!.model, node: process.versions.node },
    loadBefore,
    smoke: asked.smoke,
    run: runResult(measured),
    scripts,
    scale,
    captures,
  };
  return { ...result, bounds: boundsOf(result, asked.smoke ? SMOKE_SLACK : 1) };
}

/** Large groups are measured by themselves, since each runs alone. */
async function speedProfile(): Promise<string[]> {
  const suite = await loadSuites();
  const ids = suite.filter((declaration) => !isLarge(declaration)).map(({ id }) => id);
  return [...new Set(ids)].filter((id) => !BESIDE_THE_SPEED_PROFILE.includes(id));
}
