import Table from 'cli-table3';
import { PROFILES, type Profile } from '../judge/verdict.ts';
import { conformanceOf, conformanceSentence, STATUS_NAMES } from './conformance.ts';
import { measuredIn, spokenMeasurements } from './measured.ts';
import { decidingCheck, deviationOf, observationOf, remarksOn } from './observation.ts';
import { outcomeOf, outcomeUnder } from './outcome.ts';
import { paceLines } from './pace.ts';
import { paintOutcome, painter } from './paint.ts';
import type { CheckReport, PurposeReport, Report } from './report.ts';
import { rerunCommand } from './rerun.ts';
import { summaryLine } from './summary.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { visible } from './visible.ts';

/** Below this many columns the other profiles make room for what was seen. */
const NARROW = 72;
const NOTES_SHOWN = 2;

/**
 * The verdict table for a terminal, what did not pass with its evidence and the command that repeats it, and the counts.
 * @param folder where the report is, so that evidence can be opened from the line that names it.
 */
export function renderTable(report: Report, folder: string, style: TerminalStyle): string {
  const blocks = [verdictTable(report, style), ...troubles(report, folder, style), closing(report, folder, style)];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function verdictTable(report: Report, style: TerminalStyle): string {
  if (report.purposes.length === 0) return '';
  const chalk = painter(style.colour);
  const gate = report.run.profile;
  const others: Profile[] = style.width < NARROW ? [] : PROFILES.filter((profile) => profile !== gate);
  const idWidth = Math.max(12, ...report.purposes.map((purpose) => purpose.id.length));
  const heading = `${gate} (gate)`;
  const verdictWidths = [heading, ...others].map((profile) => Math.max(9, profile.length));
  const columns = [idWidth, ...verdictWidths];
  const taken = columns.reduce((sum, width) => sum + width + 3, 0) + 4;
  const seenWidth = Math.max(16, style.width - taken);
  const table = new Table({
    head: ['Test purpose', heading, ...others, 'What was seen'].map((title) => chalk.bold(title)),
    colWidths: [...columns, seenWidth].map((width) => width + 2),
    wordWrap: true,
    style: { head: [], border: style.colour ? ['grey'] : [], compact: true },
  });
  for (const [group, purposes] of Map.groupBy(report.purposes, (purpose) => purpose.group)) {
    table.push([{ content: chalk.cyan(visible(group)), colSpan: columns.length + 1 }]);
    for (const purpose of purposes)
      table.push([
        visible(purpose.id),
        paintOutcome(outcomeOf(purpose), chalk),
        // Faint, so that only what the gate says stands out.
        ...others.map((profile) => chalk.dim(paintOutcome(outcomeUnder(purpose, profile), chalk))),
        seen(purpose, report, chalk.dim),
      ]);
  }
  return table.toString();
}

function seen(purpose: PurposeReport, report: Report, faint: (text: string) => string): string {
  const passed = outcomeOf(purpose) === 'pass';
  const observation = passed ? `${purpose.purpose}${classOf(purpose)}` : observationOf(purpose, report);
  const shown = visible(observation, 300);
  return [passed ? faint(shown) : shown, ...notesOn(purpose, report).map((note) => faint(note))].join('\n');
}

/** A pass is worth its notes. Beside a failure they would only draw the eye from it. */
function notesOn(purpose: PurposeReport, report: Report): string[] {
  const remarks = outcomeOf(purpose) === 'pass' ? remarksOn(purpose, report) : deviationOf(purpose, report);
  const notes = remarks.slice(0, NOTES_SHOWN).map((remark) => `note: ${visible(remark, 200)}`);
  return remarks.length > notes.length
    ? [...notes, `and ${remarks.length - notes.length} more notes in the report`]
    : notes;
}

const classOf = ({ classification }: PurposeReport): string =>
  classification === undefined ? '' : ` (class ${classification})`;

/** What did not pass, one block each, never wrapped: paths and commands are there to be copied. */
function troubles(report: Report, folder: string, style: TerminalStyle): string[] {
  const chalk = painter(style.colour);
  const blocks = report.purposes.flatMap((purpose) => {
    const outcome = outcomeOf(purpose);
    if (outcome !== 'fail' && outcome !== 'inconc' && outcome !== 'error') return [];
    const deciding = decidingCheck(purpose);
    const facts: [string, string][] = [
      ['requirement', requirementOf(deciding)],
      ['evidence', evidencePath(purpose, deciding?.variant, folder)],
      ['again', visible(rerunCommand(report, purpose.id))],
    ];
    const head = `${paintOutcome(outcome, chalk)} ${chalk.bold(visible(purpose.id))}  ${visible(observationOf(purpose, report))}`;
    return [[head, ...lines(facts, chalk.dim)].join('\n')];
  });
  const harness = report.harness.map(
    ({ severity, message }) => `${chalk.dim(`test system, ${severity}:`)} ${visible(message)}`,
  );
  return harness.length > 0 ? [...blocks, harness.join('\n')] : blocks;
}

/** Findings about the test side itself stand for no requirement. */
const requirementOf = (check: CheckReport | undefined): string =>
  check && check.requirement !== '' ? visible(`${check.requirement}, ${check.clause}`) : '';

/** The evidence of the case that decided; of the first case where the deciding check names none. */
function evidencePath(purpose: PurposeReport, variant: string | undefined, folder: string): string {
  const decided = purpose.cases.find((one) => one.variant === variant) ?? purpose.cases[0];
  return decided && decided.evidence !== '' ? `${folder}/${visible(decided.evidence)}` : '';
}

const lines = (facts: [string, string][], faint: (text: string) => string): string[] =>
  facts.filter(([, value]) => value !== '').map(([name, value]) => `    ${faint(name.padEnd(12))} ${value}`);

function closing(report: Report, folder: string, style: TerminalStyle): string {
  const chalk = painter(style.colour);
  const status = conformanceOf(report);
  const paint = {
    conformant: chalk.green,
    'not-conformant': chalk.red,
    undecided: chalk.yellow,
    'nothing-run': chalk.yellow,
  };
  const { durationMs, host, timers, interrupted } = report.run;
  const circumstances = [`${(durationMs / 1000).toFixed(1)} s`, `host ${host}`, `timers ${timers}`];
  if (interrupted) circumstances.push('interrupted');
  return [
    ...measuredIn(report).map(
      ({ name, measurements }) => `${chalk.dim('measured')} ${visible(name, 80)}  ${spokenMeasurements(measurements)}`,
    ),
    `${paint[status].bold(STATUS_NAMES[status])}  ${conformanceSentence(report)}`,
    `${summaryLine(report.summary)} (${circumstances.join(', ')})`,
    ...paceLines(report).map((line) => `${chalk.dim('took')} ${line}`),
    `${chalk.dim('report')} ${folder}/report.html`,
  ].join('\n');
}
