import { type Command, Option } from 'commander';
import { PROFILES } from '../judge/verdict.ts';
import { hostKinds } from '../sut/host/host.ts';
import type { ExploreFlags } from './explore.ts';
import { each, filled, schedules, seed } from './option-values.ts';

/** Adds `explore`. */
export function addExploreCommand(program: Command, onEnded: (code: number) => void): void {
  program
    .command('explore')
    .description('Try schedules of faults end to end until one makes somebody a ghost, and shrink it.')
    .option(
      '--sut <file>',
      'description of a system in the rig; may be repeated (default: the reference client and focus)',
      each,
    )
    .option('--runs <schedules>', 'how many schedules to try', schedules, 50)
    .option('--seed <number>', 'what they are drawn by (default: another one each time)', seed)
    .addOption(new Option('--profile <profile>', 'whose verdicts decide').choices(PROFILES).default('cr'))
    .addOption(
      new Option('--host <host>', 'where systems run (default: container where Docker answers)').choices(hostKinds),
    )
    .addOption(new Option('--timers <timers>', 'SIP timers of the reference systems').choices(['rfc3261', 'scaled']))
    .addOption(new Option('--behaviour <name>', 'how the reference client behaves').choices(PROFILES))
    .option('--defect <role:name>', 'switch on a named defect of a reference system', filled)
    .option('--out <folder>', 'where schedule and report of a violation are written', filled, 'reports')
    .addHelpText('after', '\nExamples:\n  cpm-leave explore --runs 100\n  cpm-leave explore --seed 2026 --out reports')
    .action(async (flags: ExploreFlags) => {
      const { explore } = await import('./explore.ts');
      onEnded(await explore(flags));
    });
}
