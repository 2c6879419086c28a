import { readFile, writeFile } from 'node:fs/promises';
import { loadSuites } from '../campaign/automated.ts';
import { type MatrixRow, type MatrixSystem, nameOfSystem, runKillMatrix } from '../campaign/kill-matrix.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import { suiteIdentification } from '../campaign/suite-identification.ts';
import { EXIT } from '../cli/exit-code.ts';
import { described } from '../cli/described.ts';
import { listenForInterruption } from '../cli/interruption.ts';
import { knownDefect } from '../cli/known.ts';
import { renderDefectTable } from '../report/defect-table.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import { chooseHost } from '../sut/host/choose.ts';
import type { HostKind } from '../sut/host/host.ts';
import { published } from './document.ts';
import { repeated } from './repeated.ts';
import { ALL_SYSTEMS, CONFORMANT_SYSTEMS, withDefect } from './systems.ts';
import { holds, outcomesOf, type Suspicion, type Validation, validationOf } from './validation.ts';

const DOCUMENT = new URL('../../docs/validation.md', import.meta.url);

/** The options of `npm run validate`, as the command line has them. */
export interface ValidateFlags {
  json?: string;
  /** `role:name`; absent: all of them, and the conformant systems. */
  defect?: string[];
  /** No defect, and nobody but the conformant systems. */
  conformant?: true;
  against: 'covering' | 'all';
  host?: HostKind;
  scale: number;
  rows?: number;
  out: string;
}

/**
 * Puts every defect, and every conformant behaviour, to every purpose of its role. A row is told of on standard error as
 * it ends, the table comes on standard output, and the figures of a whole validation go into `docs/validation.md`.
 * @returns 0 where every defect was caught by all that cover it and nobody conformant was failed, else 1
 * @throws {UsageError} where a defect is unknown
 */
export async function validate(flags: ValidateFlags): Promise<number> {
  const { json, against, host, scale, rows, out } = flags;
  const systems = systemsOf(flags);
  const declarations = await loadSuites();
  const automated = new Set(declarations.map(({ id }) => id));
  const startedAt = new Date();
  const interruption = listenForInterruption(() => process.stderr.write('interrupted: ending what runs\n'));
  const { signal } = interruption;
  const chosenHost = await chooseHost(host, described(ALL_REFERENCE_SYSTEMS));
  let made = 0;
  const run = (some: readonly MatrixSystem[], rowsAtOnce?: number) =>
    runKillMatrix({
      systems: some,
      against,
      host: chosenHost,
      scale,
      rowsAtOnce,
      out,
      signal,
      onRow: (row) => process.stderr.write(`${++made} of ${systems.length}  ${rowLine(row)}\n`),
    });
  const found = await run(systems, rows);
  const matrix = signal.aborted ? found : await repeated(found, automated, (again) => run(again, 1));
  interruption.release();

  const validation = validationOf(
    matrix,
    {
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      suite: await suiteIdentification(),
      host: chosenHost,
      against,
      scale,
      whole: systems === ALL_SYSTEMS && against === 'all' && !signal.aborted,
    },
    declarations,
  );
  if (json !== undefined) await writeFile(json, `${JSON.stringify(validation, null, 2)}\n`);
  if (validation.run.whole) await writeFile(DOCUMENT, published(await readFile(DOCUMENT, 'utf8'), validation));
  process.stdout.write(renderDefectTable(outcomesOf(matrix, automated), terminalStyle(process.stdout)));
  process.stdout.write(summary(validation));
  if (signal.aborted) return EXIT.interrupted;
  return holds(validation) ? EXIT.conformant : EXIT.notConformant;
}

function systemsOf({ defect, conformant }: ValidateFlags): readonly MatrixSystem[] {
  if (conformant) return CONFORMANT_SYSTEMS;
  return defect ? defect.map((name) => withDefect(knownDefect(name))) : ALL_SYSTEMS;
}

function rowLine({ system, cells }: MatrixRow): string {
  const by = Map.groupBy(cells.values(), ({ verdict }) => verdict);
  return `${nameOfSystem(system)}: ${[...by].map(([verdict, some]) => `${some.length} ${verdict}`).join(', ')}`;
}

function summary({ run, falseAlarms, undecided, conformant, checks }: Validation): string {
  const told = (what: string, suspicions: readonly Suspicion[]) =>
    suspicions.map(({ purpose, system, because }) => `${what}: ${purpose} with ${system}: ${because.join('; ')}`);
  const lines = [
    `${falseAlarms.length} false alarms and ${undecided.length} undecided with ${conformant.length} conformant systems`,
    ...told('false alarm', falseAlarms),
    ...told('undecided', undecided),
    `${checks.seenToFail.length} checks seen to fail`,
    ...(run.whole ? checks.neverFailed.map((id) => `never seen to fail: ${id}`) : []),
  ];
  return `${lines.join('\n')}\n`;
}
