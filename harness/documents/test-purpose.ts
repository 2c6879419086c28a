import { ICS } from '../../catalogue/ics.ts';
import { requirement, type TestPurpose } from '../../catalogue/index.ts';
import { INITIAL_CONDITIONS } from '../../catalogue/vocabulary.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { captionOf, captionOfGiven } from '../choreography/steps.ts';
import type { Ixit } from '../sut/descriptor.ts';

/** The purpose in the form that interoperability labs read: with { … } ensure that { when { … } then { … } }. */
export function etsiForm({ initial, stimulus, expected }: TestPurpose): string[] {
  return [`with { ${meaningOf(initial)} }`, 'ensure that {', `  when { ${stimulus} }`, `  then { ${expected} }`, '}'];
}

/** An initial condition that is but a name, spelt out; any other as it stands. */
const meaningOf = (initial: string): string => {
  const meaning = INITIAL_CONDITIONS[initial];
  return meaning === undefined ? initial : meaning.replace(/\.$/, '');
};

/**
 * One purpose as a section of a document: its form, its requirements, its steps and checks from the declarations.
 * @param declarations its cases; none where it is not automated
 * @param ixit of a system with RFC 3261's own timers, for the waits
 */
export function purposeSection(purpose: TestPurpose, declarations: readonly PurposeDeclaration[], ixit: Ixit): string {
  return [
    `## ${purpose.id}`,
    purpose.purpose,
    ['```', ...etsiForm(purpose), '```'].join('\n'),
    `**Verdict.** ${purpose.verdict}`,
    table(
      ['Requirement', 'Level', 'Clause', 'Demands'],
      purpose.requirements.map((id) => {
        const { level, clause, expected } = requirement(id);
        return [id, level, clause, expected];
      }),
    ),
    ...applicability(purpose),
    ...cases(declarations, ixit),
    ...(declarations.length > 0 ? [checks(declarations)] : ['*Not automated.*']),
  ].join('\n\n');
}

function applicability({ ics }: TestPurpose): string[] {
  if (ics.length === 0) return [];
  return [`**Applies** unless answered no: ${ics.map((id) => `${id} (${ICS.get(id)?.question ?? ''})`).join(' ')}`];
}

/** Cases with the same steps share a table: a parameterised purpose differs in a status code, or in a wait. */
function cases(declarations: readonly PurposeDeclaration[], ixit: Ixit): string[] {
  const [first] = declarations;
  if (!first) return [];
  const variants = declarations.flatMap(({ variant }) => variant ?? []);
  const about =
    variants.length > 0 ? [`**Variants**: ${variants.join(', ')}; the steps are those of ${first.variant}.`] : [];
  const steps = [`given ${captionOfGiven(first.given)}`, ...first.when.map((step) => captionOf(step, ixit))];
  return [
    ...about,
    table(
      ['St', 'Procedure'],
      steps.map((caption, index) => [String(index), caption]),
    ),
  ];
}

function checks(declarations: readonly PurposeDeclaration[]): string {
  const all = new Map(declarations.flatMap((declaration) => declaration.checks.map((check) => [check.id, check])));
  return table(
    ['Check', 'Requirement', 'Demands'],
    [...all.values()].map((check) => [check.id, check.requirement, check.required]),
  );
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
