import { PROFILES } from '../judge/verdict.ts';
import { conformanceOf, conformanceSentence, STATUS_NAMES } from './conformance.ts';
import { observationOf } from './observation.ts';
import { OUTCOME_NAMES, outcomeOf, outcomeUnder } from './outcome.ts';
import type { PurposeReport, Report } from './report.ts';
import { summaryLine } from './summary.ts';
import { visible } from './visible.ts';

/** A page of a CI service takes no more than a megabyte; nobody reads so much there. */
const MOST_SHOWN = 200;

/** `report.md`: what a CI service shows beside a build. */
export function renderMarkdown(report: Report): string {
  const trouble = report.purposes.filter((purpose) => !['pass', 'not-applicable'].includes(outcomeOf(purpose)));
  const harness = report.harness.filter(({ severity }) => severity !== 'note');
  return [
    `## ${STATUS_NAMES[conformanceOf(report)]}`,
    conformanceSentence(report),
    report.suts.map((sut) => `- ${text(`${sut.role}: ${sut.vendor} ${sut.product} ${sut.version}`)}`).join('\n'),
    `**${summaryLine(report.summary)}**, profile ${report.run.profile}, timers ${report.run.timers}, host ${report.run.host}`,
    ...harness.map(({ severity, message }) => `> **${severity}** of the test system: ${text(message)}`),
    ...(trouble.length === 0 ? [] : ['### What did not pass', table(trouble, report)]),
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

function table(purposes: readonly PurposeReport[], report: Report): string {
  const rows = purposes.slice(0, MOST_SHOWN).map((purpose) => {
    const verdicts = PROFILES.map((profile) => named(OUTCOME_NAMES[outcomeUnder(purpose, profile)]));
    return `| ${[text(purpose.id), ...verdicts, text(observationOf(purpose, report))].join(' | ')} |`;
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
