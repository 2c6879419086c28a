import { ICS } from '../../catalogue/ics.ts';
import { IXIT, type IxitItem } from '../../catalogue/ixit.ts';
import { purposes } from '../../catalogue/index.ts';
import type { Role, SutDescriptor } from './descriptor.ts';

/** What a form is filled in with, where there is a description already. */
export type Statement = Pick<SutDescriptor, 'product' | 'ics' | 'ixit'>;

const TITLES: Record<Role, string> = { client: 'client', focus: 'focus', pcscf: 'P-CSCF' };

/** The questions that are asked of a role, and how many test purposes hang on each. */
export const questionsFor = (role: Role): { id: string; question: string; purposes: number }[] =>
  [...ICS.values()]
    .filter(({ roles }) => roles.includes(role))
    .map(({ id, question }) => ({ id, question, purposes: purposesThatNeed(id, role) }));

/**
 * Conformance statement (ICS) and extra information for testing (IXIT) of one role as a form in Markdown, to be filled in
 * and signed.
 * @param statement what is known already
 */
export function form(role: Role, statement?: Statement): string {
  const { product } = statement ?? {};
  return `${[
    `# Conformance statement of a ${TITLES[role]}`,
    'For the OMA CPM 2.2 change request on leaving a group session.',
    table(
      ['Implementation', ''],
      [
        ['Vendor', product?.vendor ?? ''],
        ['Product', product?.name ?? ''],
        ['Version', product?.version ?? ''],
      ],
    ),
    '## ICS: what it does',
    'A purpose that needs what is answered with no does not apply. What is not answered is tested.',
    table(
      ['Item', 'Question', 'Purposes', 'Yes', 'No'],
      questionsFor(role).map(({ id, question, purposes: count }) => [
        id,
        question,
        String(count),
        box(statement?.ics[id] === true),
        box(statement?.ics[id] === false),
      ]),
    ),
    '## IXIT: what the tests need to know',
    'Without a value the default holds. In a description the value goes under `ixit`, by the name in the second column.',
    table(
      ['Item', 'Name', 'Meaning', 'Default', 'Value'],
      [...IXIT.values()].map((item) => [
        item.id,
        item.field === undefined ? '' : `\`${item.field}\``,
        `${item.meaning}${item.values ? ` (${item.values.join(' or ')})` : ''}`,
        withUnit(item.default, item),
        item.field === undefined || !statement ? '' : withUnit(statement.ixit[item.field], item),
      ]),
    ),
    '## Signature',
    table(
      ['', ''],
      [
        ['Name', ''],
        ['Date', ''],
        ['Signature', ''],
      ],
    ),
  ].join('\n\n')}\n`;
}

const purposesThatNeed = (item: string, role: Role): number =>
  [...purposes.values()].filter((purpose) => purpose.role === role && purpose.ics.includes(item)).length;

const box = (ticked: boolean): string => (ticked ? '☒' : '☐');

const withUnit = (value: number | string | undefined, { unit }: IxitItem): string =>
  value === undefined ? '' : unit === undefined ? String(value) : `${value} ${unit}`;

function table(head: string[], rows: string[][]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
