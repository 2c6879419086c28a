import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { secretsOf } from '../campaign/campaign.ts';
import { ContractGuard } from '../campaign/contract-guard.ts';
import { SutKeeper } from '../campaign/keeper.ts';
import type { Leg } from '../campaign/legs.ts';
import { UsageError } from '../campaign/usage-error.ts';
import { chooseHost } from '../sut/host/choose.ts';
import { HostError, type HostKind } from '../sut/host/host.ts';
import { openLab } from '../sut/lab.ts';
import { described } from './described.ts';
import { EXIT } from './exit-code.ts';
import { listenForInterruption } from './interruption.ts';

/** The options of `check`, as the command line has them. */
export interface CheckFlags {
  sut: string[];
  host?: HostKind;
  out: string;
}

/**
 * Whether systems can be tested at all: each is started, reached, and put to one plain join, message and leave. No test
 * purpose is run.
 * @returns 0 where all can, 3 where one cannot
 * @throws {UsageError} where a description cannot be used
 */
export async function check({ sut, host: asked, out }: CheckFlags): Promise<number> {
  const systems = described(sut);
  const twice = systems.find(({ role }, index) => systems.findIndex((other) => other.role === role) !== index);
  if (twice) throw new UsageError(`two systems with the role ${twice.role}; expected at most one of each role`);
  const host = await chooseHost(asked, systems).catch((error: unknown) => {
    throw error instanceof HostError ? new UsageError(error.message) : error;
  });
  const secrets = secretsOf(systems);
  const runId = `check-${randomBytes(3).toString('hex')}`;
  const folder = join(resolve(out), runId);
  await mkdir(folder, { recursive: true });
  const interruption = listenForInterruption(() => process.stderr.write('interrupted\n'));
  const lab = openLab({ runId, host });
  const guard = new ContractGuard({
    runId,
    folder,
    profile: 'cr',
    signal: interruption.signal,
    onProgress: (event) => event.type === 'stage' && process.stderr.write(`${event.caption}\n`),
  });
  try {
    const legs = systems.map((one): Leg => ({ name: one.role, keeper: new SutKeeper(lab, one, {}), cases: [] }));
    const admitted = await guard.admitted(legs);
    if (interruption.signal.aborted) return EXIT.interrupted;
    for (const { keeper } of admitted) process.stdout.write(`${keeper.descriptor.product.name} can be tested\n`);
    for (const { message } of guard.findings) process.stdout.write(`${secrets.redact(message)}\n`);
    await secrets.sweep(folder);
    process.stdout.write(`evidence ${folder}\n`);
    return guard.findings.length === 0 ? EXIT.conformant : EXIT.undecided;
  } finally {
    await lab.close();
    interruption.release();
  }
}
