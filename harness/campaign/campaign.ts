import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { defects } from '../../catalogue/index.ts';
import { plannedCaseMs } from '../choreography/planned.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { attest } from '../attestation/attest.ts';
import { writeCaptures } from '../evidence/captures.ts';
import type { RunRecord } from '../evidence/run-record.ts';
import { writeRunRecord } from '../evidence/stored-run.ts';
import { RunCapture } from '../live-capture/run-capture.ts';
import type { Report, SutIdentification } from '../report/report.ts';
import { writeReport } from '../report/write.ts';
import { SecretError, Secrets } from '../secrets/secrets.ts';
import type { SutDescriptor } from '../sut/descriptor.ts';
import { chooseHost, hostOf } from '../sut/host/choose.ts';
import { HostError, noContainersOver6, type HostKind } from '../sut/host/host.ts';
import { type Adjustments, openLab, whyNotAdjustable } from '../sut/lab.ts';
import { DescriptorError, loadDescriptor } from '../sut/load.ts';
import { LagMonitor } from '../timeline/lag.ts';
import { loadSuites } from './automated.ts';
import type { CaseOutcome } from './case.ts';
import { ContractGuard } from './contract-guard.ts';
import { InterimReports } from './interim.ts';
import { SutKeeper } from './keeper.ts';
import { type Leg, runLegs } from './legs.ts';
import type { CampaignOptions } from './options.ts';
import { recordOf } from './record.ts';
import { reportOf } from './report-of.ts';
import { REFERENCE_SYSTEMS } from './reference-systems.ts';
import { companionsOf, companyFor, rolesNeeded } from './rig.ts';
import { type Selection, select } from './select.ts';
import { shardOf } from './shard.ts';
import { suiteIdentification } from './suite-identification.ts';
import { UsageError } from './usage-error.ts';

/**
 * One run, from the descriptors to the written report.
 * @throws {UsageError} where what was asked for cannot be done as asked; nothing has been written then
 */
export async function runCampaign(
  options: CampaignOptions,
  declarations?: readonly PurposeDeclaration[],
): Promise<Report> {
  const prepared = await prepareCampaign(options, declarations ?? (await loadSuites()));
  return performCampaign(options, prepared);
}

/** A run that has been checked and could begin. */
export interface PreparedCampaign {
  suts: SutDescriptor[];
  selection: Selection;
  host: HostKind;
  timers: 'rfc3261' | 'scaled';
  /** Of all systems. */
  secrets: Secrets;
}

export async function prepareCampaign(
  options: CampaignOptions,
  declarations: readonly PurposeDeclaration[],
): Promise<PreparedCampaign> {
  const suts = described(options.suts.length > 0 ? options.suts : REFERENCE_SYSTEMS);
  const timers = options.timers ?? (suts.every((sut) => sut.adjustable.includes('timers')) ? 'scaled' : 'rfc3261');
  checkAdjustments(suts, options, timers);
  const all = select(declarations, suts, options.select, options.scale);
  const selection = options.shard ? shardOf(all, options.shard) : all;
  const host = await chooseHost(hostAskedFor(options), suts).catch(asUsageError);
  return { suts, selection, host, timers, secrets: secretsOf(suts) };
}

/** @throws {UsageError} where containers are asked for that cannot be had over that Internet Protocol */
function hostAskedFor({ host, ip }: CampaignOptions): HostKind | undefined {
  if (ip !== 6) return host;
  if (host === 'container') throw new UsageError(noContainersOver6);
  return host ?? 'process';
}

/** @throws {UsageError} where one is not in the environment */
export function secretsOf(suts: readonly SutDescriptor[]): Secrets {
  try {
    return Secrets.fromEnvironment(
      suts.flatMap((sut) => sut.secrets),
      process.env,
    );
  } catch (error) {
    if (error instanceof SecretError) throw new UsageError(error.message);
    throw error;
  }
}

