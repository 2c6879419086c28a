/** `npm run validate`: how far the verdicts of the suite can be relied on. */
import { Command, Option } from 'commander';
import { commandEnded } from '../cli/command-line.ts';
import { each, filled, groupSize, times } from '../cli/option-values.ts';
import { SMALL_GROUP } from './systems.ts';
import type { ValidateFlags } from './validate.ts';

const program = new Command('npm run validate --')
  .description('Every named defect, and every conformant behaviour, against every purpose of its role.')
  .exitOverride()
  .option('--json <file>', 'write what came out (harness/validation/validation.schema.json)', filled)
  .option('--defect <role:name>', 'this defect alone; may be repeated (default: all, and the conformant systems)', each)
  .addOption(new Option('--conformant', 'no defect, the conformant systems alone').conflicts('defect'))
  .addOption(
    new Option('--against <purposes>', 'all of the role, or those that cover the broken rule')
      .choices(['all', 'covering'])
      .default('all'),
  )
  .addOption(new Option('--host <host>', 'where systems run').choices(['container', 'process']))
  .option('--scale <participants>', 'how many a large group has', groupSize, SMALL_GROUP)
  .option('--rows <n>', 'how many systems side by side (default: as many as two cores take)', times)
  .option('--out <folder>', 'where evidence of what was not as it should is kept', filled, 'reports/validate')
  .addHelpText(
    'after',
    `
Examples:
  npm run validate
  npm run validate -- --json matrix.json --host process
  npm run validate -- --defect client:release-on-bye --against covering
  npm run validate -- --conformant

Exit status: 0 all caught and no false alarm, 1 otherwise, 2 wrong usage, 130 interrupted.`,
  );

process.exitCode = await commandEnded(async () => {
  await program.parseAsync();
  const { validate } = await import('./validate.ts');
  return validate(program.opts<ValidateFlags>());
});
