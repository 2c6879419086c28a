import { defects, purposes, requirements } from '../../catalogue/index.ts';
import { table } from './test-purpose.ts';

/** Every requirement with the purposes that judge it and the defects that break it, or why nothing can. */
export function coverageDocument(automated: ReadonlySet<string>): string {
  const rows = [...requirements.values()].map(({ id, clause, level, unfalsifiable }) => [
    id,
    level,
    clause,
    purposesFor(id)
      .map((purpose) => (automated.has(purpose) ? purpose : `(${purpose})`))
      .join(' '),
    unfalsifiable === undefined
      ? defectsOf(id).map(caught).join('<br>') || '*none*'
      : `cannot be falsified: ${unfalsifiable}`,
  ]);
  return [
    '# Requirements, purposes, defects',
    'Generated from the catalogue and the suites by `npm run docs`. Purposes in brackets are not automated. A defect is a way in which a reference system can be made to break the requirement, with the purposes that must catch it: `npm test` shows that all of them do, and `npm run validate` which others do besides.',
    table(['Requirement', 'Level', 'Clause', 'Purposes', 'Defects, and who catches them'], rows),
    '',
  ].join('\n\n');
}

/** A defect with the purposes that must catch it. */
const caught = (name: string): string => `${name}: ${defects.get(name)!.caughtBy.join(' ')}`;

/** Requirements that could be falsified and that no defect breaks: their purposes have not been seen to fail. */
export const withoutDefect = (): string[] =>
  [...requirements.values()]
    .filter(({ id, unfalsifiable }) => unfalsifiable === undefined && defectsOf(id).length === 0)
    .map(({ id }) => id);

const purposesFor = (requirement: string): string[] =>
  [...purposes.values()].filter((purpose) => purpose.requirements.includes(requirement)).map(({ id }) => id);

const defectsOf = (requirement: string): string[] =>
  [...defects].filter(([, defect]) => defect.breaks.includes(requirement)).map(([name]) => name);
