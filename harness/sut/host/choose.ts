import { basename } from 'node:path';
import type { SutDescriptor } from '../descriptor.ts';
import { engineAnswers } from './engine.ts';
import { HostError, noEngine, type HostKind } from './host.ts';

/**
 * Where one system is to live in a run: as the run says, or at its own address where it has nothing else.
 * @throws {HostError} where its descriptor does not provide for that
 */
export function hostOf({ host, file }: SutDescriptor, kind: HostKind): HostKind {
  const key = kind === 'container' ? 'image' : kind;
  if (host[key]) return kind;
  if (host.address && !host.image && !host.process) return 'address';
  throw new HostError(`${basename(file)} has no host.${key}, which --host ${kind} needs`);
}

/**
 * The host of a run: what was asked for, else containers where a Docker Engine answers, else local processes.
 * Systems that have nothing but an address are exempt; where all are of that kind, it is `address`.
 * @throws {HostError} where a descriptor does not provide for the host, and where containers are needed (asked for, or
 * `CI=true`, or the only description) and no engine answers
 */
export async function chooseHost(
  requested: HostKind | undefined,
  descriptors: readonly SutDescriptor[],
  engine: () => Promise<boolean> = engineAnswers,
): Promise<HostKind> {
  const kind = requested ?? (await usualHost(descriptors, engine));
  if (requested === 'container' && !(await engine())) throw new HostError(noEngine);
  for (const descriptor of descriptors) hostOf(descriptor, kind);
  return kind;
}

async function usualHost(descriptors: readonly SutDescriptor[], engine: () => Promise<boolean>): Promise<HostKind> {
  const toStart = descriptors.filter(({ host }) => host.image ?? host.process);
  if (descriptors.length > 0 && toStart.length === 0) return 'address';
  const inContainers = toStart.every(({ host }) => host.image);
  const asProcesses = toStart.every(({ host }) => host.process);
  if (!inContainers) return 'process';
  if (await engine()) return 'container';
  if (process.env['CI'] === 'true' || !asProcesses) throw new HostError(noEngine);
  return 'process';
}
