import picomatch from 'picomatch';
import { whyNotApplicable } from '../../catalogue/applicability.ts';
import { purposes } from '../../catalogue/index.ts';
import { ixitValues } from '../../catalogue/ixit.ts';
import { nameOf } from '../choreography/declare.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { SutDescriptor } from '../sut/descriptor.ts';
import { rolesNeeded } from './rig.ts';
import { UsageError } from './usage-error.ts';

export interface Selection {
  /** Cases to run. */
  cases: { declaration: PurposeDeclaration; sut: SutDescriptor }[];
  /** Selected, but an ICS answer rules them out; by purpose. */
  notApplicable: Map<string, string>;
}

/**
 * What a run is to do: every automated case for the systems at hand that one of the globs names.
 * @throws {UsageError} where a glob names nothing, or nothing is left to run
 */
export function select(
  declarations: readonly PurposeDeclaration[],
  suts: readonly SutDescriptor[],
  globs: readonly string[],
  scale?: number,
): Selection {
  const byRole = new Map(suts.map((sut) => [sut.role, sut]));
  const matching = declarations.filter((declaration) => isSelected(declaration, globs, scale));
  for (const glob of globs) if (!declarations.some((declaration) => names(glob, declaration))) throw nothingBy(glob);

  const selection: Selection = { cases: [], notApplicable: new Map() };
  for (const declaration of matching) {
    const sut = byRole.get(purposes.get(declaration.id)!.role);
    if (!sut) continue;
    const absent = rolesNeeded(declaration).filter((role) => !byRole.has(role));
    const refusal =
      absent.length > 0
        ? `no ${absent.join(' and no ')} among the systems under test`
        : whyNotApplicable(purposes.get(declaration.id)!, icsOf(declaration, sut, suts), ixitValues(sut.ixit));
    if (refusal !== undefined) selection.notApplicable.set(declaration.id, refusal);
    else selection.cases.push({ declaration, sut });
  }
  if (selection.cases.length === 0 && selection.notApplicable.size === 0)
    throw new UsageError(
      `nothing selected: ${matching.length} purposes match, none of them is for a ${[...byRole.keys()].join(' or a ')}; give a descriptor of the other role with --sut`,
    );
  return selection;
}

/** A case with several systems needs what it asks for of each of them: one that says no is enough. */
const icsOf = (declaration: PurposeDeclaration, own: SutDescriptor, suts: readonly SutDescriptor[]) => {
  const involved = suts.filter((sut) => sut === own || rolesNeeded(declaration).includes(sut.role));
  const answers = involved.flatMap(({ ics }) => Object.entries(ics));
  return Object.fromEntries(answers.toSorted(([, a], [, b]) => Number(b) - Number(a)));
};

/**
 * No glob at all selects everything but large groups, which load a machine for minutes: those run where a glob names
 * them, or where a run says how large they are to be.
 */
export const isSelected = (declaration: PurposeDeclaration, globs: readonly string[], scale?: number): boolean =>
  globs.length === 0 ? scale !== undefined || !isLarge(declaration) : globs.some((glob) => names(glob, declaration));

/** Whether it is about a large group. */
export const isLarge = ({ given }: PurposeDeclaration): boolean => given.given === 'crowd';

const names = (glob: string, declaration: PurposeDeclaration): boolean =>
  picomatch.isMatch(declaration.id, glob) || picomatch.isMatch(nameOf(declaration), glob);

function nothingBy(glob: string): UsageError {
  const known = [...purposes.keys()].filter((id) => picomatch.isMatch(id, glob));
  if (known.length > 0)
    return new UsageError(
      `nothing selected: ${known.length === 1 ? `${known[0]} is` : `the ${known.length} purposes that match '${glob}' are`} not automated; expected ids that "bin/cpm-leave list" shows as automated`,
    );
  return new UsageError(
    `nothing selected: no test purpose matches '${glob}'; expected ids or globs such as TP-CL-LV-10 or 'TP-CF-*'`,
  );
}
