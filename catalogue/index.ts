/** Requirements, test purposes and defects, checked as this module loads. */
import { readFileSync } from 'node:fs';
import { closest } from '../harness/sut/closest.ts';
import { DEFECTS } from './defects.ts';
import type { Defect } from './defects.ts';
import { ICS } from './ics.ts';
import { IXIT } from './ixit.ts';
import { loadCatalogue } from './load.ts';
import type { Requirement } from './requirement.ts';
import type { TestPurpose } from './test-purpose.ts';

export type { Defect } from './defects.ts';
export type { Requirement } from './requirement.ts';
export type { TestPurpose } from './test-purpose.ts';

/** Somebody asked for an id that the catalogue does not have; the message names the nearest one. */
export class UnknownId extends Error {
  override name = 'UnknownId';
  /** The nearest id, where one is near. */
  readonly nearest: string | undefined;

  constructor(what: string, id: string, known: Iterable<string>) {
    const nearest = closest(id, [...known]);
    super(`there is no ${what} ${id}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`);
    this.nearest = nearest;
  }
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

const catalogue = loadCatalogue({
  requirements: read('./requirements.json'),
  purposes: read('./test-purposes.json'),
  ics: ICS,
  ixit: IXIT,
  defects: DEFECTS,
});

/** By id, in the order of the catalogue. */
export const requirements: ReadonlyMap<string, Requirement> = catalogue.requirements;

/** By id, in the order of the catalogue. */
export const purposes: ReadonlyMap<string, TestPurpose> = catalogue.purposes;

/** By `role:name`, as on the command line. */
export const defects: ReadonlyMap<string, Defect> = catalogue.defects;

/** @throws UnknownId */
export const requirement = (id: string): Requirement => find('requirement', id, requirements);

/** @throws UnknownId */
export const purpose = (id: string): TestPurpose => find('test purpose', id, purposes);

/**
 * @param name `role:name`, e.g. `client:release-on-bye`
 * @throws UnknownId
 */
export const defect = (name: string): Defect => find('defect', name, defects);

function find<T>(what: string, id: string, entries: ReadonlyMap<string, T>): T {
  const entry = entries.get(id);
  if (entry === undefined) throw new UnknownId(what, id, entries.keys());
  return entry;
}
