import type { CheckReport, PurposeReport, Report } from '../report/report.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/**
 * What became of an entry in a run. `known`: fails, as it says. `undecided`: its check came to no verdict.
 * `not-run`: its purpose was no part of this run, or did not end. The other three are red: `unexpected-pass`, the check
 * passes; `expired`; `stale`, there is no such purpose or check any more, or it does not apply to this system.
 */
export type EntryState = 'known' | 'flaky' | 'undecided' | 'not-run' | 'unexpected-pass' | 'expired' | 'stale';

export interface JudgedEntry extends BaselineEntry {
  list: 'deviations' | 'flaky';
  state: EntryState;
  /** Why it is in that state, in a sentence. */
  because: string;
}

/** A failure that no entry answers for. */
export interface Unexpected {
  purpose: string;
  check: string;
  message: string;
}

/** A run, held against what was known before it. No verdict is changed by it. */
export interface BaselineComparison {
  file: string;
  entries: JudgedEntry[];
  unexpected: Unexpected[];
  /**
   * `broken`: something is red. `undecided`: nothing is, but a check that no flaky entry answers for came to no verdict,
   * or the test side was not sound. `held`: everything is as the baseline says.
   */
  outcome: 'held' | 'broken' | 'undecided';
}

const RED: readonly EntryState[] = ['unexpected-pass', 'expired', 'stale'];

export const isRed = ({ state }: JudgedEntry): boolean => RED.includes(state);

/**
 * Holds a run against a baseline. Pure.
 * @param knowsPurpose whether the suite has a purpose of that id, in this run or not
 */
export function compareWithBaseline(
  report: Report,
  baseline: Baseline,
  knowsPurpose: (id: string) => boolean,
): BaselineComparison {
  const today = report.run.startedAt.slice(0, 10);
  const judge = (list: JudgedEntry['list']) => (entry: BaselineEntry) => ({
    ...entry,
    list,
    ...stateOf(entry, list, report, today, knowsPurpose),
  });
  const entries = [...baseline.deviations.map(judge('deviations')), ...baseline.flaky.map(judge('flaky'))];
  const answered = (purpose: PurposeReport, check: CheckReport, lists: readonly JudgedEntry['list'][]): boolean =>
    entries.some(
      (entry) =>
        lists.includes(entry.list) && entry.purpose === purpose.id && names(entry, check) && entry.state !== 'expired',
    );

  const checks = report.purposes.flatMap((purpose) => purpose.checks.map((check) => ({ purpose, check })));
  const unexpected = checks
    .filter(({ purpose, check }) => check.verdict === 'fail' && !answered(purpose, check, ['deviations', 'flaky']))
    .map(({ purpose, check }) => ({ purpose: purpose.id, check: check.id, message: check.message }));
  const open = checks.some(
    ({ purpose, check }) =>
      (check.verdict === 'error' || check.verdict === 'inconc') && !answered(purpose, check, ['flaky']),
  );
  const unfinished = report.purposes.some((purpose) => !purpose.run && purpose.notApplicable === undefined);
  const sound = report.harness.every(({ severity }) => severity === 'note');
  const broken = unexpected.length > 0 || entries.some(isRed);
  const undecided = open || unfinished || !sound || report.purposes.length === 0;
  return { file: baseline.file, entries, unexpected, outcome: broken ? 'broken' : undecided ? 'undecided' : 'held' };
}

/** An entry without a variant speaks of all cases of its purpose. */
const names = (entry: BaselineEntry, check: CheckReport): boolean =>
  check.id === entry.check || check.check === entry.check;

function stateOf(
  entry: BaselineEntry,
  list: JudgedEntry['list'],
  report: Report,
  today: string,
  knowsPurpose: (id: string) => boolean,
): Pick<JudgedEntry, 'state' | 'because'> {
  if (!knowsPurpose(entry.purpose)) return { state: 'stale', because: 'the suite has no such test purpose' };
  const purpose = report.purposes.find(({ id }) => id === entry.purpose);
  if (purpose?.notApplicable !== undefined)
    return { state: 'stale', because: `the purpose does not apply: ${purpose.notApplicable}` };
  if (entry.expires < today) return { state: 'expired', because: `it held until ${entry.expires}` };
  if (!purpose) return { state: 'not-run', because: 'the purpose was no part of this run' };
  const own = purpose.checks.filter((check) => names(entry, check));
  if (own.length === 0)
    return purpose.run
      ? { state: 'stale', because: 'the purpose has no such check' }
      : { state: 'not-run', because: 'the purpose was not brought to an end' };
  if (list === 'flaky') return { state: 'flaky', because: own.map(({ verdict }) => verdict).join(', ') };
  const failed = own.find(({ verdict }) => verdict === 'fail');
  if (failed) return { state: 'known', because: failed.message };
  const open = own.find(({ verdict }) => verdict !== 'pass');
  if (open) return { state: 'undecided', because: open.message };
  return { state: 'unexpected-pass', because: own[0]!.message };
}
