/** How long a case takes at least, known before anything runs: whoever waits longest has to begin first. */
import type { Ixit } from '../sut/descriptor.ts';
import { type Duration, inMs, timerF } from './duration.ts';
import { ixitFor } from './joined-client.ts';
import type { PurposeDeclaration } from './purpose.ts';
import { captionOf, captionOfGiven, type Step } from './steps.ts';

/** Joining a group takes what it takes, about a second on a slow system. */
const JOINING_MS = 1000;

/** Shortest lifetime that a subscription is asked to have where it is to expire, in milliseconds. */
const LIFETIME_MS = 3000;

/** A session is refreshed when half its interval is over (RFC 4028 §7.2). */
const half = (interval: Duration, ixit: Ixit): number => inMs(interval, ixit) / 2;

/** The part of a step's duration that a conformant system cannot make shorter, in milliseconds. */
export function plannedMs(step: Step, ixit: Ixit): number {
  if ('duration' in step) return inMs(step.duration, ixit);
  if ('over' in step) return inMs(step.over, ixit);
  switch (step.step) {
    case 'await-retransmission':
      return ixit.t1;
    case 'answer':
      return step.retryGets === undefined ? 0 : 1000 * retryAfter(step.headers ?? []);
    case 'call-without-ack':
      return inMs(timerF, ixit);
    case 'await-refresh':
      return half(step.limit, ixit);
    case 'let-expire':
      return LIFETIME_MS;
    default:
      return 0;
  }
}

/** What is given, and what is done, of a case. */
type Acts = Pick<PurposeDeclaration, 'given' | 'when'>;

/** One wait that a case cannot do without. */
export interface Wait {
  ms: number;
  /** What a reader is told of it. */
  what: string;
}

/** The same for a whole case, with the timers that it gives its system and the time that joining takes. */
export const plannedCaseMs = (declaration: Acts, own: Ixit): number =>
  waitsOf(declaration, own).reduce((sum, { ms }) => sum + ms, JOINING_MS);

/** The waits of a case, one after the other, with the timers that it gives its system. */
export function waitsOf({ given, when }: Acts, own: Ixit): Wait[] {
  const ixit = ixitFor(given, own);
  return [
    { ms: givenMs({ given, when }, ixit), what: captionOfGiven(given) },
    ...when.map((_, index) => stepWait({ given, when }, index, ixit)),
  ].filter(({ ms }) => ms > 0);
}

/** The wait of one step of a case, which may have its reason in another step; 0 ms where there is none. */
export function stepWait(acts: Acts, index: number, ixit: Ixit): Wait {
  const step = acts.when[index]!;
  return index === givingUpOf(acts)
    ? { ms: inMs(timerF, ixit), what: 'a BYE that nobody answers is given up' }
    : { ms: plannedMs(step, ixit), what: captionOf(step, ixit) };
}

/** How long a case takes at least until its first wait of so many milliseconds, or its end. */
export function plannedBeforeMs(declaration: Acts, own: Ixit, longMs: number): number {
  const waits = waitsOf(declaration, own);
  const first = waits.findIndex(({ ms }) => ms >= longMs);
  return waits.slice(0, first < 0 ? waits.length : first).reduce((sum, { ms }) => sum + ms, JOINING_MS);
}

/** What the initial condition makes the case wait for. */
function givenMs({ given, when }: Acts, ixit: Ixit): number {
  if (given.given === 'idle')
    return given.restarts.reduce((sum, { rings }) => sum + (rings ? inMs(rings, ixit) : 0), 0);
  if (given.given === 'joined' && given.session && when.some(({ step }) => step === 'await-own-refresh'))
    return half(given.session.interval, ixit);
  return 0;
}

/**
 * Which step waits for Timer F to give up a BYE, or -1: one to somebody who is silent, and one that is lost every time,
 * unless the network heals before somebody waits for that.
 */
function givingUpOf({ given, when }: Acts): number {
  if (given.given === 'crowd')
    return given.answers.some(({ answer }) => answer === 'silence')
      ? when.findIndex(({ step }) => step === 'await-told')
      : -1;
  const lost = when.findIndex((step) => step.step === 'impair' && step.fault.act === 'drop' && !step.fault.occurrences);
  const outcome = when.findIndex(({ step }, index) => index > lost && (step === 'heal' || step === 'await-outcome'));
  return lost >= 0 && when[outcome]?.step === 'await-outcome' ? outcome : -1;
}

/** In seconds; 0 where none is asked for. */
const retryAfter = (headers: readonly string[]): number =>
  headers.reduce((longest, line) => Math.max(longest, Number(/^Retry-After: *(\d+)/i.exec(line)?.[1] ?? 0)), 0);
