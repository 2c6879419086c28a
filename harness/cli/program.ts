import { Argument, Command, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { PROFILES } from '../judge/verdict.ts';
import { SIP_TRANSPORTS } from '../sip/transport.ts';
import { hostKinds } from '../sut/host/host.ts';
import type { SHELLS } from './completion/completion.ts';
import { addExploreCommand } from './explore-command.ts';
import type { JudgeFlags } from './judge.ts';
import { addLabCommands } from './lab-commands.ts';
import { each, filled, groupSize, shard, times } from './option-values.ts';
import type { RunFlags } from './run.ts';
import { addReportCommands } from './report-commands.ts';

const EXAMPLES = `
Examples:
  cpm-leave run                                         the reference systems, everything that is automated
  cpm-leave run --sut phone.yaml --select 'TP-CL-*'     a client of your own
  cpm-leave run --defect client:release-on-bye          what a breach looks like
  cpm-leave run --sut phone.yaml --baseline known.yaml  green as long as nothing is new
  cpm-leave explore --runs 200                          look for a schedule of faults that makes a ghost
  cpm-leave judge reports/latest                        the same verdicts again, from the evidence
  cpm-leave init phone.yaml                             describe a system of your own
  cpm-leave rerun reports/latest                        what was not green
  cpm-leave list --json                                 every test purpose, for other programs
  cpm-leave explain TP-CL-LV-10                         what it does, judges and stands for

Exit status: 0 conformant, 1 a breach was found, 2 wrong usage, 3 not decided, 130 interrupted.`;

/**
 * The commands and their options. Each command loads what it needs when it is called, and not before.
 * @param words what the user typed, for the report of a run
 * @param onEnded told the exit code of a command that has a say in it
 */
export function newProgram(words: readonly string[], onEnded: (code: number) => void): Command {
  const program = new Command('cpm-leave')
    .description('Tests whether clients and focuses keep the OMA CPM 2.2 change request on leaving a group session.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`) })
    .addHelpText('after', EXAMPLES);

  program
    .command('run')
    .description('Run test purposes and report their verdicts.')
    .option(
      '--sut <file>',
      'description of a system under test; may be repeated (default: the reference systems)',
      each,
    )
    .option('--select <glob>', 'ids of test purposes; may be repeated (default: all that are automated)', each)
    .addOption(new Option('--profile <profile>', 'whose verdicts decide').choices(PROFILES).default('cr'))
    .addOption(
      new Option('--host <host>', 'where systems run (default: container where Docker answers)').choices(hostKinds),
    )
    .option('--defect <role:name>', 'switch on a named defect of a reference system', filled)
    .addOption(new Option('--behaviour <name>', 'how the reference client behaves').choices(PROFILES))
    .addOption(new Option('--timers <timers>', 'SIP timers of the reference systems').choices(['rfc3261', 'scaled']))
    .addOption(new Option('--transport <transport>', "SIP transport, in place of the IXIT's").choices(SIP_TRANSPORTS))
    .addOption(new Option('--media <media>', "what MSRP is over, in place of the IXIT's").choices(['tcp', 'tls']))
    .addOption(
      new Option('--ip <version>', 'which Internet Protocol the systems are reached over that the run starts').choices([
        '4',
        '6',
      ]),
    )
    .option('--baseline <file>', 'known deviations: the exit status tells what is new, gone, expired or stale', filled)
    .option('--write-baseline <file>', 'draft a list of known deviations from what failed', filled)
    .option('--scale <participants>', 'how many a large group has (default: 100), and run what is for those', groupSize)
    .option('--capture', 'capture the packets of each case with dumpcap as well, where it may (default: off)')
    .option('--sign <key>', 'private key in PEM (Ed25519 or ECDSA): signs what is stated of the run', filled)
    .option('--repeat <times>', 'run that often, and show the spread of the verdicts of each purpose', times)
    .option('--shard <i/n>', 'do this part of the run; put the parts together with merge', shard)
    .option('--replay <file>', 'repeat a schedule of faults that explore has saved, set as it was found', filled)
    .option('--out <folder>', 'where the report is written, in a folder of its own', filled, 'reports')
    .addHelpText(
      'after',
      `
Examples:
  cpm-leave run --select 'TP-CL-LV-*' --profile harmonised
  cpm-leave run --sut phone.yaml --baseline known.yaml --out reports
  cpm-leave run --sut phone.yaml --select TP-CL-LV-10 --repeat 20
  cpm-leave run --sut phone.yaml --shard 2/3 --out shard-2`,
    )
    .action(async (flags: RunFlags) => {
      const { run } = await import('./run.ts');
      onEnded(await run(flags, words));
    });

  addExploreCommand(program, onEnded);

  program
    .command('judge')
    .description('Judge a stored run again, from its evidence alone; or the departures in a packet capture.')
    .argument('<path>', 'folder of a run, or a capture: pcap or pcapng, gzip or not')
    .addOption(new Option('--profile <profile>', "whose verdicts decide (default: the run's)").choices(PROFILES))
    .option('--out <folder>', 'write the report there, in a folder of its own (default: print it only)', filled)
    .option('--sign <key>', 'with --out: private key in PEM that signs what is stated of the run', filled)
    .addHelpText(
      'after',
      `
Examples:
  cpm-leave judge reports/latest --profile harmonised
  cpm-leave judge departure.pcapng --out reports`,
    )
    .action(async (path: string, flags: JudgeFlags) => {
      const { judge } = await import('./judge.ts');
      onEnded(await judge(path, flags));
    });

  program
    .command('verify')
    .description('Check that a run is what its statement says: signature, files, and the verdicts by its evidence.')
    .argument('<path>', 'folder of a run')
    .option('--key <key>', 'public key in PEM whose signature is demanded', filled)
    .addHelpText(
      'after',
      `
Example:
  cpm-leave verify reports/latest --key lab.pem`,
    )
    .action(async (path: string, flags: { key?: string }) => {
      const { verify } = await import('./verify.ts');
      onEnded(await verify(path, flags));
    });

  program
    .command('list')
    .description('List every test purpose of the catalogue.')
    .option('--json', 'as an array of {id, role, group, automated, applicable, because}')
    .option('--sut <file>', 'whose description tells what applies; may be repeated', each)
    .addHelpText('after', '\nExamples:\n  cpm-leave list --json\n  cpm-leave list --sut phone.yaml')
    .action(async (flags: { json?: true; sut?: string[] }) => {
      const { list } = await import('./list.ts');
      process.stdout.write(await list(flags));
    });

  program
    .command('explain')
    .description('Explain one test purpose: what is done, what is judged, and what it stands for.')
    .argument('<id>', 'id of a test purpose, e.g. TP-CL-LV-10')
    .addHelpText(
      'after',
      `
Example:
  cpm-leave explain TP-CL-LV-10`,
    )
    .action(async (id: string) => {
      const { explain } = await import('./explain.ts');
      process.stdout.write(await explain(id));
    });

  program
    .command('completion')
    .description('Print a script by which a shell completes commands, options, ids and files.')
    .addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  source <(cpm-leave completion bash)                                           for this shell; in ~/.bashrc for every one
  source <(cpm-leave completion zsh)                                            likewise, below compinit in ~/.zshrc
  cpm-leave completion fish > ~/.config/fish/completions/cpm-leave.fish`,
    )
    .action(async (shell: keyof typeof SHELLS) => {
      const { completionScript } = await import('./completion/completion.ts');
      process.stdout.write(completionScript(shell, program));
    });

  addLabCommands(program, onEnded);
  addReportCommands(program, onEnded, async (again) => {
    let code = 0;
    const nested = newProgram(again, (ended) => (code = ended));
    await nested.parseAsync(again, { from: 'user' });
    return code;
  });
  return program;
}
