import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Baseline } from '../baseline/baseline.ts';
import type { CaseRecord, RunRecord, SelectedPurpose } from '../evidence/run-record.ts';
import { EvidenceError } from '../evidence/run-record.ts';
import { readRunRecord, writeRunRecord } from '../evidence/stored-run.ts';
import type { SutIdentification } from '../report/report.ts';
import { CONTRACT } from './contract.ts';
import { writeShard } from './shard.ts';

/**
 * Puts the records and the evidence of all shards of a run into one folder, as if one run had made them.
 * @param folders of the shards, in any order
 * @param baseline to hold the whole against, in place of what the shards were held against
 * @param folder of the whole; what is there already must not be in the way
 * @throws {EvidenceError} where they are not all the shards of one run
 */
export async function mergeRuns(folders: readonly string[], folder: string, baseline?: Baseline): Promise<RunRecord> {
  const shards = await Promise.all(folders.map(async (path) => ({ path, record: await readRunRecord(path) })));
  const whole = { ...wholeOf(shards), ...(baseline && { baseline }) };
  for (const { path, record } of shards) {
    for (const { evidence } of record.cases) if (evidence !== '') await copied(path, folder, evidence);
    for (const { role } of record.suts) {
      const own = join('evidence', `${CONTRACT}-${role}`);
      await copied(path, folder, own, join(own, `shard-${record.run.shard!.index}`)).catch(unlessMissing);
    }
  }
  await writeRunRecord(whole, folder);
  return whole;
}

async function copied(from: string, to: string, what: string, as = what): Promise<void> {
  await mkdir(dirname(join(to, as)), { recursive: true });
  await cp(join(from, what), join(to, as), { recursive: true });
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

interface ShardRecord {
  path: string;
  record: RunRecord;
}

/** The record of the whole. Pure. @throws {EvidenceError} where the shards do not make one */
export function wholeOf(shards: readonly ShardRecord[]): RunRecord {
  const first = completeSet(shards);
  const records = shards.map(({ record }) => record).toSorted((a, b) => a.run.shard!.index - b.run.shard!.index);
  const startedAt = records.map(({ run }) => run.startedAt).toSorted()[0]!;
  const finishedAt = records
    .map(({ run }) => run.finishedAt)
    .toSorted()
    .at(-1)!;
  const { shard, ...run } = first.run;
  return {
    schemaVersion: 1,
    run: {
      ...run,
      id: `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '')}-of-${shard!.of}`,
      startedAt,
      finishedAt,
      durationMs: Date.parse(finishedAt) - Date.parse(startedAt),
      command: run.command.replace(/ --shard[ =]\S+/, ''),
      interrupted: records.some((record) => record.run.interrupted),
    },
    suts: systemsOf(records),
    purposes: records.flatMap(({ purposes }) => purposes).toSorted(byId<SelectedPurpose>),
    cases: records.flatMap(({ cases }) => cases).toSorted(byName),
    ...(first.baseline && { baseline: first.baseline }),
    harness: records.flatMap(({ run: own, harness }) =>
      harness.map(({ severity, message }) => ({ severity, message: `shard ${writeShard(own.shard!)}: ${message}` })),
    ),
  };
}

/** All shards, each once, of runs that were the same but for that. */
function completeSet(shards: readonly ShardRecord[]): RunRecord {
  const first = shards[0]!;
  const { run } = first.record;
  const seen = new Map<number, string>();
  for (const { path, record } of shards) {
    const { shard, suite, profile, host, timers } = record.run;
    if (!shard) throw new EvidenceError(`${path} is a whole run; expected one that was made with --shard`);
    const differing = (
      [
        ['number of shards', shard.of, run.shard?.of],
        ['suite', suite.digest, run.suite.digest],
        ['profile', profile, run.profile],
        ['host', host, run.host],
        ['timers', timers, run.timers],
      ] as const
    ).find(([, own, other]) => own !== other);
    if (differing)
      throw new EvidenceError(`${path} and ${first.path} differ in their ${differing[0]}; expected shards of one run`);
    const other = seen.get(shard.index);
    if (other !== undefined)
      throw new EvidenceError(`${path} and ${other} are both shard ${writeShard(shard)}; expected each once`);
    seen.set(shard.index, path);
  }
  const { of } = run.shard!;
  const missing = Array.from({ length: of }, (_, index) => index + 1).find((index) => !seen.has(index));
  if (missing !== undefined) throw new EvidenceError(`shard ${missing}/${of} is missing; expected all ${of}`);
  return first.record;
}

/** Each system once. @throws {EvidenceError} where two shards had different systems of one role */
function systemsOf(records: readonly RunRecord[]): SutIdentification[] {
  const systems = new Map<string, SutIdentification>();
  for (const sut of records.flatMap(({ suts }) => suts)) {
    const known = systems.get(sut.role);
    if (known && known.descriptorDigest !== sut.descriptorDigest)
      throw new EvidenceError(
        `the shards had two different ${sut.role} systems, ${known.descriptor} and ${sut.descriptor}; expected one`,
      );
    systems.set(sut.role, known ?? sut);
  }
  return [...systems.values()];
}

const byId = <T extends { id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byName = (a: CaseRecord, b: CaseRecord): number =>
  byId(a, b) || (a.variant ?? '').localeCompare(b.variant ?? '', 'en', { numeric: true });
