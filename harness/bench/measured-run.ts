import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSuites } from '../campaign/automated.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { CaseRecord, RunRecord } from '../evidence/run-record.ts';
import { readRunRecord, readTimeline } from '../evidence/stored-run.ts';
import type { Report } from '../report/report.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { readFile } from 'node:fs/promises';
import { type Cost, type Part, ProcessCost } from './process-cost.ts';
import { caseTimes, type CaseTimes } from './waits.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** A case of a measured run. */
export interface MeasuredCase extends CaseTimes {
  record: CaseRecord;
  declaration: PurposeDeclaration;
  timeline: TimelineEvent[];
}

/** A run of the command line as a lab makes it, and what it took. */
export interface MeasuredRun {
  folder: string;
  record: RunRecord;
  report: Report;
  cases: MeasuredCase[];
  /** From the start of the program to its end. */
  wallMs: number;
  /** From the start of the program to the beginning of the first case. */
  setUpMs: number;
  /** From the start of the program to the end of the first case. */
  firstVerdictMs: number;
  /** From the last case's end to the program's. */
  writingMs: number;
  cost: Record<Part, Cost>;
}

/**
 * Runs `cpm-leave run` in a process of its own.
 * @param words options of `run`, without `--out`
 * @param out folder in which the run leaves its own
 * @throws Error where the run ends without a report, with its last words
 */
export async function measuredRun(words: readonly string[], out: string): Promise<MeasuredRun> {
  const beganAt = Date.now();
  const child = spawn(process.execPath, [MAIN, 'run', ...words, '--out', out], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const meter = new ProcessCost(child.pid!);
  const [code] = (await once(child, 'exit')) as [number | null];
  const wallMs = Date.now() - beganAt;
  const cost = meter.end();
  const folder = join(out, 'latest');
  const record = await readRunRecord(folder).catch((error: Error) => {
    throw new Error(`the run ended with exit status ${code}: ${said.trim().split('\n').at(-1) ?? error.message}`);
  });
  const suite = await loadSuites();
  const cases = await Promise.all(record.cases.map((one) => measured(one, { suite, record, folder })));
  const begins = cases.map(({ record: { beganAt: at } }) => Date.parse(at) - beganAt);
  const ends = cases.map(({ record: { durationMs } }, index) => begins[index]! + durationMs);
  return {
    folder,
    record,
    report: JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Report,
    cases,
    wallMs,
    setUpMs: Math.min(...begins),
    firstVerdictMs: Math.min(...ends),
    writingMs: wallMs - Math.max(...ends),
    cost,
  };
}

async function measured(
  one: CaseRecord,
  { suite, record, folder }: { suite: readonly PurposeDeclaration[]; record: RunRecord; folder: string },
): Promise<MeasuredCase> {
  const declaration = suite.find(({ id, variant }) => id === one.id && variant === one.variant);
  if (!declaration) throw new Error(`${one.id} has no case ${one.variant ?? ''}`);
  const role = declaration.given.role === 'rig' ? 'client' : declaration.given.role;
  const { ixit } = record.suts.find((sut) => sut.role === role) ?? record.suts[0]!;
  const timeline = await readTimeline(folder, one);
  return { record: one, declaration, timeline, ...caseTimes(declaration, ixit, timeline, one.durationMs) };
}
