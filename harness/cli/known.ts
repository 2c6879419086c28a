import { type Defect, defect, defects, purpose, type TestPurpose, UnknownId } from '../../catalogue/index.ts';
import { UsageError } from '../campaign/usage-error.ts';

/** @throws {UsageError} which names the nearest purpose, or says where all are listed */
export const knownPurpose = (id: string): TestPurpose =>
  orUsageError(() => purpose(id), 'expected an id that "bin/cpm-leave list" shows, e.g. TP-CL-LV-10');

/**
 * @param name `role:name`
 * @throws {UsageError} which names the nearest defect, or all of them
 */
export function knownDefect(name: string): Defect {
  const named = [...defects.keys()];
  const meant = named.find((full) => full.endsWith(`:${name}`));
  if (meant) throw new UsageError(`the defect ${name} lacks its role; did you mean ${meant}?`);
  return orUsageError(() => defect(name), `expected one of ${named.join(', ')}`);
}

function orUsageError<T>(find: () => T, expected: string): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof UnknownId)) throw error;
    throw new UsageError(error.nearest === undefined ? `${error.message}; ${expected}` : error.message);
  }
}
