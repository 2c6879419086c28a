import { type Command, Option } from 'commander';
import { PROFILES } from '../judge/verdict.ts';
import { hostKinds } from '../sut/host/host.ts';
import type { MatrixFlags } from './matrix.ts';
import type { MergeFlags } from './merge.ts';
import { each, filled } from './option-values.ts';

/**
 * The commands about several runs, and about those that have been made.
 * @param again does what a command line says, and gives its exit code
 */
export function addReportCommands(
  program: Command,
  onEnded: (code: number) => void,
  again: (words: readonly string[]) => Promise<number>,
): void {
  program
    .command('merge')
    .description('Make one report of the shards of a run.')
    .argument('<runs...>', 'folders of all the shards')
    .option('--out <folder>', 'where the report is written, in a folder of its own', filled, 'reports')
    .option('--baseline <file>', 'known deviations: the exit status tells what is new, gone, expired or stale', filled)
    .addHelpText('after', '\nExample:\n  cpm-leave merge shard-1/latest shard-2/latest --out reports')
    .action(async (runs: string[], flags: MergeFlags) => {
      const { merge } = await import('./merge.ts');
      onEnded(await merge(runs, flags));
    });

  program
    .command('matrix')
    .description('Put several systems to the same purposes, and show them side by side.')
    .requiredOption('--sut <file>', 'description of a system under test; repeated', each)
    .option('--select <glob>', 'ids of test purposes; may be repeated (default: all that are automated)', each)
    .addOption(new Option('--profile <profile>', 'whose verdicts decide').choices(PROFILES).default('cr'))
    .addOption(new Option('--host <host>', 'where systems run').choices(hostKinds))
    .option('--out <folder>', 'where the reports are written, each in a folder of its own', filled, 'reports')
    .option('--json', 'as an array of {product, version, report, summary, trouble, outcomes}')
    .addHelpText('after', '\nExample:\n  cpm-leave matrix --sut android.yaml --sut ios.yaml')
    .action(async (flags: MatrixFlags) => {
      const { matrix } = await import('./matrix.ts');
      onEnded(await matrix(flags));
    });

  program
    .command('compare')
    .description('Say what changed between two runs. Exit status 1 where something got worse.')
    .argument('<before>', 'folder of a run')
    .argument('<after>', 'folder of a later run')
    .option('--json', 'as an array of {id, before, after, worse, message}')
    .addHelpText('after', '\nExample:\n  cpm-leave compare reports/last-release reports/latest')
    .action(async (before: string, after: string, flags: { json?: true }) => {
      const { compare } = await import('./compare.ts');
      onEnded(await compare(before, after, flags));
    });

  program
    .command('rerun')
    .description('Run again what was not green in a run, with the same options.')
    .argument('[run]', 'folder of a run', filled, 'reports/latest')
    .addHelpText('after', '\nExample:\n  cpm-leave rerun reports/latest')
    .action(async (run: string) => {
      const { wordsOfRerun } = await import('./rerun.ts');
      const words = await wordsOfRerun(run);
      if (words) onEnded(await again(words));
      else process.stdout.write('everything was green; nothing to run again\n');
    });
}
