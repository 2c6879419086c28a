import { join } from 'node:path';
import { renderComparison } from '../baseline/render.ts';
import { runCampaign } from '../campaign/campaign.ts';
import type { CampaignOptions } from '../campaign/options.ts';
import type { Shard } from '../campaign/shard.ts';
import type { Profile } from '../judge/verdict.ts';
import { showProgress } from '../report/progress.ts';
import { shellLine } from '../report/rerun.ts';
import { renderTable } from '../report/table.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import type { HostKind } from '../sut/host/host.ts';
import { checkDraftPlace, knownDeviations, writeDraft } from './baseline.ts';
import { described } from './described.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { listenForInterruption } from './interruption.ts';
import { knownDefect, knownPurpose } from './known.ts';
import { privateKeyIn } from './verify.ts';

/** The options of `run`, as the command line has them. */
export interface RunFlags {
  sut?: string[];
  select?: string[];
  profile: Profile;
  host?: HostKind;
  defect?: string;
  behaviour?: Profile;
  timers?: 'rfc3261' | 'scaled';
  transport?: 'udp' | 'tcp';
  baseline?: string;
  sign?: string;
  writeBaseline?: string;
  shard?: Shard;
  scale?: number;
  out: string;
}

/**
 * Runs, shows progress on standard error and the verdicts on standard output.
 * @param words the command line's own words, for the report
 * @returns the exit code
 * @throws {UsageError} where the call cannot be met; nothing has been run then
 */
export async function run(flags: RunFlags, words: readonly string[]): Promise<number> {
  const asked = askedFor(flags, words);
  const progress = showProgress(process.stderr, isByHand(asked.suts));
  const interruption = listenForInterruption(() =>
    progress.show({
      type: 'note',
      message: 'interrupted: ending what runs and writing the report; once more ends at once',
    }),
  );
  try {
    const { signal } = interruption;
    const report = await runCampaign({ ...asked, signal, onProgress: (event) => progress.show(event) });
    progress.close();
    const style = terminalStyle(process.stdout);
    process.stdout.write(renderTable(report, join(flags.out, report.run.id), style));
    if (report.baseline) process.stdout.write(`\n${renderComparison(report.baseline, style)}`);
    if (flags.writeBaseline !== undefined) writeDraft(flags.writeBaseline, report, asked.baseline);
    return exitCodeOf(report);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    progress.close();
    process.stderr.write('interrupted before there was anything to report\n');
    return EXIT.interrupted;
  } finally {
    progress.close();
    interruption.release();
  }
}

/** An operator's prompts and a display that redraws itself do not go together. */
const isByHand = (suts: readonly string[]): boolean =>
  described(suts).some(({ upperTester }) => upperTester !== undefined && 'manual' in upperTester);

function askedFor(flags: RunFlags, words: readonly string[]): Omit<CampaignOptions, 'signal' | 'onProgress'> {
  const { sut = [], select = [], profile, host, behaviour, timers, transport, out, writeBaseline, scale } = flags;
  for (const glob of select) checkPlainId(glob);
  const defect = flags.defect === undefined ? undefined : knownDefect(flags.defect);
  const command = shellLine(['bin/cpm-leave', ...withoutOption(words, '--write-baseline')]);
  const baseline = flags.baseline === undefined ? undefined : knownDeviations(flags.baseline);
  if (writeBaseline !== undefined) checkDraftPlace(writeBaseline);
  const signingKey = flags.sign === undefined ? undefined : privateKeyIn(flags.sign);
  return {
    suts: sut,
    select,
    profile,
    host,
    defect,
    behaviour,
    timers,
    transport,
    baseline,
    shard: flags.shard,
    scale,
    signingKey,
    out,
    command,
  };
}

/** An id without wildcards, with or without a variant, is either known or a slip that can be named. */
function checkPlainId(glob: string): void {
  const [id = ''] = glob.split('/');
  if (/^[\w-]+$/.test(id)) knownPurpose(id);
}

/** Doing a run again shall not draft again over what was drafted. */
const withoutOption = (words: readonly string[], option: string): string[] =>
  words.filter((word, i) => word !== option && words[i - 1] !== option && !word.startsWith(`${option}=`));