function described(files: readonly string[]): SutDescriptor[] {
  try {
    const suts = files.map((file) => loadDescriptor(resolve(file)));
    const twice = suts.find((sut, index) => suts.findIndex((other) => other.role === sut.role) !== index);
    if (twice)
      throw new UsageError(`two systems with the role ${twice.role}; expected at most one of each role in a run`);
    return suts;
  } catch (error) {
    if (error instanceof DescriptorError) throw new UsageError(error.message);
    throw error;
  }
}

function checkAdjustments(
  suts: readonly SutDescriptor[],
  { defect, behaviour, transport, media }: CampaignOptions,
  timers: 'rfc3261' | 'scaled',
): void {
  if (defect && !defects.has(`${defect.role}:${defect.name}`))
    throw new UsageError(
      `unknown defect ${defect.role}:${defect.name}; expected one of ${[...defects.keys()].join(', ')}`,
    );
  if (defect && !suts.some((sut) => sut.role === defect.role))
    throw new UsageError(
      `the defect ${defect.role}:${defect.name} needs a ${defect.role} among the systems under test; expected --sut fixtures/sut/reference-${defect.role}.yaml`,
    );
  for (const sut of suts) {
    const refusal = whyNotAdjustable(sut, adjustmentsFor(sut, { defect, behaviour, transport, media }, timers));
    if (refusal) throw new UsageError(refusal);
  }
}

/** How a run sets one of its systems. */
export const adjustmentsFor = (
  { role }: SutDescriptor,
  { defect, behaviour, transport, media }: Pick<CampaignOptions, 'defect' | 'behaviour' | 'transport' | 'media'>,
  timers: 'rfc3261' | 'scaled',
): Adjustments => ({
  timers,
  ...(transport === undefined ? {} : { transport }),
  ...(media === undefined ? {} : { media }),
  ...(defect?.role === role ? { defect: defect.name } : {}),
  ...(behaviour !== undefined && role === 'client' ? { behaviour } : {}),
});

function asUsageError(error: unknown): never {
  if (error instanceof HostError) throw new UsageError(error.message);
  throw error;
}

