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
        nameOf(item),
        meaningOf(item),
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

/** All questions of all roles, and all values, as a page of the documentation. */
export function reference(): string {
  return `${[
    '# ICS and IXIT',
    '<!-- Made from the catalogue: UPDATE_DOCS=1 npx jest tests/docs -->',
    'What a description can answer under `ics`, by role, and give under `ixit`. A purpose that needs what is answered with ' +
      '`false` does not apply; what is not answered is tested. `cpm-leave init --form` prints the same to fill in and sign.',
    ...(Object.keys(TITLES) as Role[]).flatMap((role) => [
      `## ICS of a ${TITLES[role]}`,
      table(
        ['Item', 'Question', 'Purposes that need it'],
        questionsFor(role).map(({ id, question, purposes: count }) => [id, question, String(count)]),
      ),
    ]),
    '## IXIT',
    table(
      ['Item', 'Name under `ixit`', 'Meaning', 'Default'],
      [...IXIT.values()].map((item) => [item.id, nameOf(item), meaningOf(item), withUnit(item.default, item)]),
    ),
    'Besides, a description has `transport` (udp, tcp or tls), `concurrency` (how many purposes may run against the system side ' +
      'by side), `port` and `tlsPort` (of its SIP), and the URIs `identity` and `group`, in which `{n}` becomes a number that is used once.',
  ].join('\n\n')}\n`;
}

const nameOf = ({ field }: IxitItem): string => (field === undefined ? '' : `\`${field}\``);

const meaningOf = ({ meaning, values }: IxitItem): string => `${meaning}${values ? ` (${values.join(' or ')})` : ''}`;

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
