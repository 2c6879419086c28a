/** `npm run soak`: run after run against conformant systems. No FAIL ever; anything else must say what stood in the way. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { listenForInterruption } from '../cli/interruption.ts';
import { soak, type SoakRun } from './soak.ts';

interface Flags {
  runs: string;
  timers: 'scaled' | 'rfc3261';
  select: string[];
  load?: true;
  stall?: true;
  json?: string;
  out: string;
}

const {
  runs,
  timers,
  select,
  load = false,
  stall = false,
  json,
  out,
} = new Command('soak')
  .description('Run the purposes against the reference systems again and again.')
  .option('--runs <times>', 'how often', '3')
  .addOption(
    new Option('--timers <timers>', 'SIP timers of the systems').choices(['scaled', 'rfc3261']).default('scaled'),
  )
  .option(
    '--select <glob>',
    'ids of test purposes; may be repeated',
    (glob: string, before: string[]) => [...before, glob],
    [],
  )
  .option('--load', 'keep every core busy')
  .option('--stall', 'stop SIPp, a system, or the harness for up to 300 ms, again and again')
  .option('--json <file>', 'write every run there')
  .option('--out <folder>', 'for the reports', 'reports/soak')
  .parse()
  .opts<Flags>();

const interruption = listenForInterruption(() => process.stderr.write('interrupted: ending this run\n'));
const { signal } = interruption;
const made = await soak({ runs: Number(runs), timers, select, load, stall, out: resolve(out), signal, onRun: tell });
interruption.release();

const deviations = made.flatMap((run) => run.deviations);
const failures = deviations.filter(({ verdict }) => verdict === 'fail');
const unexplained = deviations.filter(({ verdict, explained }) => verdict !== 'fail' && !explained);
process.stdout.write(`${tableOf(made)}\n`);
process.stdout.write(
  `${made.length} runs, timers ${timers}${load ? ', every core busy' : ''}${stall ? ', processes stopped up to 300 ms' : ''}: ` +
    `${failures.length} FAIL, ${deviations.length - failures.length - unexplained.length} open and explained, ${unexplained.length} open without a word of the machine\n`,
);
if (json !== undefined) {
  mkdirSync(dirname(resolve(json)), { recursive: true });
  const machine = { cores: availableParallelism(), node: process.versions.node };
  writeFileSync(
    json,
    `${JSON.stringify({ timers, load, stall, machine, failures, unexplained, runs: made }, null, 2)}\n`,
  );
}
process.exitCode = signal.aborted ? 130 : failures.length > 0 ? 1 : unexplained.length > 0 ? 3 : 0;

function tell({ number, durationMs, deviations: own }: SoakRun): void {
  const open = own.map(
    ({ purpose, check, verdict, explained, message }) =>
      `\n  ${purpose} ${check} ${verdict}${explained ? '' : ' (!)'}: ${message}`,
  );
  process.stderr.write(`run ${number} of ${runs}: ${(durationMs / 1000).toFixed(0)} s${open.join('')}\n`);
}

function tableOf(all: readonly SoakRun[]): string {
  const table = new Table({
    head: ['run', 's', 'pass', 'fail', 'inconc', 'error', 'n/a', 'not run'],
    style: { head: [], border: [] },
  });
  for (const { number, durationMs, summary: s } of all)
    table.push([number, (durationMs / 1000).toFixed(0), s.pass, s.fail, s.inconc, s.error, s.notApplicable, s.notRun]);
  return table.toString();
}