/** Performs a prepared run and writes its report, whatever happens to single cases. */
export async function performCampaign(options: CampaignOptions, prepared: PreparedCampaign): Promise<Report> {
  const { profile, out, signal } = options;
  const { suts, selection, host, timers, secrets } = prepared;
  const onProgress: CampaignOptions['onProgress'] = (event) => options.onProgress(secrets.redactAll(event));
  const startedAt = new Date();
  const runId = `${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${randomBytes(2).toString('hex')}`;
  const folder = join(resolve(out), runId);
  await mkdir(folder, { recursive: true });

  const lab = openLab({ runId, host, ip: options.ip ?? 4 });
  const lag = new LagMonitor();
  const guard = new ContractGuard({ runId, folder, profile, signal, onProgress });
  const ended: CaseOutcome[] = [];
  let outcomes: CaseOutcome[] = [];
  const keepers = suts.map((sut) => new SutKeeper(lab, sut, adjustmentsFor(sut, options, timers)));
  const companions = companionsOf(lab, keepers, timers);
  const legs = keepers
    .map((keeper): Leg => ({
      name: keeper.descriptor.role,
      keeper,
      cases: selection.cases.filter((c) => c.sut === keeper.descriptor).map((c) => c.declaration),
      companions,
    }))
    .filter(
      ({ keeper, cases }) =>
        cases.length > 0 || selection.cases.some((c) => rolesNeeded(c.declaration).includes(keeper.descriptor.role)),
    );
  const suite = suiteIdentification();
  const troubles: string[] = [];
  let capture: RunCapture | undefined;
  const recordNow = async (finished: readonly CaseOutcome[], interrupted: boolean): Promise<RunRecord> => {
    const finishedAt = new Date();
    const run = {
      id: runId,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      suite: await suite,
      profile,
      timers,
      host,
      command: options.command,
      interrupted,
      ...(options.shard && { shard: options.shard }),
    };
    const findings: Report['harness'] = [
      ...guard.findings,
      ...troubles.map((message) => ({ severity: 'error', message }) as const),
      ...(capture && capture.statement !== '' ? [{ severity: 'note', message: capture.statement } as const] : []),
      { severity: 'note', message: `the event loop was at most ${Math.round(lag.worstMs)} ms late` },
    ];
    const identified = legs.map((leg) => identification(leg, host, options));
    return recordOf({ run, suts: identified, harness: findings }, selection, finished, options.baseline);
  };
  const interim = new InterimReports(folder, async () => {
    const finished = [...ended];
    const record = await recordNow(finished, true);
    // While the run waits for its systems, rather than when somebody waits for the run; what fails is told at the end.
    await writeCaptures(record.cases, folder, secrets).catch(() => {});
    return { record: secrets.redactAll(record), report: secrets.redactAll(reportOf(record, finished)) };
  });
  try {
    onProgress({
      type: 'stage',
      caption: `starting ${legs.map((leg) => leg.keeper.descriptor.product.name).join(' and ')} (${host})`,
    });
    const company = companyFor(
      selection.cases.map(({ declaration }) => declaration),
      companions,
    );
    await Promise.allSettled([...legs.map(({ keeper }) => keeper), ...company].map((keeper) => keeper.running()));
    if (options.capture) capture = await RunCapture.begin(lab, folder);
    if (capture?.refusal !== undefined) onProgress({ type: 'note', message: capture.statement });
    const admitted = await guard.admitted(legs);
    const due = admitted.reduce((sum, leg) => sum + leg.cases.length, 0);
    onProgress({ type: 'planned', cases: due, plannedMs: longest(admitted) });
    await runLegs(admitted, {
      runId,
      folderOf: () => folder,
      profile,
      lag,
      scale: options.scale,
      signal,
      onProgress,
      onOutcome: (_leg, outcome) => {
        ended.push(outcome);
        interim.due();
      },
    });
    outcomes = await guard.confirmed(admitted, ended);
  } finally {
    await interim.end();
    await capture?.end(ended);
    // What an engine that has gone cannot remove is removed by the next run; what has finished is told of in any case.
    await lab.close().catch((error: Error) => troubles.push(`what the run has started may be left: ${error.message}`));
  }

  if (capture) outcomes = await capture.cut(outcomes, secrets);
  const record = await recordNow(outcomes, signal.aborted);
  onProgress({ type: 'stage', caption: 'writing the report' });
  const report: Report = secrets.redactAll(reportOf(record, outcomes));
  try {
    await writeRunRecord(record, folder);
    await secrets.sweep(folder);
    await writeReport(report, folder);
    await writeCaptures(record.cases, folder, secrets).catch((error: Error) =>
      onProgress({ type: 'note', message: `no packet captures were written: ${error.message}` }),
    );
    await secrets.sweep(folder);
    await attest(report, folder, options.signingKey);
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
    report.harness.push({ severity: 'error', message: `the report is not whole in ${folder}: ${error.message}` });
  }
  onProgress({ type: 'finished' });
  return report;
}

/** The verdicts are there, if nowhere but on the terminal. */
const isOfTheDisk = (error: unknown): error is NodeJS.ErrnoException =>
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The wall time cannot be shorter than the longest case. */
const longest = (legs: readonly Leg[]): number => {
  const planned = legs.flatMap((leg) => leg.cases.map((declaration) => plannedCaseMs(declaration, leg.keeper.ixit)));
  return Math.max(0, ...planned);
};

function identification({ keeper }: Leg, host: HostKind, { defect, behaviour }: CampaignOptions): SutIdentification {
  const { role, file, product } = keeper.descriptor;
  return {
    role,
    descriptor: basename(file),
    vendor: product.vendor,
    product: product.name,
    version: product.version,
    host: hostOf(keeper.descriptor, host),
    build: keeper.build,
    descriptorDigest: createHash('sha256').update(readFileSync(file)).digest('hex'),
    ics: keeper.descriptor.ics,
    ixit: keeper.ixit,
    ...(defect?.role === role ? { defect: defect.name } : {}),
    ...(behaviour !== undefined && role === 'client' ? { behaviour } : {}),
  };
}
