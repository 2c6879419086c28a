import { visible } from '../report/visible.ts';
import type { CheckReport, PurposeReport } from '../report/report.ts';
import { type BaselineComparison, isRed, type JudgedEntry } from './compare.ts';

/** The entries that answer for a purpose that did not pass, at least one. */
export interface Excuse {
  entries: JudgedEntry[];
  /** In a sentence, for those who look at a build. */
  because: string;
}

/**
 * Whether a baseline answers for all that a purpose did not pass: each failure by an entry that still holds, all else by
 * one of the list `flaky`. What is excused is no news, and is never a pass either.
 */
export function excuseOf(purpose: PurposeReport, baseline: BaselineComparison | undefined): Excuse | undefined {
  if (!baseline || !purpose.run) return undefined;
  const open = purpose.checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'none');
  const answers = open.map((check) => baseline.entries.find((entry) => answersFor(entry, purpose, check)));
  if (answers.length === 0 || answers.some((entry) => entry === undefined)) return undefined;
  const entries = [...new Set(answers as JudgedEntry[])];
  return { entries, because: entries.map(inWords).join('; ') };
}

/** What is red of the baseline itself, and what mends it; no purpose shows these as failures of its own. */
export const redEntries = (baseline: BaselineComparison | undefined): JudgedEntry[] =>
  baseline?.entries.filter(isRed) ?? [];

const answersFor = (entry: JudgedEntry, purpose: PurposeReport, check: CheckReport): boolean =>
  entry.purpose === purpose.id &&
  (entry.check === check.id || entry.check === check.check) &&
  !isRed(entry) &&
  (entry.list === 'flaky' || check.verdict === 'fail');

const inWords = ({ list, ticket, reason, expires }: JudgedEntry): string =>
  visible(`${list === 'flaky' ? 'known to be flaky' : 'known deviation'}, ${ticket} until ${expires}: ${reason}`, 400);
