/** What a case asks of the machine, known before it runs. */
import { sizeOf } from '../choreography/crowd-stage.ts';
import { plannedBeforeMs } from '../choreography/planned.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { LONG_WAIT_MS, SETTLING_MS } from './load.ts';

/** What a large group holds while it waits: a few SIPp processes, and their work. */
const GROUP_PROCESSES = 8;

/** A group that a run has made as small as this is to show what is wrong, and not how fast it is. */
const SMALL_GROUP = 30;

/** How long each of a large group takes to join and to subscribe, or to be told of what hundreds do, in milliseconds. */
const ONE_OF_MANY_MS = 10;

/** SIPp processes that a case holds while it runs. */
export const processesOf = ({ given }: PurposeDeclaration): number =>
  given.given === 'crowd' ? GROUP_PROCESSES : { client: 1, focus: 3, pcscf: 2, rig: 0 }[given.role];

/**
 * For how long, in milliseconds, a case wants the machine to itself until it comes to a long wait, or to its end: what
 * measures the speed of hundreds of NOTIFYs. `undefined` where others may be busy beside it.
 * @param scale how many people a large group has, where the run says so
 */
export function aloneMsOf(declaration: PurposeDeclaration, ixit: Ixit, scale?: number): number | undefined {
  const { given } = declaration;
  if (given.given !== 'crowd') return undefined;
  const size = sizeOf(given, scale);
  if (scale !== undefined && size <= SMALL_GROUP) return undefined;
  return ONE_OF_MANY_MS * size + plannedBeforeMs(declaration, ixit, LONG_WAIT_MS);
}

/** How long, in milliseconds, what a step has set going may keep everybody busy after a wait has begun. */
export const settlingMsOf = ({ given }: PurposeDeclaration, scale?: number): number =>
  given.given === 'crowd' ? Math.max(SETTLING_MS, ONE_OF_MANY_MS * sizeOf(given, scale)) : SETTLING_MS;
