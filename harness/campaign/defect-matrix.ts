import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { whyNotApplicable } from '../../catalogue/applicability.ts';
import { type Defect, purposes } from '../../catalogue/index.ts';
import { ixitValues } from '../../catalogue/ixit.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { type Verdict, worst } from '../judge/verdict.ts';
import type { SutDescriptor } from '../sut/descriptor.ts';
import { loadDescriptor } from '../sut/load.ts';
import type { HostKind } from '../sut/host/host.ts';
import { openLab } from '../sut/lab.ts';
import { chooseHost } from '../sut/host/choose.ts';
import { LagMonitor } from '../timeline/lag.ts';
import { loadSuites } from './automated.ts';
import type { CaseOutcome } from './case.ts';
import { SutKeeper } from './keeper.ts';
import { type Leg, runLegs } from './legs.ts';
import { companionsOf, rolesNeeded } from './rig.ts';
import { ALL_REFERENCE_SYSTEMS } from './reference-systems.ts';

/** What every purpose of one role came to with one defect switched on. */
export interface MatrixRow {
  defect: Defect;
  verdicts: ReadonlyMap<string, Verdict>;
}

export interface MatrixOptions {
  defects: readonly Defect[];
  /** `covering`: only the purposes that must catch the defect; `all`: every one of its role, to see what else fails. */
  against: 'covering' | 'all';
  host?: HostKind | undefined;
  out: string;
  signal: AbortSignal;
  onRow?: (row: MatrixRow) => void;
}

/** Each is a container or a process of its own, and starting one is work. */
const SYSTEMS_AT_ONCE = 12;

/**
 * Puts the reference systems with each defect in turn to the purposes of their role, side by side, with scaled timers:
 * whether each defect is caught, and by whom, is read off the rows.
 */
export async function runDefectMatrix({
  defects,
  against,
  host: asked,
  out,
  signal,
  onRow,
}: MatrixOptions): Promise<MatrixRow[]> {
  const descriptors = ALL_REFERENCE_SYSTEMS.map((file) => loadDescriptor(file));
  const declarations = await loadSuites();
  const host = await chooseHost(asked, descriptors);
  const runId = `defects-${randomBytes(3).toString('hex')}`;
  const folder = join(resolve(out), runId);
  const lab = openLab({ runId, host });
  const lag = new LagMonitor();
  const outcomes = new Map<Leg, CaseOutcome[]>();
  try {
    const sound = descriptors.map((descriptor) => new SutKeeper(lab, descriptor, { timers: 'scaled' }));
    const companions = companionsOf(lab, sound, 'scaled');
    const legs = defects.map((defect): Leg => {
      const descriptor = descriptors.find((candidate) => candidate.role === defect.role)!;
      const leg = {
        name: `${defect.role}:${defect.name}`,
        keeper: new SutKeeper(lab, descriptor, { defect: defect.name, timers: 'scaled' }),
        companions,
        cases: declarations.filter(
          (declaration) =>
            appliesTo(declaration, descriptor) && (against === 'all' || defect.caughtBy.includes(declaration.id)),
        ),
      };
      outcomes.set(leg, []);
      return leg;
    });
    for (let first = 0; first < legs.length; first += SYSTEMS_AT_ONCE) {
      await runLegs(legs.slice(first, first + SYSTEMS_AT_ONCE), {
        runId,
        folderOf: (leg) => join(folder, leg.name.replace(':', '-')),
        profile: 'cr',
        lag,
        signal,
        onProgress: () => {},
        onOutcome: (leg, outcome) => {
          const mine = outcomes.get(leg)!;
          mine.push(outcome);
          if (mine.length === leg.cases.length) {
            onRow?.(rowOf(defects[legs.indexOf(leg)]!, mine));
            void leg.keeper.stop();
          }
        },
      });
    }
    return legs.map((leg, index) => rowOf(defects[index]!, outcomes.get(leg)!));
  } finally {
    await lab.close();
  }
}

const appliesTo = (declaration: PurposeDeclaration, { role, ics, ixit }: SutDescriptor): boolean =>
  rolesNeeded(declaration).includes(role) &&
  whyNotApplicable(purposes.get(declaration.id)!, ics, ixitValues(ixit)) === undefined;

function rowOf(defect: Defect, outcomes: readonly CaseOutcome[]): MatrixRow {
  const verdicts = new Map<string, Verdict>();
  for (const { declaration, verdict } of outcomes)
    verdicts.set(declaration.id, worst([verdicts.get(declaration.id) ?? 'none', verdict.verdicts.cr]));
  return { defect, verdicts };
}
