import { Ajv } from 'ajv';
import type { Role } from '../harness/sut/descriptor.ts';
import type { Defect } from './defects.ts';
import type { IcsItem } from './ics.ts';
import type { IxitItem } from './ixit.ts';
import { requirementSchema } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { testPurposeSchema } from './test-purpose.ts';
import type { TestPurpose } from './test-purpose.ts';

/** The catalogue contradicts itself: every mistake that was found, one on a line. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`the catalogue is wrong:\n${mistakes.join('\n')}`);
    this.mistakes = mistakes;
  }
}

/** What the catalogue is made of, before anything was checked. */
export interface CatalogueSource {
  requirements: unknown;
  purposes: unknown;
  ics: ReadonlyMap<string, IcsItem>;
  ixit: ReadonlyMap<string, IxitItem>;
  defects: readonly Defect[];
}

export interface Catalogue {
  requirements: ReadonlyMap<string, Requirement>;
  purposes: ReadonlyMap<string, TestPurpose>;
  defects: ReadonlyMap<string, Defect>;
}

/**
 * Checks shapes and cross references.
 * @throws CatalogueError with everything that is wrong
 */
export function loadCatalogue(source: CatalogueSource): Catalogue {
  const mistakes = [
    ...shapeMistakes('requirements', requirementSchema, source.requirements),
    ...shapeMistakes('test purposes', testPurposeSchema, source.purposes),
  ];
  if (mistakes.length > 0) throw new CatalogueError(mistakes);

  const requirements = source.requirements as Requirement[];
  const purposes = source.purposes as TestPurpose[];
  const catalogue = {
    requirements: new Map(requirements.map((requirement) => [requirement.id, requirement])),
    purposes: new Map(purposes.map((purpose) => [purpose.id, purpose])),
    defects: new Map(source.defects.map((defect) => [`${defect.role}:${defect.name}`, defect])),
  };
  mistakes.push(
    ...repeated(requirements.map(({ id }) => id)),
    ...repeated(purposes.map(({ id }) => id)),
    ...repeated([...source.defects].map(({ role, name }) => `${role}:${name}`)),
    ...purposes.flatMap((purpose) => purposeMistakes(purpose, catalogue, source)),
    ...uncovered(catalogue),
    ...source.defects.flatMap((defect) => defectMistakes(defect, catalogue)),
  );
  if (mistakes.length > 0) throw new CatalogueError(mistakes);
  return catalogue;
}

function shapeMistakes(what: string, schema: object, data: unknown): string[] {
  const ajv = new Ajv({ allErrors: true });
  const validate = ajv.compile({ type: 'array', items: schema, minItems: 1 });
  validate(data);
  return (validate.errors ?? []).map((error) => {
    const index = /^\/(\d+)/.exec(error.instancePath)?.[1];
    const entry = Array.isArray(data) && index !== undefined ? (data[Number(index)] as { id?: unknown }) : undefined;
    const extra = error.keyword === 'additionalProperties' ? ` (${String(error.params['additionalProperty'])})` : '';
    const place = error.instancePath.replace(/^\/\d+/, '');
    return `${what}: ${typeof entry?.id === 'string' ? entry.id : `entry ${index ?? '?'}`}${place} ${error.message}${extra}`;
  });
}

const repeated = (ids: readonly string[]): string[] =>
  ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`);

function purposeMistakes(purpose: TestPurpose, { requirements }: Catalogue, { ics, ixit }: CatalogueSource): string[] {
  const mistakes: string[] = [];
  // An end-to-end purpose looks at a real client, a real focus and whatever is between them together.
  const endToEnd = purpose.ics.includes('PC_E2E');
  for (const id of purpose.requirements) {
    const subject = requirements.get(id)?.subject;
    const bound = endToEnd || subject?.includes(purpose.role);
    if (!subject) mistakes.push(`${purpose.id} names ${id}, which is no requirement`);
    else if (!bound) mistakes.push(`${purpose.id} tests a ${purpose.role}, which ${id} does not bind`);
  }
  for (const id of purpose.ics)
    if (!ics.has(id)) mistakes.push(`${purpose.id} names ${id}, which is no ICS item`);
    else if (!endToEnd && !ics.get(id)!.roles.includes(purpose.role))
      mistakes.push(`${purpose.id} tests a ${purpose.role}, which ${id} does not ask about`);
  for (const id of purpose.ixit) if (!ixit.has(id)) mistakes.push(`${purpose.id} names ${id}, which is no IXIT item`);
  for (const [id, value] of Object.entries(purpose.onlyWith ?? {}))
    if (!ixit.get(id)?.values?.includes(value)) mistakes.push(`${purpose.id}: ${id} cannot be ${value}`);
  return mistakes;
}

function uncovered({ requirements, purposes }: Catalogue): string[] {
  const covered = new Set([...purposes.values()].flatMap((purpose) => purpose.requirements));
  return [...requirements.values()]
    .filter(({ id, unfalsifiable }) => unfalsifiable === undefined && !covered.has(id))
    .map(({ id }) => `${id} is covered by no test purpose`);
}

function defectMistakes(defect: Defect, { requirements, purposes }: Catalogue): string[] {
  const name = `defect ${defect.role}:${defect.name}`;
  const mistakes: string[] = [];
  if (defect.caughtBy.length === 0) mistakes.push(`${name} is caught by no test purpose`);
  for (const id of defect.breaks)
    if (!requirements.has(id)) mistakes.push(`${name} breaks ${id}, which is no requirement`);
  for (const id of defect.caughtBy)
    if (!purposes.has(id)) mistakes.push(`${name} is caught by ${id}, which is no test purpose`);
    else if (!tests(purposes.get(id)!, defect.role))
      mistakes.push(`${name} is caught by ${id}, which tests no ${defect.role}`);
  return mistakes;
}

/** End to end several systems are tested at once. */
const tests = ({ role, ics }: TestPurpose, tested: Role): boolean => role === tested || ics.includes('PC_E2E');
