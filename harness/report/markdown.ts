import type { BaselineComparison } from '../baseline/compare.ts';
import { excuseOf, redEntries } from '../baseline/excuse.ts';
import { MENDING, OUTCOMES, STATES } from '../baseline/render.ts';
import { PROFILES } from '../judge/verdict.ts';
import { conformanceOf, conformanceSentence, STATUS_NAMES } from './conformance.ts';
import { measuredIn, RANKS } from './measured.ts';
import { observationOf } from './observation.ts';
import { OUTCOME_NAMES, outcomeOf, outcomeUnder } from './outcome.ts';
import { paceLines } from './pace.ts';
import type { PurposeReport, Report } from './report.ts';
import { summaryLine } from './summary.ts';
import { visible } from './visible.ts';

/** A page of a CI service takes no more than a megabyte; nobody reads so much there. */
const MOST_SHOWN = 200;

/** `report.md`: what a CI service shows beside a build. */
export function renderMarkdown(report: Report): string {
  const trouble = report.purposes.filter((purpose) => !['pass', 'not-applicable'].includes(outcomeOf(purpose)));
  const known = trouble.filter((purpose) => excuseOf(purpose, report.baseline));
  const news = trouble.filter((purpose) => !known.includes(purpose));
  const harness = report.harness.filter(({ severity }) => severity !== 'note');
  return [
    `## ${STATUS_NAMES[conformanceOf(report)]}`,
    conformanceSentence(report),
    report.suts.map((sut) => `- ${text(`${sut.role}: ${sut.vendor} ${sut.product} ${sut.version}`)}`).join('\n'),
    `**${summaryLine(report.summary)}**, profile ${report.run.profile}, timers ${report.run.timers}, host ${report.run.host}`,
    ...paceLines(report).map((line) => text(line)),
    ...harness.map(({ severity, message }) => `> **${severity}** of the test system: ${text(message)}`),
    ...(report.baseline ? [baseline(report.baseline)] : []),
    ...(news.length === 0 ? [] : ['### What did not pass', table(news, report)]),
    ...(known.length === 0 ? [] : ['### What is known not to pass', table(known, report)]),
    ...measurements(report),
    ...(report.purposes.length === 0
      ? []
      : [
          `<details><summary>All ${report.purposes.length} purposes</summary>\n\n${table(report.purposes, report)}\n\n</details>`,
        ]),
    `Run ${code(report.run.id)}; again: ${code(report.run.command)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** What large groups measured: a table of how it is spread, and what was counted. */
function measurements(report: Report): string[] {
  const measured = measuredIn(report);
  if (measured.length === 0) return [];
  const heading = ['Purpose', 'Measured', 'Number', ...RANKS];
  const rows = measured.flatMap(({ name, measurements: { distributions } }) =>
    distributions.map((one) => {
      const ranks = RANKS.map((rank) => `${one[rank]} ${one.unit}`);
      return `| ${[text(name), text(one.what), String(one.count), ...ranks].join(' | ')} |`;
    }),
  );
  const counted = measured.map(({ name, measurements: { counts } }) => {
    const listed = Object.entries(counts).map(([what, count]) => `${count} ${text(what)}`);
    return `- ${text(name)}: ${listed.join(', ')}`;
  });
  return [
    '### Measured',
    [`| ${heading.join(' | ')} |`, `|${heading.map(() => '---').join('|')}|`, ...rows].join('\n'),
    counted.join('\n'),
  ];
}

/** How the run stands to its baseline, and each entry that is red with what mends it. */
function baseline(comparison: BaselineComparison): string {
  const red = redEntries(comparison).map(
    ({ state, purpose, check, because, ticket }) =>
      `- **${STATES[state]}** ${text(`${purpose} ${check}: ${because} (${ticket}); ${MENDING[state] ?? ''}`)}`,
  );
  return [`**Baseline ${text(comparison.file)}**: ${OUTCOMES[comparison.outcome]}`, '', ...red].join('\n').trimEnd();
}

function table(purposes: readonly PurposeReport[], report: Report): string {
  const rows = purposes.slice(0, MOST_SHOWN).map((purpose) => {
    const verdicts = PROFILES.map((profile) => named(OUTCOME_NAMES[outcomeUnder(purpose, profile)]));
    const excuse = excuseOf(purpose, report.baseline);
    const observed = `${observationOf(purpose, report)}${excuse ? ` (${excuse.because})` : ''}`;
    return `| ${[text(purpose.id), ...verdicts, text(observed)].join(' | ')} |`;
  });
  const heading = [
    'Purpose',
    ...PROFILES.map((profile) => (profile === report.run.profile ? `**${profile}**` : profile)),
    'Observed',
  ];
  const more = purposes.length - rows.length;
  return [
    `| ${heading.join(' | ')} |`,
    `|${heading.map(() => '---').join('|')}|`,
    ...rows,
    ...(more > 0 ? [`\n… and ${more} more`] : []),
  ].join('\n');
}

const named = ({ name, sign }: { name: string; sign: string }): string => `${sign} ${name}`;

/** Nothing in it is markup: every character that Markdown or HTML could take for such is a reference. */
const text = (value: string): string =>
  visible(value, 400).replace(/[\\`*_{}[\]()#+!|<>&~$@:"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A span of code whose fence is longer than any run of backticks in it. */
function code(value: string): string {
  const shown = visible(value, 400);
  const fence = '`'.repeat(Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return `${fence} ${shown} ${fence}`;
}
