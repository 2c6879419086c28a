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

/** One wait that a case cannot do without. */
export interface Wait {
  ms: number;
  /** What a reader is told of it. */
  what: string;
}

/** The same for a whole case, with the timers that it gives its system and the time that joining takes. */
export const plannedCaseMs = (declaration: Pick<PurposeDeclaration, 'given' | 'when'>, own: Ixit): number =>
  waitsOf(declaration, own).reduce((sum, { ms }) => sum + ms, JOINING_MS);

/** The waits of a case, one after the other, with the timers that it gives its system. */
export function waitsOf({ given, when }: Pick<PurposeDeclaration, 'given' | 'when'>, own: Ixit): Wait[] {
  const ixit = ixitFor(given, own);
  return [
    { ms: givenMs({ given, when }, ixit), what: captionOfGiven(given) },
    ...when.map((step) => ({ ms: plannedMs(step, ixit), what: captionOf(step, ixit) })),
    { ms: givenUpMs({ given, when }, ixit), what: 'a BYE that nobody answers is given up' },
  ].filter(({ ms }) => ms > 0);
}

/** What the initial condition makes the case wait for. */
function givenMs({ given, when }: Pick<PurposeDeclaration, 'given' | 'when'>, ixit: Ixit): number {
  if (given.given === 'idle')
    return given.restarts.reduce((sum, { rings }) => sum + (rings ? inMs(rings, ixit) : 0), 0);
  if (given.given === 'joined' && given.session && when.some(({ step }) => step === 'await-own-refresh'))
    return half(given.session.interval, ixit);
  return 0;
}

/**
 * A BYE to somebody who is silent is given up by Timer F, and so is one that is lost every time, unless the network heals
 * before somebody waits for that.
 */
function givenUpMs({ given, when }: Pick<PurposeDeclaration, 'given' | 'when'>, ixit: Ixit): number {
  if (given.given === 'crowd' && given.answers.some(({ answer }) => answer === 'silence')) return inMs(timerF, ixit);
  const lost = when.findIndex((step) => step.step === 'impair' && step.fault.act === 'drop' && !step.fault.occurrences);
  const outcome = when.findIndex(({ step }, index) => index > lost && (step === 'heal' || step === 'await-outcome'));
  return lost >= 0 && when[outcome]?.step === 'await-outcome' ? inMs(timerF, ixit) : 0;
}

/** In seconds; 0 where none is asked for. */
const retryAfter = (headers: readonly string[]): number =>
  headers.reduce((longest, line) => Math.max(longest, Number(/^Retry-After: *(\d+)/i.exec(line)?.[1] ?? 0)), 0);
