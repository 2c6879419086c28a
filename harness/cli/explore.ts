import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCampaign } from '../campaign/campaign.ts';
import { captionOf } from '../choreography/steps.ts';
import { DEVICE_NAMES, type DeviceName } from '../choreography/rig-steps.ts';
import { declarationOf } from '../exploration/declaration.ts';
import {
  explore as exploreSchedules,
  type Exploration,
  type ExploreOptions,
  type Found,
} from '../exploration/explore.ts';
import { writeSchedule } from '../exploration/schedule-file.ts';
import { faultsIn, type Schedule } from '../exploration/schedule.ts';
import { textLadder } from '../exploration/text-ladder.ts';
import type { Profile } from '../judge/verdict.ts';
import { showProgress } from '../report/progress.ts';
import { shellLine } from '../report/rerun.ts';
import { visible } from '../report/visible.ts';
import type { HostKind } from '../sut/host/host.ts';
import { loadDescriptor } from '../sut/load.ts';
import { REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import { EXIT } from './exit-code.ts';
import { listenForInterruption } from './interruption.ts';
import { knownDefect } from './known.ts';

/** The options of `explore`, as the command line has them. */
export interface ExploreFlags {
  sut?: string[];
  runs: number;
  seed?: number;
  profile: Profile;
  host?: HostKind;
  timers?: 'rfc3261' | 'scaled';
  behaviour?: Profile;
  defect?: string;
  out: string;
}

/**
 * Explores, shows progress on standard error and what was found on standard output.
 * @returns the exit code
 * @throws {UsageError} where the call cannot be met; nothing has been tried then
 */
export async function explore(flags: ExploreFlags): Promise<number> {
  const { sut = [], runs, profile, host, timers, behaviour, out } = flags;
  const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 31);
  const defect = flags.defect === undefined ? undefined : knownDefect(flags.defect);
  const progress = showProgress(process.stderr, false);
  const interruption = listenForInterruption(() =>
    progress.show({ type: 'note', message: 'interrupted: ending what runs; once more ends at once' }),
  );
  const options: ExploreOptions = {
    suts: sut,
    runs,
    seed,
    profile,
    host,
    timers,
    behaviour,
    defect,
    out,
    signal: interruption.signal,
    onProgress: (event) => progress.show(event),
  };
  try {
    const exploration = await exploreSchedules(options);
    progress.show({ type: 'finished' });
    progress.close();
    if (exploration.found) {
      process.stdout.write(await told(exploration.found, options, flags));
      return EXIT.notConformant;
    }
    process.stdout.write(summary(exploration, seed));
    if (interruption.signal.aborted) return EXIT.interrupted;
    return exploration.undecided.length > 0 || exploration.tried === 0 ? EXIT.undecided : EXIT.conformant;
  } finally {
    progress.close();
    interruption.release();
  }
}

function summary({ tried, undecided }: Exploration, seed: number): string {
  const lines = [
    `${tried} ${tried === 1 ? 'schedule' : 'schedules'} tried (seed ${seed}): the invariant held in every one.`,
    ...undecided.map((sentence) => `not decided: ${visible(sentence)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Saves the schedule, repeats it for a report, and says what there is to see. */
async function told(found: Found, options: ExploreOptions, flags: ExploreFlags): Promise<string> {
  const { index, drawn, shrunk, tries, violation } = found;
  const { seed, out, timers = 'scaled', suts, defect, behaviour } = options;
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `schedule-${seed}-${index}.yaml`);
  const settings = {
    timers,
    ...(behaviour && { behaviour: flags.behaviour! }),
    ...(defect && { defect: flags.defect! }),
  };
  await writeFile(file, writeSchedule({ found: violation.message, with: settings, ...shrunk }));
  const again = shellLine(['bin/cpm-leave', 'run', ...suts.flatMap((sut) => ['--sut', sut]), '--replay', file]);
  const report = await runCampaign({ ...options, select: [], onProgress: () => {}, command: again }, [
    declarationOf(shrunk, 'found'),
  ]).catch(() => undefined);
  const { ixit } = loadDescriptor(REFERENCE_SYSTEMS[1]!);
  const steps = declarationOf(shrunk, 'found').when.slice(0, shrunk.acts.length);
  return `${[
    visible(violation.message),
    '',
    `Schedule ${index} (seed ${seed}) had ${sizeOf(drawn)}; after ${tries} simpler ones ${sizeOf(shrunk)} ${shrunk.acts.length === 1 ? 'is' : 'are'} left:`,
    ...steps.map((step, number) => `  ${number + 1}. ${captionOf(step, ixit)}`),
    '',
    textLadder(violation.timeline, devicesIn(shrunk)),
    '',
    `schedule ${file}`,
    `repeat   ${again}`,
    ...(report ? [`report   ${join(folder, report.run.id, 'report.html')}`] : []),
  ].join('\n')}\n`;
}

function sizeOf(schedule: Schedule): string {
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const faults = faultsIn(schedule);
  return `${count(schedule.acts.length, 'act')}, ${count(faults, 'fault')} among them,`.replace(/,$/, '');
}

/** Those whom a schedule is about, and Bob, who sees what comes of it. */
function devicesIn({ acts }: Schedule): DeviceName[] {
  const named = acts.flatMap((act) => ('who' in act ? [act.who] : act.do === 'impair' ? [act.fault.device] : []));
  return DEVICE_NAMES.filter((name) => name === 'bob' || named.includes(name));
}
