import { type MatrixRow, nameOfSystem } from '../campaign/kill-matrix.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { DefectOutcome } from '../report/defect-table.ts';
import type { SuiteIdentification } from '../report/report.ts';
import type { HostKind } from '../sut/host/host.ts';
import type { Role } from '../sut/descriptor.ts';
import type { Verdict } from '../judge/verdict.ts';

/** A purpose with a conformant system, and the findings that were no pass. */
export interface Suspicion {
  purpose: string;
  system: string;
  because: string[];
}

/** What the kill matrix shows of the suite (`validation.schema.json`). */
export interface Validation {
  schemaVersion: 1;
  run: {
    /** ISO 8601. */
    startedAt: string;
    durationMs: number;
    suite: SuiteIdentification;
    host: HostKind;
    against: 'covering' | 'all';
    /** How many people a large group had. */
    scale: number;
    /** All defects and all conformant systems, to the end. */
    whole: boolean;
  };
  /** Each defect with the purposes that came to FAIL, covering its rule or not. */
  defects: { name: string; role: Role; caughtBy: string[] }[];
  /** Defects that a purpose which covers their rule did not catch. */
  uncaught: { name: string; role: Role; missedBy: string[] }[];
  /** Purposes that failed a conformant system. */
  falseAlarms: Suspicion[];
  /** Purposes that came to neither PASS nor FAIL with a conformant system: nobody's breach, and nobody's pass. */
  undecided: Suspicion[];
  /** The conformant systems, and how many purposes each was put to. */
  conformant: { system: string; profile: string; purposes: number }[];
  checks: {
    /** Ids of those that failed at least once where a defect was switched on. */
    seenToFail: string[];
    /** Ids of those that could fail, and never did. */
    neverFailed: string[];
    /** Ids of those that take note of what no rule forbids: why they cannot fail, by id. */
    cannotFail: Record<string, string>;
  };
}

/** Reads off the rows of a matrix what it shows of the suite. */
export function validationOf(
  rows: readonly MatrixRow[],
  run: Validation['run'],
  declarations: readonly PurposeDeclaration[],
): Validation {
  const outcomes = outcomesOf(rows, new Set(declarations.map(({ id }) => id)));
  const conformant = rows.filter(({ system }) => !system.defect);
  const suspicions = (...verdicts: Verdict[]): Suspicion[] =>
    conformant.flatMap(({ system, cells }) =>
      [...cells]
        .filter(([, { verdict }]) => verdicts.includes(verdict))
        .map(([purpose, { because }]) => ({ purpose, system: nameOfSystem(system), because })),
    );
  return {
    schemaVersion: 1,
    run,
    defects: outcomes.map(({ name, role, caughtBy }) => ({ name, role, caughtBy })),
    uncaught: outcomes
      .filter(({ missedBy, caughtBy }) => missedBy.length > 0 || caughtBy.length === 0)
      .map(({ name, role, missedBy }) => ({ name, role, missedBy })),
    falseAlarms: suspicions('fail'),
    undecided: suspicions('inconc', 'error'),
    conformant: conformant.map(({ system, cells }) => ({
      system: nameOfSystem(system),
      profile: system.profile,
      purposes: cells.size,
    })),
    checks: checksOf(rows, declarations),
  };
}

/** Nothing got past the suite, nobody was blamed without cause, and, where everything was tried, every check has failed. */
export const holds = ({ uncaught, falseAlarms, checks, run }: Validation): boolean =>
  uncaught.length === 0 && falseAlarms.length === 0 && (!run.whole || checks.neverFailed.length === 0);

/** Who caught each defect, and who should have. */
export const outcomesOf = (rows: readonly MatrixRow[], automated: ReadonlySet<string>): DefectOutcome[] =>
  rows.flatMap((row) =>
    row.system.defect
      ? [
          {
            role: row.system.role,
            name: row.system.defect.name,
            caughtBy: failing(row),
            missedBy: missing(row, automated),
          },
        ]
      : [],
  );

/** Automated purposes that cover the rule which a system breaks, and did not come to FAIL. */
export const missing = (row: MatrixRow, automated: ReadonlySet<string>): string[] =>
  (row.system.defect?.caughtBy ?? []).filter((id) => automated.has(id) && row.cells.get(id)?.verdict !== 'fail');

const failing = ({ cells }: MatrixRow): string[] =>
  [...cells]
    .filter(([, { verdict }]) => verdict === 'fail')
    .map(([id]) => id)
    .toSorted();

function checksOf(rows: readonly MatrixRow[], declarations: readonly PurposeDeclaration[]): Validation['checks'] {
  const failed = new Set(
    rows
      .filter(({ system }) => system.defect)
      .flatMap(({ cells }) => [...cells.values()].flatMap((cell) => cell.failed)),
  );
  const cannotFail: Record<string, string> = {};
  const neverFailed = new Set<string>();
  for (const check of declarations.flatMap(({ checks }) => checks)) {
    if (failed.has(check.id)) continue;
    if (check.takesNote === undefined) neverFailed.add(check.id);
    else cannotFail[check.id] = check.takesNote;
  }
  return { seenToFail: [...failed].toSorted(), neverFailed: [...neverFailed].toSorted(), cannotFail };
}
