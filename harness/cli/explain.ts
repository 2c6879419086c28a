import { ICS } from '../../catalogue/ics.ts';
import { defects, requirement, type TestPurpose } from '../../catalogue/index.ts';
import { INITIAL_CONDITIONS } from '../../catalogue/vocabulary.ts';
import { declarationsOf } from '../campaign/automated.ts';
import { ALL_REFERENCE_SYSTEMS } from '../campaign/reference-systems.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { plannedCaseMs } from '../choreography/planned.ts';
import { captionOf, captionOfGiven } from '../choreography/steps.ts';
import { etsiForm } from '../documents/test-purpose.ts';
import { painter } from '../report/paint.ts';
import { terminalStyle } from '../report/terminal-style.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { described } from './described.ts';
import { knownPurpose } from './known.ts';
import { paragraph } from './paragraph.ts';

/**
 * A test purpose in words: its row of the catalogue, and where it is automated what is done and judged. Waits are those
 * of the reference systems at the timers of RFC 3261.
 * @throws {UsageError} for an id that the catalogue does not have
 */
export async function explain(id: string): Promise<string> {
  const purpose = knownPurpose(id);
  const declarations = await declarationsOf(id);
  const style = terminalStyle(process.stdout);
  const chalk = painter(style.colour);
  const width = Math.min(style.width, READABLE_WIDTH);
  const automated = declarations.length > 0 ? 'automated' : 'not automated';

  const sections: [string, string[]][] = [
    ['Requirements', purpose.requirements.map(requirementText)],
    ['Test purpose', etsiForm(purpose)],
    ['Initial condition', initialConditionsOf(purpose)],
    ['Verdict', [purpose.verdict]],
    ['Applies unless answered no', purpose.ics.map((item) => `${item}: ${ICS.get(item)?.question ?? ''}`)],
    ...declarations.map((declaration) => choreography(declaration, ixitFor(purpose))),
    ['Checks', checksOf(declarations)],
    ['Defects that it must catch', defectsCaughtBy(id)],
  ];
  const heading = `${chalk.bold(id)}  ${purpose.purpose}\n${chalk.dim(`${purpose.role}, ${purpose.group}, ${automated}`)}`;
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) =>
      [chalk.cyan(title), ...lines.map((line) => paragraph(line, width, '  ', '    '))].join('\n'),
    );
  return `${[heading, ...blocks].join('\n\n')}\n`;
}

/** Lines longer than this are hard to read, however wide the terminal. */
const READABLE_WIDTH = 110;

function requirementText(id: string): string {
  const { level, clause, expected } = requirement(id);
  return `${id} (${level}, ${clause}): ${expected}`;
}

/** What the catalogue says, and what the names in it mean. */
function initialConditionsOf({ initial }: TestPurpose): string[] {
  const named = Object.entries(INITIAL_CONDITIONS).filter(([name]) => new RegExp(`\\b${name}\\b`).test(initial));
  const meanings = named.map(([name, meaning]) => `${name}: ${meaning}`);
  return named.some(([name]) => name === initial) ? meanings : [initial, ...meanings];
}

function choreography({ variant, given, when }: PurposeDeclaration, ixit: Ixit): [string, string[]] {
  const about = `about ${Math.round(plannedCaseMs({ given, when }, ixit) / 1000)} s`;
  return [
    variant === undefined ? `Choreography (${about})` : `Choreography, ${variant} (${about})`,
    [`given ${captionOfGiven(given)}`, ...when.map((step, i) => `${i + 1}. ${captionOf(step, ixit)}`)],
  ];
}

/** Every check once, though several variants make it. */
function checksOf(declarations: readonly PurposeDeclaration[]): string[] {
  const checks = new Map(declarations.flatMap(({ checks: made }) => made.map((check) => [check.id, check])));
  return [...checks.values()].map((check) => `${check.id} (${check.requirement}): ${check.title}`);
}

const defectsCaughtBy = (id: string): string[] =>
  [...defects]
    .filter(([, { caughtBy }]) => caughtBy.includes(id))
    .map(([name, { description }]) => `${name}: ${description}`);

function ixitFor({ role }: TestPurpose): Ixit {
  const systems = described(ALL_REFERENCE_SYSTEMS);
  return (systems.find((system) => system.role === role) ?? systems[0]!).ixit;
}
