import { defect } from '../../catalogue/index.ts';
import { table } from '../documents/test-purpose.ts';
import type { Suspicion, Validation } from './validation.ts';

const MARKERS = { begin: '<!-- kill matrix: npm run validate -->', end: '<!-- end of the kill matrix -->' };

/**
 * Puts what a matrix showed in the place of what an earlier one did.
 * @throws where the document has no such place
 */
export function published(document: string, validation: Validation): string {
  const [begin, end] = [document.indexOf(MARKERS.begin), document.indexOf(MARKERS.end)];
  if (begin < 0 || end < begin) throw new Error(`the document lacks "${MARKERS.begin}" or "${MARKERS.end}"`);
  return `${document.slice(0, begin + MARKERS.begin.length)}\n\n${section(validation)}\n\n${document.slice(end)}`;
}

/** What the matrix showed, in Markdown. */
export function section(validation: Validation): string {
  const { run, defects, uncaught, falseAlarms, undecided, conformant, checks } = validation;
  const { suite } = run;
  const missed = new Map(uncaught.map(({ role, name, missedBy }) => [`${role}:${name}`, missedBy]));
  return [
    `${run.startedAt.slice(0, 10)}, ${suite.name} ${suite.version} (sources ${suite.digest.slice(0, 12)}), SIPp ${suite.sipp}, Node ${suite.node}, host ${run.host}, ` +
      `${Math.round(run.durationMs / 60_000)} min: ${defects.length} defects, each against every purpose of its role, large groups with ${run.scale} people. ` +
      `Purposes in bold are those that cover the rule; the others fail too.`,
    [
      `- Not caught by every purpose that covers the rule: ${uncaught.length === 0 ? 'none' : [...missed].map(([name, by]) => `${name} (${by.join(' ')})`).join(', ')}.`,
      `- False alarms, FAIL with a conformant system: ${named(falseAlarms)}.`,
      `- Neither PASS nor FAIL with a conformant system: ${named(undecided)}.`,
      `- Checks seen to fail: ${checks.seenToFail.length} of ${checks.seenToFail.length + checks.neverFailed.length}${checks.neverFailed.length === 0 ? '' : `; never: ${checks.neverFailed.join(', ')}`}.`,
      ...Object.entries(checks.cannotFail).map(([id, why]) => `- \`${id}\` takes note and cannot fail: ${why}`),
    ].join('\n'),
    table(
      ['Conformant system', 'Profile', 'Purposes', 'FAIL'],
      conformant.map(({ system, profile, purposes }) => [
        system,
        profile,
        String(purposes),
        String(falseAlarms.filter((alarm) => alarm.system === system).length),
      ]),
    ),
    table(
      ['Defect', 'Caught by'],
      defects.map(({ role, name, caughtBy }) => [`${role}:${name}`, caught(`${role}:${name}`, caughtBy)]),
    ),
  ].join('\n\n');
}

const named = (suspicions: readonly Suspicion[]): string =>
  suspicions.length === 0 ? 'none' : suspicions.map(({ purpose, system }) => `${purpose} (${system})`).join(', ');

function caught(name: string, by: readonly string[]): string {
  const covering = new Set(defect(name).caughtBy);
  return by.map((id) => (covering.has(id) ? `**${id}**` : id)).join(' ') || 'nobody';
}
