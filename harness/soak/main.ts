/** `npm run soak`: run after run against conformant systems. No FAIL ever; anything else must say what stood in the way. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { commandEnded } from '../cli/command-line.ts';
import { EXIT } from '../cli/exit-code.ts';
import { listenForInterruption } from '../cli/interruption.ts';
import { each, filled, times } from '../cli/option-values.ts';
import { soak, type SoakRun } from './soak.ts';

interface Flags {
  runs: number;
  timers: 'scaled' | 'rfc3261';
  select?: string[];
  load?: boolean;
  stall?: boolean;
  json?: string;
  out: string;
}

process.exitCode = await commandEnded(() => main(flagsOf(process.argv)));

function flagsOf(words: readonly string[]): Flags {
  const timers = new Option('--timers <timers>', 'SIP timers of the systems').choices(['scaled', 'rfc3261']);
  return new Command('soak')
    .description('Run the purposes against the reference systems again and again.')
    .exitOverride()
    .option('--runs <times>', 'how often', times, 3)
    .addOption(timers.default('scaled'))
    .option('--select <glob>', 'ids of test purposes; may be repeated', each)
    .option('--load', 'keep every core busy')
    .option('--stall', 'stop SIPp, a system, or the harness for up to 300 ms, again and again')
    .option('--json <file>', 'write every run there, as soon as it is made', filled)
    .option('--out <folder>', 'for the reports of runs in which anything was not passed', filled, 'reports/soak')
    .parse(words)
    .opts<Flags>();
}

async function main(flags: Flags): Promise<number> {
  const { runs, timers, select = [], load = false, stall = false } = flags;
  const out = resolve(flags.out);
  const { signal, ...interruption } = listenForInterruption(() =>
    process.stderr.write('interrupted: ending this run\n'),
  );
  const made: SoakRun[] = [];
  const onRun = (run: SoakRun): void => {
    made.push(run);
    tell(run, runs);
    if (flags.json !== undefined) write(resolve(flags.json), flags, made);
    if (run.deviations.length === 0) rmSync(join(out, run.id), { recursive: true });
  };
  await soak({ runs, timers, select, load, stall, out, signal, onRun });
  interruption.release();

  const { failures, unexplained, deviations } = sortedOut(made);
  const explained = deviations.length - failures.length - unexplained.length;
  const how = [`timers ${timers}`, ...(load ? ['every core busy'] : []), ...(stall ? ['processes stopped'] : [])];
  process.stdout.write(`${tableOf(made)}\n`);
  process.stdout.write(
    `${made.length} runs, ${how.join(', ')}: ${failures.length} FAIL, ${explained} open and explained, ` +
      `${unexplained.length} open without a word of the machine\n`,
  );
  if (signal.aborted) return EXIT.interrupted;
  if (failures.length > 0) return EXIT.notConformant;
  return unexplained.length > 0 ? EXIT.undecided : EXIT.conformant;
}

function sortedOut(made: readonly SoakRun[]) {
  const deviations = made.flatMap((run) => run.deviations);
  return {
    deviations,
    failures: deviations.filter(({ verdict }) => verdict === 'fail'),
    unexplained: deviations.filter(({ verdict, explained }) => verdict !== 'fail' && !explained),
  };
}

function tell({ number, durationMs, deviations }: SoakRun, runs: number): void {
  const open = deviations.map(
    ({ purpose, check, verdict, explained, message }) =>
      `\n  ${purpose} ${check} ${verdict}${explained ? '' : ' (!)'}: ${message}`,
  );
  process.stderr.write(`run ${number} of ${runs}: ${(durationMs / 1000).toFixed(0)} s${open.join('')}\n`);
}

function write(file: string, { timers, load = false, stall = false }: Flags, made: readonly SoakRun[]): void {
  const { failures, unexplained } = sortedOut(made);
  const machine = { cores: availableParallelism(), node: process.versions.node };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ timers, load, stall, machine, failures, unexplained, runs: made }, null, 2)}\n`,
  );
}

function tableOf(made: readonly SoakRun[]): string {
  const head = ['run', 's', 'pass', 'fail', 'inconc', 'error', 'n/a', 'not run'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { number, durationMs, summary: s } of made)
    table.push([number, (durationMs / 1000).toFixed(0), s.pass, s.fail, s.inconc, s.error, s.notApplicable, s.notRun]);
  return table.toString();
}
