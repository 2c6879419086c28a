/** What a case asks of the machine, known before it runs. */
import { sizeOf } from '../choreography/crowd-stage.ts';
import { inMs } from '../choreography/duration.ts';
import { plannedBeforeMs } from '../choreography/planned.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import type { Ixit } from '../sut/descriptor.ts';
import { LONG_WAIT_MS, SETTLING_MS } from './load.ts';
import type { Calm } from './schedule.ts';

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
 * What a case asks of others while it is busy: a large group measures the speed of hundreds of NOTIFYs, and is alone.
 * @param scale how many people a large group has, where the run says so
 */
export function calmOf(declaration: PurposeDeclaration, ixit: Ixit, scale?: number): Calm | undefined {
  const { given } = declaration;
  if (given.given !== 'crowd') return undefined;
  const size = sizeOf(given, scale);
  if (scale !== undefined && size <= SMALL_GROUP) return undefined;
  return { slots: 0, ms: ONE_OF_MANY_MS * size + plannedBeforeMs(declaration, ixit, LONG_WAIT_MS) };
}

/** SIPp processes side by side in a second look: what was late in a crowd is to have the machine nearly to itself. */
const SECOND_LOOK_SLOTS = 4;

/** The same for a case that a busy machine left open. */
export const secondLookCalmOf = (declaration: PurposeDeclaration, ixit: Ixit, scale?: number): Calm =>
  calmOf(declaration, ixit, scale) ?? {
    slots: SECOND_LOOK_SLOTS,
    ms: plannedBeforeMs(declaration, ixit, LONG_WAIT_MS),
  };

/** How long, in milliseconds, what a step has set going may keep everybody busy after a wait has begun. */
export const settlingMsOf = ({ given }: PurposeDeclaration, scale?: number): number =>
  given.given === 'crowd' ? Math.max(SETTLING_MS, ONE_OF_MANY_MS * sizeOf(given, scale)) : SETTLING_MS;

/** How many people an actor stands for: in a large group, everybody who was there at first, or comes in the meantime. */
export function peopleOf({ given, when }: PurposeDeclaration, ixit: Ixit, scale?: number): number {
  if (given.given !== 'crowd') return 1;
  const coming = when.map((step) =>
    step.step === 'churn' ? Math.ceil((step.perSecond * inMs(step.duration, ixit)) / 2000) : 0,
  );
  return coming.reduce((sum, count) => sum + count, sizeOf(given, scale));
}
