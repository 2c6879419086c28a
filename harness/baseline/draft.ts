import { Document, visit, isMap, isScalar } from 'yaml';
import type { Report } from '../report/report.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** How long a drafted entry holds, in days: long enough for a release, short enough to be looked at again. */
const HOLDS_DAYS = 90;

/** For whoever opens the file; the first line gives editors completion. */
const heading = (schema: string, report: Report): string =>
  [
    ` yaml-language-server: $schema=${schema}`,
    '',
    ` Known deviations of ${report.suts.map(({ product, version }) => `${product} ${version}`).join(' and ')}, drafted from run ${report.run.id}.`,
    ' Fill in reason and ticket: a run refuses an entry that nobody answers for. Where a check fails only sometimes, move its',
    ' entry to the list flaky.',
  ].join('\n');

/**
 * A baseline in which every failure of a run has an entry. Entries of an earlier one that still hold are taken over; new
 * ones lack reason and ticket, and are refused until somebody has filled them in.
 * @param schema where editors find `baseline.schema.json`
 */
export function draftBaseline(report: Report, schema: string, earlier?: Baseline): string {
  const expires = new Date(Date.parse(report.run.startedAt) + HOLDS_DAYS * 86_400_000).toISOString().slice(0, 10);
  const seen = new Map<BaselineEntry, string>();
  const deviations = report.purposes.flatMap(({ id, checks }) =>
    checks
      .filter(({ verdict, check, id: full }) => verdict === 'fail' && !isAmong(earlier?.flaky, id, [check, full]))
      .map((check): BaselineEntry => {
        const known = earlier?.deviations.find(({ purpose, check: named }) => purpose === id && named === check.id);
        const entry = known ?? { purpose: id, check: check.id, reason: '', ticket: '', expires };
        seen.set(entry, check.message);
        return entry;
      }),
  );
  const document = new Document({ deviations, flaky: earlier?.flaky ?? [] });
  document.commentBefore = heading(schema, report);
  let index = 0;
  visit(document, {
    Map(_, node) {
      if (!isMap(node) || !node.has('purpose')) return;
      const message = seen.get(deviations[index++]!);
      const purpose = node.items[0]?.value;
      if (message !== undefined && isScalar(purpose)) purpose.comment = ` ${message.replaceAll(/\s+/g, ' ')}`;
    },
  });
  return document.toString({ lineWidth: 0 });
}

const isAmong = (entries: readonly BaselineEntry[] | undefined, purpose: string, checks: readonly string[]): boolean =>
  entries?.some((entry) => entry.purpose === purpose && checks.includes(entry.check)) ?? false;
