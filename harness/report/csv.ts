import { requirements } from '../../catalogue/index.ts';
import { PROFILES } from '../judge/verdict.ts';
import { measuredBy, spokenMeasurements } from './measured.ts';
import { observationOf } from './observation.ts';
import { OUTCOME_NAMES, outcomeUnder } from './outcome.ts';
import type { PurposeReport, Report } from './report.ts';
import { visible } from './visible.ts';

/**
 * `requirements.csv` (RFC 4180), for spreadsheets: one line for every requirement and purpose, sorted by both. UTF-8 with
 * a mark, without which the spreadsheets of some people read it as something else.
 */
export function renderCsv(report: Report): string {
  const lines = report.purposes.flatMap((purpose) => linesOf(purpose, report)).toSorted(byIds);
  return `\ufeff${[HEADINGS, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

const HEADINGS = [
  'requirement',
  'clause',
  'level',
  'purpose',
  'title',
  'checks',
  ...PROFILES,
  'observation',
  'evidence',
  'measured',
];

function linesOf(purpose: PurposeReport, report: Report): string[][] {
  const named = new Set([...purpose.requirements, ...purpose.checks.map((check) => check.requirement)]);
  named.delete('');
  return [...named].map((id) => {
    const checks = purpose.checks.filter((check) => check.requirement === id);
    const entry = requirements.get(id);
    return [
      id,
      entry?.clause ?? checks[0]?.clause ?? '',
      entry?.level ?? '',
      purpose.id,
      purpose.purpose,
      checks.map((check) => `${check.id}: ${check.verdict}`).join('; '),
      ...PROFILES.map((profile) => OUTCOME_NAMES[outcomeUnder(purpose, profile)].name),
      observationOf(purpose, report),
      purpose.cases
        .map(({ evidence }) => evidence)
        .filter((evidence) => evidence !== '')
        .join(' '),
      measuredBy(purpose)
        .map(({ measurements }) => spokenMeasurements(measurements))
        .join('; '),
    ];
  });
}

const byIds = (a: string[], b: string[]): number =>
  a[0]!.localeCompare(b[0]!, 'en') || a[3]!.localeCompare(b[3]!, 'en');

/** A cell that begins like a formula would be one: an apostrophe makes it text. */
function quoted(cell: string): string {
  const text = visible(cell);
  return `"${(/^\s*[=+\-@|%]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
