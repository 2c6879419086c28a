import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { whyNotApplicable } from '../../catalogue/applicability.ts';
import { type Defect, purposes } from '../../catalogue/index.ts';
import { ixitValues } from '../../catalogue/ixit.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { type Profile, type Verdict, worst } from '../judge/verdict.ts';
import type { Role, SutDescriptor } from '../sut/descriptor.ts';
import { chooseHost } from '../sut/host/choose.ts';
import type { HostKind } from '../sut/host/host.ts';
import { type Adjustments, openLab } from '../sut/lab.ts';
import { loadDescriptor } from '../sut/load.ts';
import { LagMonitor } from '../timeline/lag.ts';
import { loadSuites } from './automated.ts';
import type { CaseOutcome } from './case.ts';
import { SutKeeper } from './keeper.ts';
import { runLegs } from './legs.ts';
import { ALL_REFERENCE_SYSTEMS } from './reference-systems.ts';
import { companionsOf, rolesNeeded } from './rig.ts';

/** A reference system as one row of the matrix has it: with a defect, or conformant in one of several ways. */
export interface MatrixSystem {
  role: Role;
  defect?: Defect;
  behaviour?: Profile;
  transport?: 'udp' | 'tcp';
  /** Whose verdicts count. */
  profile: Profile;
}

/** What one purpose came to with one system: the worst of its cases, under the profile of the system. */
export interface Cell {
  verdict: Verdict;
  /** Ids of the checks that failed. */
  failed: string[];
  /** One sentence for each finding that is not a pass. */
  because: string[];
}

/** What the purposes of one role came to with one system, by purpose. */
export interface MatrixRow {
  system: MatrixSystem;
  cells: ReadonlyMap<string, Cell>;
}

export interface MatrixOptions {
  systems: readonly MatrixSystem[];
  /** `covering`: only the purposes that must catch the defect; `all`: every one of the role, to see what else fails. */
  against: 'covering' | 'all';
  host?: HostKind | undefined;
  /** How many people a large group has. */
  scale?: number | undefined;
  /** How many systems are put to their purposes side by side; by default as many as two cores take. */
  rowsAtOnce?: number | undefined;
  /** Folder under which the evidence is kept: of what passes with a defect, or fails without. */
  out: string;
  signal: AbortSignal;
  onRow?: (row: MatrixRow) => void;
}

/**
 * As much side by side as two cores take: a row that has ended makes room for the next at once. Each has its own share
 * of SIPp processes and of getting ready, so that a row of long waits holds up no other.
 */
const ROWS_AT_ONCE = 8;
const ROW_LIMITS = { slots: 12, preparing: 1 };

/**
 * Puts reference systems, each with a defect or conformant, to the purposes of their role, with scaled timers: whether a
 * defect is caught, and by whom, is read off the rows. An interrupted matrix has the rows that had ended.
 */
export async function runKillMatrix(options: MatrixOptions): Promise<MatrixRow[]> {
  const { systems, against, host: asked, scale, rowsAtOnce = ROWS_AT_ONCE, out, signal, onRow } = options;
  const descriptors = ALL_REFERENCE_SYSTEMS.map((file) => loadDescriptor(file));
  const declarations = await loadSuites();
  const host = await chooseHost(asked, descriptors);
  const runId = `matrix-${randomBytes(3).toString('hex')}`;
  const lab = openLab({ runId, host });
  const lag = new LagMonitor();
  const soundBeside = (transport?: 'tcp') =>
    companionsOf(
      lab,
      descriptors
        .filter((descriptor) => transport === undefined || descriptor.adjustable.includes('transport'))
        .map((descriptor) => new SutKeeper(lab, descriptor, adjustmentsOf(transport ? { transport } : {}))),
      'scaled',
    );
  const beside = { usual: soundBeside(), tcp: soundBeside('tcp') };

  async function runRow(system: MatrixSystem): Promise<MatrixRow> {
    const { role, defect, transport, profile } = system;
    const descriptor = descriptors.find((candidate) => candidate.role === role)!;
    const companions = transport === 'tcp' ? beside.tcp : beside.usual;
    const keeper = new SutKeeper(lab, descriptor, adjustmentsOf(system));
    const folder = join(resolve(out), runId, nameOfSystem(system).replaceAll(/\W+/g, '-'));
    const cells = new Map<string, Cell>();
    const discarded: Promise<void>[] = [];
    const applying = declarations.filter(
      (declaration) =>
        appliesTo(declaration, descriptor) &&
        rolesNeeded(declaration).every((needed) => companions.has(needed) || needed === role),
    );
    const leg = {
      name: nameOfSystem(system),
      keeper,
      companions,
      cases: applying.filter(({ id }) => !defect || against === 'all' || defect.caughtBy.includes(id)),
    };
    // Which of its cases are long is known by the timers that it runs with.
    await keeper.running().catch(() => undefined);
    await runLegs([leg], {
      runId,
      folderOf: () => folder,
      profile,
      lag,
      scale,
      limits: ROW_LIMITS,
      signal,
      onProgress: () => {},
      onOutcome: (_leg, outcome) => {
        const cell = cellOf(outcome, profile);
        const { id } = outcome.declaration;
        cells.set(id, joined(cells.get(id), cell));
        const expected = cell.verdict === 'pass' || (defect && cell.verdict === 'fail');
        if (expected) discarded.push(rm(join(folder, outcome.evidence), { recursive: true, force: true }));
      },
    });
    await keeper.stop();
    await Promise.all(discarded);
    return { system, cells };
  }

  const rows = new Map<MatrixSystem, MatrixRow>();
  const waiting = systems.values();
  const work = async () => {
    for (const system of waiting) {
      const row = await runRow(system);
      if (signal.aborted) return;
      rows.set(system, row);
      onRow?.(row);
    }
  };
  try {
    await Promise.all(Array.from({ length: rowsAtOnce }, work));
  } finally {
    await lab.close();
  }
  return systems.flatMap((system) => rows.get(system) ?? []);
}

/** `client:release-on-bye`, or how a conformant system behaves: `client, harmonised, tcp`. */
export const nameOfSystem = ({ role, defect, behaviour, transport }: MatrixSystem): string =>
  defect ? `${role}:${defect.name}` : [role, behaviour, transport].filter((part) => part !== undefined).join(', ');

const adjustmentsOf = ({ defect, behaviour, transport }: Partial<MatrixSystem>): Adjustments => ({
  timers: 'scaled',
  ...(defect && { defect: defect.name }),
  ...(behaviour && { behaviour }),
  ...(transport && { transport }),
});

const appliesTo = (declaration: PurposeDeclaration, { role, ics, ixit }: SutDescriptor): boolean =>
  rolesNeeded(declaration).includes(role) &&
  whyNotApplicable(purposes.get(declaration.id)!, ics, ixitValues(ixit)) === undefined;

function cellOf({ verdict: { verdicts, findings } }: CaseOutcome, profile: Profile): Cell {
  const worrying = findings.filter(({ judgements }) => !['pass', 'none'].includes(judgements[profile].verdict));
  return {
    verdict: verdicts[profile],
    failed: worrying.filter(({ judgements }) => judgements[profile].verdict === 'fail').map(({ check }) => check),
    because: worrying.map(({ check, judgements }) => `${check}: ${judgements[profile].message}`),
  };
}

/** A purpose of several cases is caught by any of them. */
const joined = (one: Cell | undefined, other: Cell): Cell =>
  one === undefined
    ? other
    : {
        verdict: worst([one.verdict, other.verdict]),
        failed: [...new Set([...one.failed, ...other.failed])],
        because: [...one.because, ...other.because],
      };
