import { purpose as rowOf, requirement } from '../../catalogue/index.ts';
import type { PurposeDeclaration } from './purpose.ts';

const declared: PurposeDeclaration[] = [];
let hear: ((declaration: PurposeDeclaration) => void) | undefined;

/**
 * Automates one test purpose, or one case of a parameterised one: what is given, what is done, what is judged.
 * @param id from the catalogue
 * @throws where the catalogue knows no such purpose, a check names no requirement of the catalogue, or the same case is declared twice
 */
export function purpose(id: string, body: Omit<PurposeDeclaration, 'id'>): void {
  rowOf(id);
  for (const check of body.checks) requirement(check.requirement);
  if (body.checks.length === 0) throw new Error(`${id} has no check: it could only ever pass`);
  if (declared.some((other) => other.id === id && other.variant === body.variant))
    throw new Error(`${nameOf({ id, ...body })} is declared twice`);
  const declaration = { id, ...body };
  declared.push(declaration);
  hear?.(declaration);
}

/** `TP-CF-FR-01/at-once`, or the id alone where the purpose has one case. */
export const nameOf = ({ id, variant }: Pick<PurposeDeclaration, 'id' | 'variant'>): string =>
  variant === undefined ? id : `${id}/${variant}`;

/** All that has been declared in this process so far. */
export const declarations = (): readonly PurposeDeclaration[] => declared;

/** Calls back for every declaration from now on: how jest makes tests of them. */
export function onPurpose(listener: (declaration: PurposeDeclaration) => void): void {
  hear = listener;
}
