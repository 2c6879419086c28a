import { join } from 'node:path';
import { renderComparison } from '../baseline/render.ts';
import type { Shard } from '../campaign/shard.ts';
import { UsageError } from '../campaign/usage-error.ts';
import type { Profile } from '../judge/verdict.ts';
import { shellLine } from '../report/rerun.ts';
import type { Report } from '../report/report.ts';
import { renderSpread } from '../report/spread.ts';
import { renderTable } from '../report/table.ts';
import { terminalStyle, type TerminalStyle } from '../report/terminal-style.ts';
import type { SipTransport } from '../sip/transport.ts';
import type { HostKind } from '../sut/host/host.ts';
import { checkDraftPlace, knownDeviations, writeDraft } from './baseline.ts';
import { type Asked, makeRuns } from './campaigns.ts';
import { EXIT, exitCodeOf, worstCode } from './exit-code.ts';
import { knownDefect, knownPurpose } from './known.ts';
import { replayOf } from './replay.ts';
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
  transport?: SipTransport;
  media?: 'tcp' | 'tls';
  ip?: '4' | '6';
  baseline?: string;
  sign?: string;
  writeBaseline?: string;
  shard?: Shard;
  repeat?: number;
  replay?: string;
  scale?: number;
  capture?: true;
  out: string;
}

/**
 * Runs, shows progress on standard error and the verdicts on standard output.
 * @param words the command line's own words, for the report
 * @returns the exit code
 * @throws {UsageError} where the call cannot be met; nothing has been run then
 */
export async function run(flags: RunFlags, words: readonly string[]): Promise<number> {
  const replayed = flags.replay === undefined ? undefined : replayOf(flags.replay, flags);
  const asked = askedFor({ ...flags, ...replayed?.flags }, words);
  const { repeat = 1, writeBaseline, out } = flags;
  const declarations = replayed && [replayed.declaration];
  const reports = await makeRuns(
    Array.from({ length: repeat }, () => asked),
    declarations,
  );
  const [report] = reports;
  if (!report) return EXIT.interrupted;
  const style = terminalStyle(process.stdout);
  if (repeat > 1) {
    process.stdout.write(renderSpread(reports, ({ run: { id } }) => join(out, id), style));
    process.stdout.write(renderComparisons(reports, style));
  } else {
    process.stdout.write(renderTable(report, join(out, report.run.id), style));
    if (report.baseline) process.stdout.write(`\n${renderComparison(report.baseline, style)}`);
    if (writeBaseline !== undefined) writeDraft(writeBaseline, report, asked.baseline);
  }
  return worstCode(reports.map(exitCodeOf));
}

/** How several runs stand to one baseline: once where all stand alike, else for each. */
function renderComparisons(reports: readonly Report[], style: TerminalStyle): string {
  const all = reports.flatMap(({ baseline }) => (baseline ? [renderComparison(baseline, style)] : []));
  const different = [...new Set(all)];
  const count = (one: string): number => all.filter((other) => other === one).length;
  return different.map((one) => `\nin ${count(one)} of ${all.length} runs, ${one}`).join('');
}

function askedFor(flags: RunFlags, words: readonly string[]): Asked {
  const {
    sut = [],
    select = [],
    profile,
    host,
    behaviour,
    timers,
    transport,
    media,
    out,
    writeBaseline,
    scale,
  } = flags;
  for (const glob of select) checkPlainId(glob);
  const defect = flags.defect === undefined ? undefined : knownDefect(flags.defect);
  const command = shellLine(['bin/cpm-leave', ...withoutOption(words, '--write-baseline')]);
  const baseline = flags.baseline === undefined ? undefined : knownDeviations(flags.baseline);
  if (writeBaseline !== undefined) checkDraftPlace(writeBaseline);
  if (writeBaseline !== undefined && flags.repeat !== undefined)
    throw new UsageError('--repeat and --write-baseline are both given; expected one of them');
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
    media,
    ip: flags.ip === '6' ? 6 : undefined,
    baseline,
    shard: flags.shard,
    scale,
    capture: flags.capture,
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
