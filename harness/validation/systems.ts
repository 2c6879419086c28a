import { type Defect, defects } from '../../catalogue/index.ts';
import type { MatrixSystem } from '../campaign/kill-matrix.ts';

/** Every way in which a reference system conforms: to the letter, harmonised with RFC 3261 §15.1.1, over either transport. */
export const CONFORMANT_SYSTEMS: readonly MatrixSystem[] = [
  { role: 'client', behaviour: 'cr', transport: 'udp', profile: 'cr' },
  { role: 'client', behaviour: 'harmonised', transport: 'udp', profile: 'harmonised' },
  { role: 'client', behaviour: 'cr', transport: 'tcp', profile: 'cr' },
  { role: 'client', behaviour: 'harmonised', transport: 'tcp', profile: 'harmonised' },
  { role: 'focus', transport: 'udp', profile: 'cr' },
  { role: 'focus', transport: 'tcp', profile: 'cr' },
  { role: 'pcscf', profile: 'cr' },
];

/** A reference system with a defect, conformant in everything else by the reading under which that is to be caught. */
export const withDefect = (defect: Defect): MatrixSystem => ({
  role: defect.role,
  defect,
  profile: defect.profile ?? 'cr',
  ...(defect.profile && { behaviour: defect.profile }),
});

/** All that the suite is put to when it is validated as a whole. */
export const ALL_SYSTEMS: readonly MatrixSystem[] = [...CONFORMANT_SYSTEMS, ...[...defects.values()].map(withDefect)];

/** People in a large group of the matrix: as many as it takes to see what is wrong. How fast a focus is, is not asked. */
export const SMALL_GROUP = 20;
