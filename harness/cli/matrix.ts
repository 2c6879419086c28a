import { join } from 'node:path';
import type { Profile } from '../judge/verdict.ts';
import { outcomeOf } from '../report/outcome.ts';
import { shellLine } from '../report/rerun.ts';
import { renderMatrix, troubleIn } from '../report/spread.ts';
import { summaryLine } from '../report/summary.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import type { HostKind } from '../sut/host/host.ts';
import { makeRuns } from './campaigns.ts';
import { described } from './described.ts';
import { EXIT, exitCodeOf, worstCode } from './exit-code.ts';

/** The options of `matrix`, as the command line has them. */
export interface MatrixFlags {
  sut: string[];
  select?: string[];
  profile: Profile;
  host?: HostKind;
  out: string;
  json?: true;
}

/**
 * Puts several systems to the same purposes, one after another, and shows them side by side.
 * @returns the worst of their exit codes
 * @throws {UsageError} where a description cannot be used; nothing has been run then
 */
export async function matrix({ sut, select = [], profile, host, out, json }: MatrixFlags): Promise<number> {
  described(sut);
  const options = [
    ...select.flatMap((glob) => ['--select', glob]),
    '--profile',
    profile,
    ...(host === undefined ? [] : ['--host', host]),
  ];
  const reports = await makeRuns(
    sut.map((file) => ({
      suts: [file],
      select,
      profile,
      host,
      out,
      command: shellLine(['bin/cpm-leave', 'run', '--sut', file, ...options, '--out', out]),
    })),
  );
  if (reports.length === 0) return EXIT.interrupted;
  if (json) {
    const rows = reports.map((report) => {
      const { run, suts, summary, purposes } = report;
      return {
        product: suts[0]?.product ?? '',
        version: suts[0]?.version ?? '',
        report: join(out, run.id),
        summary,
        trouble: troubleIn(report),
        outcomes: Object.fromEntries(purposes.map((purpose) => [purpose.id, outcomeOf(purpose)])),
      };
    });
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    process.stdout.write(`${renderMatrix(reports, terminalStyle(process.stdout))}\n`);
    for (const report of reports) {
      const { run, suts, summary } = report;
      process.stdout.write(`${suts[0]?.product ?? ''}: ${summaryLine(summary)}, report ${out}/${run.id}/report.html\n`);
      for (const trouble of troubleIn(report)) process.stdout.write(`    ${trouble}\n`);
    }
  }
  return worstCode(reports.map(exitCodeOf));
}
