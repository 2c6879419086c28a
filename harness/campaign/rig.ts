import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Role } from '../sut/descriptor.ts';
import type { RunningSut } from '../sut/host/host.ts';
import type { Lab } from '../sut/lab.ts';
import { loadDescriptor } from '../sut/load.ts';
import { SutKeeper } from './keeper.ts';
import { REFERENCE_SYSTEMS } from './reference-systems.ts';

/** Of the systems that a case needs, its own among them, which roles they have. */
export const rolesNeeded = ({ given }: PurposeDeclaration): Role[] =>
  given.role === 'rig' ? ['client', 'focus', ...(given.pcscf ? (['pcscf'] as const) : [])] : [given.role];

/** The systems of a run by their role, and `company`: the client of everybody in a rig but Alice. */
export type Companions = ReadonlyMap<Role | 'company', SutKeeper>;

/** In a rig everybody but Alice uses the reference client, without defects, whatever client is under test. */
export function companionsOf(lab: Lab, keepers: readonly SutKeeper[], timers: 'rfc3261' | 'scaled'): Companions {
  const company = new SutKeeper(lab, loadDescriptor(REFERENCE_SYSTEMS[0]!), { timers });
  return new Map([...keepers.map((keeper) => [keeper.descriptor.role, keeper] as const), ['company', company]]);
}

/** Whom these cases need beside the systems of their run: nobody, or the company of a rig. */
export const companyFor = (declarations: readonly PurposeDeclaration[], companions: Companions): SutKeeper[] =>
  declarations.some(({ given }) => given.role === 'rig')
    ? [...companions].flatMap(([name, keeper]) => (name === 'company' ? keeper : []))
    : [];

/** The systems of one case: what is told of as its system under test, and what else is in the rig. */
export interface CaseSystems {
  sut: RunningSut;
  beside?: ReadonlyMap<string, RunningSut>;
}

/**
 * Starts whatever of the systems does not run yet.
 * @param own the system that the case is counted to
 */
export async function systemsFor(
  declaration: PurposeDeclaration,
  own: SutKeeper,
  companions: Companions = new Map(),
): Promise<CaseSystems> {
  if (declaration.given.role !== 'rig') return { sut: await own.running() };
  const keepers = new Map<string, SutKeeper>([...companions, [own.descriptor.role, own]]);
  const focus = keepers.get('focus');
  if (!focus) throw new Error('a rig needs a focus');
  keepers.delete('focus');
  const beside = [...keepers].map(async ([name, keeper]) => [name, await keeper.running()] as const);
  return { sut: await focus.running(), beside: new Map(await Promise.all(beside)) };
}
