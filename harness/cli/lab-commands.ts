import { type Command, Option } from 'commander';
import { hostKinds } from '../sut/host/host.ts';
import type { CheckFlags } from './check.ts';
import type { DoctorFlags } from './doctor.ts';
import type { InitFlags } from './init.ts';
import { each, filled } from './option-values.ts';

/** The commands by which somebody brings a system of their own: describe it, see to the machine, see to the system. */
export function addLabCommands(program: Command, onEnded: (code: number) => void): void {
  program
    .command('init')
    .description('Describe a system of your own: asks what is not given, and writes a description that is valid.')
    .argument('[file]', 'where the description is written', filled, 'sut.yaml')
    .option('--role <role>', 'client, focus or pcscf', filled)
    .option('--vendor <name>', 'for the report', filled)
    .option('--product <name>', 'for the report', filled)
    .option('--product-version <version>', 'for the report', filled)
    .option('--image <name>', 'it lives in a container of this image', filled)
    .option('--process <command>', 'it is a process that this command starts', filled)
    .option('--address <ip>', 'it runs on a box in the lab', filled)
    .option('--local-address <ip>', "with --address: this machine's address that it can reach", filled)
    .option('--upper-tester <kind>', 'how it is told what to do: http, exec, manual or none', filled)
    .option('--url <url>', 'base URL of an upper tester of the kind http', filled)
    .option('--form', 'print the form of ICS and IXIT to fill in and sign, and write nothing')
    .option('--sut <file>', 'with --form: fill in what this description says', filled)
    .addHelpText(
      'after',
      `
Examples:
  cpm-leave init phone.yaml
  cpm-leave init focus.yaml --role focus --vendor 'Example Corp' --product Groups --image example/focus:2.1
  cpm-leave init --form --role client > statement.md`,
    )
    .action(async (file: string, flags: InitFlags) => {
      const { init } = await import('./init.ts');
      process.stdout.write(await init(file, flags));
    });

  program
    .command('check')
    .description('See whether a system can be tested: start it, reach it, let it join, send and leave once.')
    .requiredOption('--sut <file>', 'description of a system under test; may be repeated', each)
    .addOption(new Option('--host <host>', 'where systems run').choices(hostKinds))
    .option('--out <folder>', 'where the evidence is written, in a folder of its own', filled, 'reports')
    .addHelpText('after', '\nExample:\n  cpm-leave check --sut phone.yaml')
    .action(async (flags: CheckFlags) => {
      const { check } = await import('./check.ts');
      onEnded(await check(flags));
    });

  program
    .command('doctor')
    .description('See whether this machine has all that a run needs, and what mends what it lacks.')
    .option('--sut <file>', 'look at what this description needs too; may be repeated', each)
    .option('--json', 'as an array of {id, state, found, mend}')
    .addHelpText('after', '\nExamples:\n  cpm-leave doctor\n  cpm-leave doctor --sut phone.yaml --json')
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./doctor.ts');
      onEnded(await doctor(flags));
    });
}
